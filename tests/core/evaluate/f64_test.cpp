#include "core/evaluate/f64.h"

#include <cstring>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/split_mix.h"

namespace fleetsim::core {
namespace {

std::string text_of(const std::optional<F64>& value) {
  return value ? value->text() : "none";
}

TEST(F64Test, ReadsDecimalTextAndNothingElse) {
  EXPECT_EQ(text_of(F64::parse("-2.50e-3")), "-0.0025");
  EXPECT_EQ(text_of(F64::parse("100000000000000000000000")), "1e+23");
  for (const char* wrong : {"", " 1", "1 ", "+1", "1,5", "0x10", "inf", "-inf", "nan", "1e999", "one"})
    EXPECT_EQ(text_of(F64::parse(wrong)), "none") << wrong;
}

// The reference: IEEE 754, ties to even. 2^53 + 1 lies halfway between two binary64 numbers.
TEST(F64Test, RoundsToTheNearestWithTiesToEven) {
  EXPECT_EQ(text_of(F64::parse("9007199254740993")), "9007199254740992");
  EXPECT_EQ(text_of(F64::parse("9007199254740992")->plus(*F64::parse("1"))), "9007199254740992");
  EXPECT_EQ(text_of(F64::parse("9007199254740992")->plus(*F64::parse("3"))), "9007199254740996");
}

TEST(F64Test, RefusesWhatIsNotFinite) {
  const F64 large = *F64::parse("1.7976931348623157e308");
  EXPECT_FALSE(large.plus(large));
  EXPECT_FALSE(large.times(large));
  EXPECT_FALSE(F64::parse("1")->over(*F64::parse("0")));
  EXPECT_FALSE(large.over(*F64::parse("0.1")));
}

TEST(F64Test, BothZerosAreEqualAndKeepTheirText) {
  EXPECT_EQ(*F64::parse("-0"), *F64::parse("0"));
  EXPECT_EQ(text_of(F64::parse("-0")), "-0");
}

TEST(F64Test, EveryFiniteNumberReadsBackToItsBits) {
  tests::SplitMix random(5);
  for (int i = 0; i < 20'000; ++i) {
    const F64 value = F64::from_bits(random.next());
    const std::optional<F64> again = F64::parse(value.text());
    constexpr std::uint64_t kExponent = 0x7FF0'0000'0000'0000;
    if ((value.bits() & kExponent) == kExponent) continue;
    ASSERT_TRUE(again) << value.text();
    EXPECT_EQ(again->bits(), value.bits());
  }
}

// Sums and products of random numbers, folded into one word: the same on every machine and compiler.
TEST(F64Test, TheSameBitsEverywhere) {
  tests::SplitMix random(9);
  std::uint64_t folded = 0;
  F64 total = *F64::parse("1");
  for (int i = 0; i < 10'000; ++i) {
    const F64 factor = *F64::parse("0." + std::to_string(random.next() % 1'000'000'007 + 1));
    total = *total.times(factor)->plus(factor)->over(*F64::parse("0.7"));
    folded = folded * 31 + total.bits();
  }
  EXPECT_EQ(folded, 9324403629863529256u);
}

}  // namespace
}  // namespace fleetsim::core
