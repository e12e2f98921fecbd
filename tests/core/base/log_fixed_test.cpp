#include "core/base/log_fixed.h"

#include <cmath>

#include <gtest/gtest.h>

namespace fleetsim::core {
namespace {

static_assert(__LDBL_MANT_DIG__ >= 64, "the references need a long double of 64 bits");

long double as_real(std::uint64_t q57) { return std::ldexp(static_cast<long double>(q57), -kLnPlaces); }

TEST(LogFixedTest, AgreesWithTheLibraryToTheLastPlaces) {
  std::uint64_t word = 0x9e3779b97f4a7c15;
  for (int i = 0; i < 20'000; ++i) {
    word = word * 6364136223846793005 + 1442695040888963407;
    const std::uint64_t n = (word >> (i % 64)) | 1;
    const long double exact = std::log(static_cast<long double>(n));
    EXPECT_LE(as_real(ln_q57(n)), exact + std::ldexp(1.0L, -57)) << n;
    EXPECT_GT(as_real(ln_q57(n)), exact - std::ldexp(2.0L, -57) - exact * std::ldexp(1.0L, -63)) << n;
  }
}

TEST(LogFixedTest, TheseBitsForEver) {
  EXPECT_EQ(ln_q57(1), 0u);
  EXPECT_EQ(ln_q57(2), 99'893'036'290'645'747u);
  EXPECT_EQ(ln_q57(10), 331'837'483'737'498'976u);
  EXPECT_EQ(ln_q57(1'000'000), 1'991'024'902'424'993'859u);
  EXPECT_EQ(ln_q57(UINT64_MAX), 6'393'154'322'601'327'829u);
}

TEST(LogFixedTest, NeverFallsWhenTheNumberGrows) {
  std::uint64_t before = 0;
  for (std::uint64_t n = 1; n < 100'000; ++n) {
    EXPECT_GE(ln_q57(n), before);
    before = ln_q57(n);
  }
}

TEST(LogFixedTest, RoundsUpToAPowerOfTwo) {
  EXPECT_EQ(log2_ceil(0), 0u);
  EXPECT_EQ(log2_ceil(1), 0u);
  EXPECT_EQ(log2_ceil(2), 1u);
  EXPECT_EQ(log2_ceil(3), 2u);
  EXPECT_EQ(log2_ceil(1024), 10u);
  EXPECT_EQ(log2_ceil(1025), 11u);
  EXPECT_EQ(log2_ceil(UINT64_MAX), 64u);
}

TEST(TransmitBudgetTest, IsTheCeilingOfTheFormula) {
  for (std::uint64_t nodes = 1; nodes < 5'000; nodes += 7)
    for (std::uint32_t extra : {0u, 1u, 4u, 9u})
      for (std::uint64_t percent : {0u, 1u, 30u, 50u, 99u}) {
        const long double exact = (std::log(static_cast<long double>(nodes)) + extra) * 100 /
                                  static_cast<long double>(100 - percent);
        EXPECT_EQ(transmit_budget(nodes, extra, {percent, 100}),
                  std::max(1.0L, std::ceil(exact - 1e-15L)))
            << nodes << " " << extra << " " << percent;
      }
}

TEST(TransmitBudgetTest, HasNoStepsButOne) {
  std::uint32_t before = transmit_budget(1, 4, {3, 10});
  for (std::uint64_t nodes = 2; nodes < 20'000; ++nodes) {
    const std::uint32_t budget = transmit_budget(nodes, 4, {3, 10});
    EXPECT_GE(budget, before);
    EXPECT_LE(budget, before + 1);
    before = budget;
  }
}

TEST(TransmitBudgetTest, SaturatesAtItsEnds) {
  EXPECT_EQ(transmit_budget(0, 0, {}), 1u);
  EXPECT_EQ(transmit_budget(1, 0, {}), 1u);
  EXPECT_EQ(transmit_budget(1'000, 4, {1, 1}), UINT32_MAX);
  EXPECT_EQ(transmit_budget(UINT64_MAX, UINT32_MAX, {1, 2}), UINT32_MAX);
  EXPECT_EQ(transmit_budget(1'000, 4, {UINT64_MAX - 1, UINT64_MAX}), UINT32_MAX);
  EXPECT_EQ(transmit_budget(1'000, 4, {UINT64_MAX / 2, UINT64_MAX}), 22u);
}

}  // namespace
}  // namespace fleetsim::core
