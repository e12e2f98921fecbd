#include "sim/rng/fixed_point.h"

#include <cmath>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <gtest/gtest.h>

#include "core/base/check.h"
#include "core/env/dice.h"
#include "sim/rng/series_terms.h"

namespace fleetsim::sim {
namespace {

using core::Dice;

static_assert(__LDBL_MANT_DIG__ >= 64, "the references need a long double of 64 bits");

long double in_q57(std::int64_t x) {
  return std::ldexp(static_cast<long double>(x), -kLogPlaces);
}

TEST(FixedPointTest, ConstantsAreThoseOfTheLibrary) {
  const long double ln2 = std::log(2.0L);
  EXPECT_EQ(kLn2, static_cast<std::uint64_t>(std::roundl(std::ldexp(ln2, 64))));
  EXPECT_EQ(kLog2OfLn2, std::llroundl(std::ldexp(std::log2(ln2), kLogPlaces)));
}

using Long = boost::multiprecision::cpp_bin_float_100;

Long power_of_two(int exponent) {
  return boost::multiprecision::ldexp(Long(1), exponent);
}

TEST(SeriesTermsTest, ThoseOfTheExponentialAreDerivedToTheLastBit) {
  const Long ln2 = boost::multiprecision::log(Long(2));
  Long term = 1;
  for (std::size_t k = 0; k < kExp2Terms.size(); ++k) {
    EXPECT_EQ(kExp2Terms[k],
              static_cast<std::uint64_t>(boost::multiprecision::floor(term * power_of_two(63))))
        << k;
    term *= ln2 / Long(k + 1);
  }
  EXPECT_LT(term * power_of_two(63), 1) << "another term counts";
}

TEST(SeriesTermsTest, ThoseOfTheLogarithmAreDerivedToTheLastBit) {
  const Long ln2 = boost::multiprecision::log(Long(2));
  for (std::size_t k = 0; k < kLog2Terms.size(); ++k)
    EXPECT_EQ(kLog2Terms[k], static_cast<std::uint64_t>(boost::multiprecision::round(
                                 2 / (Long(2 * k + 1) * ln2) * power_of_two(62))))
        << k;
}

TEST(FixedPointTest, MinusLog2AgreesWithTheLibraryToNineDigits) {
  Dice dice(3, "log");
  for (int i = 0; i < 10000; ++i) {
    const std::uint64_t word = dice.u64();
    const std::uint64_t u = (word >> dice.below(40)) | 1;
    const double expected = 64.0 - std::log2(static_cast<double>(u));
    EXPECT_NEAR(static_cast<double>(minus_log2(u)) / 4294967296.0, expected, 2e-9) << u;
  }
}

/// What exponential draws were made of first, and must be for ever: the logarithm a bit at a time.
std::uint64_t minus_log2_by_squaring(std::uint64_t u) {
  std::uint64_t result = 0;
  int zeros = 0;
  for (; u < std::uint64_t{1} << 63; u *= 2) ++zeros;
  for (int bit = 31; bit >= 0; --bit) {
    const Wide square = static_cast<Wide>(u) * u;
    const bool carry = (square >> 127) != 0;
    result |= static_cast<std::uint64_t>(carry) << bit;
    u = static_cast<std::uint64_t>(square >> (carry ? 64 : 63));
  }
  return (static_cast<std::uint64_t>(zeros + 1) << 32) - result;
}

TEST(FixedPointTest, MinusLog2IsToTheBitWhatSquaringGives) {
  Dice dice(19, "bits");
  for (int i = 0; i < 300'000; ++i) {
    const std::uint64_t word = dice.u64();
    ASSERT_EQ(minus_log2(word), minus_log2_by_squaring(word)) << word;
  }
  // Where the logarithm is all but a multiple of its unit: u next to 2^(k / 2^32).
  for (int i = 0; i < 20'000; ++i) {
    const auto log2 =
        static_cast<std::int64_t>((63 * (std::uint64_t{1} << 32) + dice.below(std::uint64_t{1} << 32)) << 25);
    const std::uint64_t nearest = times_exp2(1, log2);
    for (std::uint64_t u = nearest - 3; u <= nearest + 3; ++u)
      ASSERT_EQ(minus_log2(u), minus_log2_by_squaring(u)) << u;
  }
  for (int bit = 1; bit < 64; ++bit)
    for (int off = -3; off <= 3; ++off) {
      const std::uint64_t u = (std::uint64_t{1} << bit) + static_cast<std::uint64_t>(off);
      if (u >= 1 && u <= UINT64_MAX - 4) {
        ASSERT_EQ(minus_log2(u), minus_log2_by_squaring(u)) << u;
      }
    }
  for (std::uint64_t u = UINT64_MAX; u > UINT64_MAX - 5000; --u)
    ASSERT_EQ(minus_log2(u), minus_log2_by_squaring(u)) << u;
}

TEST(FixedPointTest, MinusLog2IsExactAtPowersOfTwo) {
  for (int bit = 0; bit < 64; ++bit)
    EXPECT_EQ(minus_log2(std::uint64_t{1} << bit), static_cast<std::uint64_t>(64 - bit) << 32);
  EXPECT_EQ(minus_log2(0), 0U);
}

// log2 in units of 2^-57: the library's own 64 digits hold 2^-58 at 63.
TEST(FixedPointTest, Log2IsWithinTwoUnits) {
  Dice dice(5, "log");
  const auto expect_near = [](std::uint64_t u) {
    const long double off =
        std::ldexp(std::log2(static_cast<long double>(u)), kLogPlaces) - static_cast<long double>(log2_of(u));
    EXPECT_LT(std::fabs(off), 2.0L) << u;
  };
  for (int i = 0; i < 20000; ++i) {
    const std::uint64_t word = dice.u64();
    expect_near((word >> dice.below(64)) | 1);
  }
  for (std::uint64_t u = 1; u < 2000; ++u) expect_near(u);
  for (int bit = 1; bit < 64; ++bit) {
    const std::uint64_t power = std::uint64_t{1} << bit;
    EXPECT_EQ(log2_of(power), bit * kLogOne);
    expect_near(power - 1);
    expect_near(power + 1);
    // Where the nearer power of two changes.
    const auto middle = static_cast<std::uint64_t>(std::ldexp(std::sqrt(2.0L), bit - 1));
    for (std::uint64_t u = middle - 1; u <= middle + 2; ++u)
      if (u >= 1) expect_near(u);
  }
  EXPECT_EQ(log2_of(1), 0);
  EXPECT_EQ(log2_of(UINT64_MAX), INT64_MAX);  // 64 does not fit
  EXPECT_THROW(log2_of(0), core::BrokenInvariant);
}

TEST(FixedPointTest, TimesExp2IsNeverTooLargeAndWithinTwoToTheMinus57) {
  Dice dice(7, "exp");
  for (int i = 0; i < 20000; ++i) {
    const std::uint64_t value = dice.u64() >> 1;
    const auto x = static_cast<std::int64_t>(dice.u64()) >> 4;  // from -4 to 4
    const long double exact = static_cast<long double>(value) * std::exp2(in_q57(x));
    if (exact >= std::ldexp(1.0L, 64)) continue;
    const auto product = static_cast<long double>(times_exp2(value, x));
    // Two units of the library's last place, which rounds three times.
    const long double slack = std::ldexp(exact, -62);
    EXPECT_LE(product, exact + slack) << value << " " << x;
    EXPECT_GE(product, exact - std::ldexp(exact, -57) - 1 - slack) << value << " " << x;
  }
}

TEST(FixedPointTest, TimesExp2IsExactAtWholePowersAndEndsAtBothEnds) {
  EXPECT_EQ(times_exp2(12345, 0), 12345U);
  EXPECT_EQ(times_exp2(12345, 3 * kLogOne), 98760U);
  EXPECT_EQ(times_exp2(12345, -3 * kLogOne), 1543U);
  EXPECT_EQ(times_exp2(1, 63 * kLogOne), std::uint64_t{1} << 63);
  EXPECT_EQ(times_exp2(2, 63 * kLogOne), UINT64_MAX);
  EXPECT_EQ(times_exp2(UINT64_MAX, INT64_MAX), UINT64_MAX);
  EXPECT_EQ(times_exp2(UINT64_MAX, INT64_MIN), 0U);
  EXPECT_EQ(times_exp2(0, INT64_MAX), 0U);
  // 2^64 (1 - ln 2 / 2^57) is 89 less; the series may lose 2^64 / 2^57.
  EXPECT_LE(times_exp2(UINT64_MAX, -1), UINT64_MAX - 88);
  EXPECT_GE(times_exp2(UINT64_MAX, -1), UINT64_MAX - 89 - 128);
}

TEST(FixedPointTest, TimesRoundsDownAndEndsAtBothEnds) {
  EXPECT_EQ(times(7, {1, 2}), 3);
  EXPECT_EQ(times(-7, {1, 2}), -4);
  EXPECT_EQ(times(-8, {1, 2}), -4);
  EXPECT_EQ(times(5, {0, 7}), 0);
  EXPECT_EQ(times(INT64_MAX, {kRationalPartMax, 1}), INT64_MAX);
  EXPECT_EQ(times(INT64_MIN, {kRationalPartMax, 1}), INT64_MIN);
  EXPECT_EQ(times(INT64_MIN, {1, 1}), INT64_MIN);
  EXPECT_THROW(times(1, {1, 0}), core::BrokenInvariant);
  EXPECT_THROW(times(1, {kRationalPartMax + 1, 1}), core::BrokenInvariant);
}

TEST(FixedPointTest, PowersAgreeWithTheLibrary) {
  Dice dice(11, "pow");
  for (int i = 0; i < 10000; ++i) {
    const std::uint64_t base = 1 + dice.below(1'000'000);
    const Rational exponent{1 + dice.below(300), 100};
    const long double exact = 1000.0L * std::pow(static_cast<long double>(base),
                                                 static_cast<long double>(exponent.numerator) /
                                                     static_cast<long double>(exponent.denominator));
    if (exact >= std::ldexp(1.0L, 63)) continue;
    const auto power = static_cast<long double>(times_power(1000, log2_of(base), exponent));
    EXPECT_LE(std::fabs(power - exact), 1 + std::ldexp(exact, -54))
        << base << "^" << exponent.numerator << "/100";
  }
}

TEST(FixedPointTest, SquareRootsAreExact) {
  Dice dice(13, "root");
  for (int i = 0; i < 2000; ++i) {
    const std::uint64_t root = dice.u64() >> dice.below(64);
    const Wide square = static_cast<Wide>(root) * root;
    EXPECT_EQ(square_root(square), root);
    if (root >= 1) {
      EXPECT_EQ(square_root(square - 1), root - 1);
    }
    EXPECT_EQ(square_root(square + root), root);
  }
  EXPECT_EQ(square_root(~Wide{0}), UINT64_MAX);
}

// The series of the logarithm and the exponential undo each other.
TEST(FixedPointTest, Exp2UndoesLog2) {
  Dice dice(17, "undo");
  for (int i = 0; i < 5000; ++i) {
    const std::uint64_t u = 1 + dice.below(std::uint64_t{1} << 50);
    const std::uint64_t back = times_exp2(1, log2_of(u) + 4);
    EXPECT_TRUE(back == u || back == u - 1) << u << " " << back;
  }
}

TEST(RationalTest, NumbersCompareByWhatTheyAre) {
  EXPECT_TRUE(compare({1, 2}, {2, 4}) == 0);
  EXPECT_TRUE(compare({1, 3}, {1, 2}) < 0);
  EXPECT_TRUE(compare({UINT64_MAX, 1}, {UINT64_MAX, 2}) > 0);
  EXPECT_EQ((Rational{3, 4}.inverse()), (Rational{4, 3}));
}

}  // namespace
}  // namespace fleetsim::sim
