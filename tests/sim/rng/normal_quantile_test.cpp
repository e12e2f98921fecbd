#include "sim/rng/normal_quantile.h"

#include <cmath>

#include <boost/math/distributions/normal.hpp>
#include <gtest/gtest.h>

#include "core/env/dice.h"

namespace fleetsim::sim {
namespace {

using core::Dice;

constexpr std::uint64_t kHalf = std::uint64_t{1} << 63;

long double value_of(std::int64_t z) {
  return std::ldexp(static_cast<long double>(z), -57);
}

// By the nearer tail, so that p keeps its digits.
long double expected(std::uint64_t u) {
  static const boost::math::normal_distribution<long double> normal;
  const std::uint64_t tail = u < kHalf ? u : ~u;
  const long double p = std::ldexp(static_cast<long double>(tail) + 0.5L, -64);
  const long double z = boost::math::quantile(normal, p);
  return u < kHalf ? z : -z;
}

void expect_near(std::uint64_t u) {
  EXPECT_LE(std::fabs(value_of(normal_quantile(u)) - expected(u)), std::ldexp(1.0L, -38)) << u;
}

TEST(NormalQuantileTest, AgreesWithBoostEverywhere) {
  Dice dice(1, "quantile");
  for (int i = 0; i < 20000; ++i) {
    const std::uint64_t word = dice.u64();
    expect_near(word);
    const std::uint64_t tail = word >> dice.below(64);
    expect_near(tail);
    expect_near(~tail);
  }
}

TEST(NormalQuantileTest, AgreesWithBoostWhereOneApproximationFollowsAnother) {
  // p = 0.075 and sqrt(-ln p) = 5.
  for (const long double p : {0.075L, std::exp(-25.0L)})
    for (std::int64_t off = -3; off <= 3; ++off) {
      const auto edge = static_cast<std::int64_t>(std::ldexp(p, 64)) + off;
      expect_near(static_cast<std::uint64_t>(edge));
      expect_near(~static_cast<std::uint64_t>(edge));
    }
}

TEST(NormalQuantileTest, EndsAtNineAndOneTenth) {
  expect_near(0);
  expect_near(UINT64_MAX);
  EXPECT_EQ(normal_quantile(UINT64_MAX) >> 53, (std::int64_t{9} << 4) + 2);  // 9.1
}

TEST(NormalQuantileTest, IsSymmetric) {
  Dice dice(2, "symmetry");
  EXPECT_EQ(normal_quantile(kHalf), -normal_quantile(kHalf - 1));
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t u = dice.u64();
    EXPECT_EQ(normal_quantile(u), -normal_quantile(~u));
  }
}

TEST(NormalQuantileTest, NeverFallsOverAGrid) {
  std::int64_t before = normal_quantile(0);
  for (std::uint64_t step = 1; step < 100'000; ++step) {
    const std::int64_t z = normal_quantile(step * (UINT64_MAX / 100'000));
    EXPECT_GT(z, before) << step;
    before = z;
  }
}

TEST(NormalQuantileTest, FirstValuesArePinned) {
  EXPECT_EQ(normal_quantile(0), -1'319'416'883'940'368'890);
  EXPECT_EQ(normal_quantile(kHalf / 2), -97'204'217'204'745'401);
  EXPECT_EQ(normal_quantile(UINT64_MAX / 100), -335'262'061'397'263'301);
}

}  // namespace
}  // namespace fleetsim::sim
