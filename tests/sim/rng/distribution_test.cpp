// Every kind of span: fits its formula, a wrong one does not, first draws, one draw each, its median.

#include "sim/rng/distribution.h"

#include <array>
#include <cmath>
#include <functional>
#include <ostream>
#include <vector>

#include <boost/math/distributions/normal.hpp>
#include <gtest/gtest.h>

#include "tests/support/goodness_of_fit.h"

namespace fleetsim::sim {
namespace {

using core::Dice;
using core::Duration;
using core::milliseconds;
using core::seconds;

double phi(double z) {
  return boost::math::cdf(boost::math::normal_distribution<double>(), z);
}

struct SpanCase {
  const char* name;
  Distribution distribution;
  std::function<double(double)> cdf;  ///< of nanoseconds
  Distribution wrong;                 ///< off by a few per cent: the test must see that
  std::array<std::int64_t, 4> first;  ///< draws of seed 42, stream `pinned`
};

void PrintTo(const SpanCase& row, std::ostream* out) {
  *out << row.name;
}

std::vector<SpanCase> span_cases() {
  const double ms = 1e6;
  const Empirical table({{{0, 1}, milliseconds(1)},
                         {{1, 2}, milliseconds(2)},
                         {{9, 10}, milliseconds(10)},
                         {{1, 1}, milliseconds(110)}});
  const Empirical other({{{0, 1}, milliseconds(1)}, {{1, 2}, milliseconds(2)}, {{1, 1}, milliseconds(110)}});
  return {
      {"uniform",
       Uniform{milliseconds(5), milliseconds(15)},
       [=](double x) { return (x - 5 * ms) / (10 * ms); },
       Uniform{milliseconds(5), core::microseconds(15'100)},
       {9110174, 9273322, 8564006, 12595843}},
      {"exponential",
       Exponential{milliseconds(2), milliseconds(10)},
       [=](double x) { return 1 - std::exp(-(x - 2 * ms) / (10 * ms)); },
       Exponential{milliseconds(2), core::microseconds(10'300)},
       {10891196, 10501936, 12316997, 4749839}},
      {"normal",
       Normal{milliseconds(100), milliseconds(10)},
       [=](double x) { return phi((x - 100 * ms) / (10 * ms)); },
       Normal{milliseconds(100), core::microseconds(10'300)},
       {97750714, 98168296, 96319035, 107049659}},
      {"log_normal",
       LogNormal(milliseconds(400), seconds(3)),
       [=](double x) { return phi(std::log(x / (400 * ms)) * 2.3263478740408408 / std::log(7.5)); },
       LogNormal(milliseconds(400), core::microseconds(3'200'000)),
       {329194508, 341318656, 290803497, 736604886}},
      {"pareto",
       Pareto{milliseconds(1), {3, 2}},
       [=](double x) { return 1 - std::pow(ms / x, 1.5); },
       Pareto{milliseconds(1), {31, 20}},
       {1808949, 1762610, 1989333, 1201201}},
      {"pareto_without_a_mean",
       Pareto{milliseconds(1), {1, 2}},
       [=](double x) { return x >= static_cast<double>(kDrawnSpanMax.ns) ? 1 : 1 - std::pow(ms / x, 0.5); },
       Pareto{milliseconds(1), {21, 40}},
       {5919425, 5476067, 7872687, 1733197}},
      {"weibull_of_infancy",
       Weibull{milliseconds(10), {7, 10}},
       [=](double x) { return 1 - std::exp(-std::pow(x / (10 * ms), 0.7)); },
       Weibull{milliseconds(10), {73, 100}},
       {8454462, 7930694, 10455911, 1581286}},
      {"weibull_of_wear",
       Weibull{milliseconds(10), {7, 2}},
       [=](double x) { return 1 - std::exp(-std::pow(x / (10 * ms), 3.5)); },
       Weibull{milliseconds(10), {18, 5}},
       {9669793, 9546897, 10089563, 6915158}},
      {"empirical",
       table,
       [=](double x) {
         if (x < 2 * ms) return (x - ms) / (2 * ms);
         if (x < 10 * ms) return 0.5 + 0.4 * (x - 2 * ms) / (8 * ms);
         return 0.9 + 0.1 * (x - 10 * ms) / (100 * ms);
       },
       other,
       {1822034, 1854664, 1712801, 7191685}},
  };
}

class SpanTest : public testing::TestWithParam<SpanCase> {};

std::vector<double> draws_of(const Distribution& distribution, std::uint64_t seed, int count) {
  Dice dice(seed, "fit");
  std::vector<double> draws;
  for (int i = 0; i < count; ++i) draws.push_back(static_cast<double>(draw(distribution, dice).ns));
  return draws;
}

TEST_P(SpanTest, FitsItsFormula) {
  for (const std::uint64_t seed : {1U, 2U, 7U, 42U})
    EXPECT_TRUE(
        tests::kolmogorov_smirnov(draws_of(GetParam().distribution, seed, 50'000), GetParam().cdf).good())
        << seed;
}

TEST_P(SpanTest, AnotherOneIsSeenNotToFit) {
  for (const std::uint64_t seed : {1U, 2U, 7U, 42U})
    EXPECT_FALSE(tests::kolmogorov_smirnov(draws_of(GetParam().wrong, seed, 100'000), GetParam().cdf).good())
        << seed;
}

TEST_P(SpanTest, FirstDrawsOfSeed42ArePinned) {
  Dice dice(42, "pinned");
  std::array<std::int64_t, 4> draws{};
  for (std::int64_t& d : draws) d = draw(GetParam().distribution, dice).ns;
  EXPECT_EQ(draws, GetParam().first);
}

TEST_P(SpanTest, TakesOneDraw) {
  Dice dice(42, "one");
  Dice counted = dice;
  EXPECT_EQ(draws_of(GetParam().distribution), 1U);
  for (int i = 0; i < 100; ++i) {
    (void)draw(GetParam().distribution, dice);
    counted.skip(draws_of(GetParam().distribution));
    ASSERT_EQ(dice, counted);
  }
}

TEST_P(SpanTest, HalfOfTheDrawsAreBelowTheMedian) {
  Dice dice(5, "median");
  std::array<std::uint64_t, 2> sides{};
  for (int i = 0; i < 10'000; ++i)
    ++sides[draw(GetParam().distribution, dice) < median(GetParam().distribution) ? 0 : 1];
  EXPECT_TRUE(tests::chi_square_of_equals(sides).good()) << sides[0];
}

TEST_P(SpanTest, NoDrawIsBelowTheLeast) {
  Dice dice(6, "least");
  const Duration shortest = least(GetParam().distribution);
  EXPECT_GE(shortest, Duration{});
  for (int i = 0; i < 100'000; ++i) ASSERT_GE(draw(GetParam().distribution, dice), shortest);
}

TEST_P(SpanTest, IsAValue) {
  const Distribution copy = GetParam().distribution;
  EXPECT_EQ(copy, GetParam().distribution);
  EXPECT_NE(copy, GetParam().wrong);
}

INSTANTIATE_TEST_SUITE_P(Kinds, SpanTest, testing::ValuesIn(span_cases()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(DistributionTest, ConstantNeedsNoDraw) {
  Dice dice(1, "x");
  const Dice untouched = dice;
  EXPECT_EQ(draw(Distribution(Constant{milliseconds(7)}), dice), milliseconds(7));
  EXPECT_EQ(median(Distribution(Constant{milliseconds(7)})), milliseconds(7));
  EXPECT_EQ(dice, untouched);
  EXPECT_EQ(draws_of(Distribution(Constant{milliseconds(7)})), 0U);
}

TEST(DistributionTest, NoneIsTheConstantZero) {
  Dice dice(1, "x");
  EXPECT_EQ(draw(Distribution{}, dice), Duration{});
}

TEST(DistributionTest, UniformStaysWithinBothEndsAndReachesThem) {
  Dice dice(1, "x");
  bool low = false;
  bool high = false;
  for (int i = 0; i < 1000; ++i) {
    const Duration d = draw(Uniform{{10}, {13}}, dice);
    ASSERT_GE(d.ns, 10);
    ASSERT_LE(d.ns, 13);
    low |= d.ns == 10;
    high |= d.ns == 13;
  }
  EXPECT_TRUE(low);
  EXPECT_TRUE(high);
}

// The draws of every scenario written before there were other kinds.
TEST(DistributionTest, ExponentialDrawsAreThoseOfTheFirstVersion) {
  Dice dice(42, "pinned");
  std::array<std::int64_t, 4> draws{};
  for (std::int64_t& d : draws) d = draw(Exponential{{0}, milliseconds(100)}, dice).ns;
  EXPECT_EQ(draws, (std::array<std::int64_t, 4>{88911966, 85019363, 103169977, 27498399}));
}

TEST(BimodalTest, SlowDrawsHaveTheirShare) {
  const Bimodal bimodal{core::microseconds(800), milliseconds(90), {2, 1000}};
  for (const std::uint64_t seed : {1U, 2U, 7U, 42U}) {
    Dice dice(seed, "fit");
    std::array<std::uint64_t, 2> counts{};
    for (int i = 0; i < 200'000; ++i) ++counts[draw(bimodal, dice) == bimodal.slow ? 1 : 0];
    EXPECT_TRUE(tests::chi_square(counts, std::array<double, 2>{0.998, 0.002}).good()) << seed;
    EXPECT_FALSE(tests::chi_square(counts, std::array<double, 2>{0.997, 0.003}).good()) << seed;
  }
}

TEST(BimodalTest, FirstSlowDrawsOfSeed42ArePinned) {
  Dice dice(42, "pinned");
  std::vector<int> slow;
  for (int i = 0; i < 20; ++i)
    if (draw(Bimodal{{1}, {2}, {1, 4}}, dice).ns == 2) slow.push_back(i);
  EXPECT_EQ(slow, (std::vector<int>{12, 15}));
}

TEST(BimodalTest, CertaintiesTakeOneDrawAndTheMedianIsOnTheLargerSide) {
  Dice dice(1, "x");
  Dice counted = dice;
  EXPECT_EQ(draw(Bimodal{{1}, {2}, {0, 1}}, dice).ns, 1);
  EXPECT_EQ(draw(Bimodal{{1}, {2}, {1, 1}}, dice).ns, 2);
  counted.u64();
  counted.u64();
  EXPECT_EQ(dice, counted);
  EXPECT_EQ(median(Bimodal{{1}, {2}, {1, 2}}).ns, 1);
  EXPECT_EQ(median(Bimodal{{1}, {2}, {501, 1000}}).ns, 2);
  EXPECT_EQ(median(Bimodal{{1}, {2}, {UINT64_MAX, UINT64_MAX}}).ns, 2);
}

}  // namespace
}  // namespace fleetsim::sim
