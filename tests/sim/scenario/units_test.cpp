#include "sim/scenario/units.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/split_mix.h"

namespace fleetsim::sim {
namespace {

struct DurationCase {
  const char* text;
  std::int64_t ns;
};

class GoodDurationTest : public testing::TestWithParam<DurationCase> {};

TEST_P(GoodDurationTest, IsReadExactly) {
  const Quantity<core::Duration> read = parse_duration_text(GetParam().text);
  ASSERT_TRUE(read.value) << read.error.why;
  EXPECT_EQ(read.value->ns, GetParam().ns);
}

INSTANTIATE_TEST_SUITE_P(Units, GoodDurationTest,
                         testing::Values(DurationCase{"0s", 0}, DurationCase{"1ns", 1},
                                         DurationCase{"20us", 20'000}, DurationCase{"250ms", 250'000'000},
                                         DurationCase{"1.5s", 1'500'000'000}, DurationCase{"0.000000001s", 1},
                                         DurationCase{"2min", 120'000'000'000},
                                         DurationCase{"1h", 3'600'000'000'000},
                                         DurationCase{"18250d", 1'576'800'000'000'000'000}));

struct BadCase {
  const char* text;
  const char* why;
};

class BadDurationTest : public testing::TestWithParam<BadCase> {};

TEST_P(BadDurationTest, IsRefusedWithAReason) {
  const Quantity<core::Duration> read = parse_duration_text(GetParam().text);
  EXPECT_FALSE(read.value);
  EXPECT_STREQ(read.error.why, GetParam().why);
}

INSTANTIATE_TEST_SUITE_P(
    Texts, BadDurationTest,
    testing::Values(BadCase{"5", "has no unit"}, BadCase{"0", "has no unit"}, BadCase{"", "is no duration"},
                    BadCase{"s", "is no duration"}, BadCase{"1:30", "has an unknown unit"},
                    BadCase{"5 s", "has an unknown unit"}, BadCase{"5S", "has an unknown unit"},
                    BadCase{"5m", "has an unknown unit"}, BadCase{"-1s", "is negative"},
                    BadCase{"1.s", "is no duration"}, BadCase{".5s", "is no duration"},
                    BadCase{"010s", "is no duration"}, BadCase{"1e3s", "has an unknown unit"},
                    BadCase{"0.5ns", "is finer than a nanosecond"},
                    BadCase{"18251d", "is longer than 50 years"},
                    BadCase{"99999999999999999999s", "is no duration"},
                    BadCase{"18446744073709551615d", "is longer than 50 years"}));

struct RatioCase {
  const char* text;
  core::Ratio ratio;
};

class GoodRatioTest : public testing::TestWithParam<RatioCase> {};

TEST_P(GoodRatioTest, IsExactAndInLowestTerms) {
  const Quantity<core::Ratio> read = parse_ratio_text(GetParam().text);
  ASSERT_TRUE(read.value) << read.error.why;
  EXPECT_EQ(read.value->numerator, GetParam().ratio.numerator);
  EXPECT_EQ(read.value->denominator, GetParam().ratio.denominator);
}

INSTANTIATE_TEST_SUITE_P(Texts, GoodRatioTest,
                         testing::Values(RatioCase{"0", {0, 1}}, RatioCase{"1", {1, 1}},
                                         RatioCase{"100%", {1, 1}}, RatioCase{"0.1%", {1, 1000}},
                                         RatioCase{"0.05", {1, 20}}, RatioCase{"5%", {1, 20}},
                                         RatioCase{"1/3", {1, 3}}, RatioCase{"2/6", {1, 3}},
                                         RatioCase{"0.000000000000001", {1, 1'000'000'000'000'000}}));

class BadRatioTest : public testing::TestWithParam<BadCase> {};

TEST_P(BadRatioTest, IsRefusedWithAReason) {
  const Quantity<core::Ratio> read = parse_ratio_text(GetParam().text);
  EXPECT_FALSE(read.value);
  EXPECT_STREQ(read.error.why, GetParam().why);
}

INSTANTIATE_TEST_SUITE_P(Texts, BadRatioTest,
                         testing::Values(BadCase{"1.01", "is more than 100%"},
                                         BadCase{"101%", "is more than 100%"}, BadCase{"-1%", "is negative"},
                                         BadCase{"5 %", "is no ratio"}, BadCase{"1/0", "is no ratio"},
                                         BadCase{"0.5/2", "is no ratio"}, BadCase{"1e-3", "is no ratio"},
                                         BadCase{"%", "is no ratio"},
                                         BadCase{"0.0000000000000001", "is no ratio"}));

TEST(UnitsTest, ACountIsDecimalDigitsAlone) {
  EXPECT_EQ(parse_count_text("18446744073709551615").value, UINT64_MAX);
  EXPECT_EQ(parse_count_text("0").value, 0U);
  for (const char* text :
       {"", "010", "0x10", "1_000", "-1", "+1", "1.0", "1e3", " 1", "18446744073709551616"})
    EXPECT_FALSE(parse_count_text(text).value) << text;
}

TEST(UnitsTest, ASizeIsExactAndHasAUnit) {
  EXPECT_EQ(parse_size_text("64MiB").value, 64ULL << 20);
  EXPECT_EQ(parse_size_text("1.5kB").value, 1500U);
  EXPECT_EQ(parse_size_text("0.5KiB").value, 512U);
  EXPECT_EQ(parse_size_text("18446744073709551615B").value, UINT64_MAX);
  for (const char* text :
       {"", "64", "64 MiB", "64mib", "-1B", "1.0001kB5", "0.1B", "16777216TiB", "1e3B", "B"})
    EXPECT_FALSE(parse_size_text(text).value) << text;
}

TEST(UnitsTest, EverySizeIsPrintedAsATextThatReadsBack) {
  for (const std::uint64_t bytes : {0ULL, 1ULL, 1000ULL, 1024ULL, 1536ULL, 67'108'864ULL, 5ULL << 40})
    EXPECT_EQ(parse_size_text(size_text(bytes)).value, bytes) << size_text(bytes);
  EXPECT_EQ(size_text(67'108'864), "64MiB");
  EXPECT_EQ(size_text(UINT64_MAX), "18446744073709551615B");
}

TEST(UnitsTest, EveryDurationIsPrintedAsATextThatReadsBack) {
  tests::SplitMix random(7);
  for (int i = 0; i < 2000; ++i) {
    const auto scale = static_cast<std::int64_t>(
        std::array<std::uint64_t, 4>{1, 1'000, 1'000'000'000, 60'000'000'000}.at(random.below(4)));
    const core::Duration duration{static_cast<std::int64_t>(random.below(1'000'000)) * scale};
    EXPECT_EQ(parse_duration_text(duration_text(duration)).value, duration) << duration_text(duration);
  }
}

TEST(UnitsTest, EveryRatioIsPrintedAsATextThatReadsBack) {
  tests::SplitMix random(8);
  for (int i = 0; i < 2000; ++i) {
    const std::uint64_t denominator = i % 2 == 0 ? random.below(1'000'000'000) + 1 : 1'000'000'000'000'000;
    const std::string text = ratio_text({random.below(denominator + 1), denominator});
    const Quantity<core::Ratio> read = parse_ratio_text(text);
    ASSERT_TRUE(read.value) << text;
    EXPECT_EQ(ratio_text(*read.value), text);
  }
}

struct NumberCase {
  const char* text;
  Rational number;
};

class GoodNumberTest : public testing::TestWithParam<NumberCase> {};

TEST_P(GoodNumberTest, IsReadExactlyAndPrintedSoThatItReadsBack) {
  const Quantity<Rational> read = parse_number_text(GetParam().text);
  ASSERT_TRUE(read.value) << read.error.why;
  EXPECT_EQ(*read.value, GetParam().number);
  const Quantity<Rational> again = parse_number_text(number_text(*read.value));
  ASSERT_TRUE(again.value) << number_text(*read.value);
  EXPECT_EQ(*again.value, *read.value);
}

INSTANTIATE_TEST_SUITE_P(Numbers, GoodNumberTest,
                         testing::Values(NumberCase{"0", {0, 1}}, NumberCase{"2", {2, 1}}, NumberCase{"1.50", {3, 2}},
                                         NumberCase{"7/6", {7, 6}}, NumberCase{"14/12", {7, 6}},
                                         NumberCase{"0.000000000000001", {1, 1'000'000'000'000'000}},
                                         NumberCase{"999.999999999999999",
                                                    {999'999'999'999'999'999, 1'000'000'000'000'000}},
                                         NumberCase{"1152921504606846976", {kRationalPartMax, 1}},
                                         NumberCase{"1/1152921504606846976", {1, kRationalPartMax}}));

class BadNumberTest : public testing::TestWithParam<BadCase> {};

TEST_P(BadNumberTest, IsRefusedWithAReason) {
  const Quantity<Rational> read = parse_number_text(GetParam().text);
  EXPECT_FALSE(read.value);
  EXPECT_STREQ(read.error.why, GetParam().why);
}

INSTANTIATE_TEST_SUITE_P(Texts, BadNumberTest,
                         testing::Values(BadCase{"", "is no number"}, BadCase{"-1", "is negative"},
                                         BadCase{"1.", "is no number"}, BadCase{"01", "is no number"},
                                         BadCase{"1e3", "is no number"}, BadCase{"50%", "is no number"},
                                         BadCase{"1/0", "is no number"}, BadCase{"1.5/2", "is no number"},
                                         BadCase{"1/2/3", "is no number"}, BadCase{"1ms", "is no number"},
                                         BadCase{"0.0000000000000001", "is no number"},
                                         BadCase{"1152921504606846977", "has too many digits"},
                                         BadCase{"1/1152921504606846977", "has too many digits"}));

TEST(NumberTextTest, ADecimalWhereItHasFewPlacesElseAFraction) {
  EXPECT_EQ(number_text({3, 2}), "1.5");
  EXPECT_EQ(number_text({2000, 2}), "1000");
  EXPECT_EQ(number_text({1, 100}), "0.01");
  EXPECT_EQ(number_text({14, 12}), "7/6");
}

TEST(UnitsTest, RatesAreBitsPerSecondInPowersOfAThousand) {
  EXPECT_EQ(parse_rate_text("1bit/s").value, 1u);
  EXPECT_EQ(parse_rate_text("1.5kbit/s").value, 1500u);
  EXPECT_EQ(parse_rate_text("10Mbit/s").value, 10'000'000u);
  EXPECT_EQ(parse_rate_text("2Gbit/s").value, 2'000'000'000u);
  for (const char* bad : {"", "10", "10Mb", "10MiB/s", "1.5bit/s", "-1bit/s", "x", "99999999999Gbit/s"})
    EXPECT_FALSE(parse_rate_text(bad).value) << bad;
  for (const std::uint64_t rate : {1ull, 1500ull, 2000ull, 10'000'000ull, 2'000'000'000ull})
    EXPECT_EQ(parse_rate_text(rate_text(rate)).value, rate);
  EXPECT_EQ(rate_text(10'000'000), "10Mbit/s");
  EXPECT_EQ(rate_text(1500), "1500bit/s");
}

TEST(FrequencyTextTest, IsSoManyInASpanOfTime) {
  EXPECT_EQ(parse_frequency_text("6/h").value, (Frequency{6, core::seconds(3600)}));
  EXPECT_EQ(parse_frequency_text("1/90s").value, (Frequency{1, core::seconds(90)}));
  EXPECT_EQ(parse_frequency_text("40/s").value, (Frequency{40, core::seconds(1)}));
  EXPECT_EQ(parse_frequency_text("1/1.5ms").value, (Frequency{1, core::microseconds(1500)}));
  for (const char* bad : {"", "6", "/h", "6/", "0/h", "6/0s", "-1/s", "1.5/s", "6/x", "6/ h", "6/h/h", "06/h"})
    EXPECT_FALSE(parse_frequency_text(bad).value) << bad;
  for (const Frequency frequency : {Frequency{6, core::seconds(3600)}, Frequency{1, core::seconds(90)},
                                    Frequency{3, core::seconds(10)}, Frequency{7, core::Duration{1}}})
    EXPECT_EQ(parse_frequency_text(frequency_text(frequency)).value, frequency) << frequency_text(frequency);
  EXPECT_EQ(frequency_text({6, core::seconds(3600)}), "6/h");
  EXPECT_EQ(frequency_text({1, core::seconds(90)}), "1/90s");
}

}  // namespace
}  // namespace fleetsim::sim
