// The smallest and the largest parameters of the samplers of spans.

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/check.h"
#include "sim/rng/distribution.h"

namespace fleetsim::sim {
namespace {

using core::Dice;
using core::Duration;
using core::milliseconds;
using core::seconds;

constexpr Duration kMonth = seconds(30LL * 24 * 3600);

struct EdgeCase {
  const char* name;
  Distribution distribution;
};

class EdgeTest : public testing::TestWithParam<EdgeCase> {};

// What routes and queues rely on, whatever a scenario says.
TEST_P(EdgeTest, DrawsAreNeitherNegativeNorTooLong) {
  Dice dice(1, "edge");
  for (int i = 0; i < 20'000; ++i) {
    const Duration d = draw(GetParam().distribution, dice);
    ASSERT_GE(d.ns, 0);
    ASSERT_LE(d, kDrawnSpanMax);
  }
  EXPECT_GE(median(GetParam().distribution).ns, 0);
  EXPECT_LE(median(GetParam().distribution), kDrawnSpanMax);
}

INSTANTIATE_TEST_SUITE_P(
    Parameters, EdgeTest,
    testing::Values(EdgeCase{"zero_constant", Constant{}}, EdgeCase{"zero_uniform", Uniform{}},
                    EdgeCase{"zero_exponential", Exponential{}},
                    EdgeCase{"long_exponential", Exponential{{0}, kMonth}}, EdgeCase{"zero_normal", Normal{}},
                    EdgeCase{"normal_without_spread", Normal{{5}, {0}}},
                    EdgeCase{"normal_of_spread_alone", Normal{{0}, kMonth}},
                    EdgeCase{"longest_normal", Normal{kDrawnSpanMax, kDrawnSpanMax}},
                    EdgeCase{"shortest_log_normal", LogNormal({1}, {1})},
                    EdgeCase{"widest_log_normal", LogNormal({1}, kDrawnSpanMax)},
                    EdgeCase{"longest_log_normal", LogNormal(kDrawnSpanMax, kDrawnSpanMax)},
                    EdgeCase{"zero_pareto", Pareto{{0}, {1, 1}}},
                    EdgeCase{"heaviest_pareto", Pareto{kMonth, {1, 100}}},
                    EdgeCase{"lightest_pareto", Pareto{{1}, {1000, 1}}},
                    EdgeCase{"pareto_of_long_numbers", Pareto{{1}, {kRationalPartMax, kRationalPartMax - 1}}},
                    EdgeCase{"heaviest_weibull", Weibull{kMonth, {1, 100}}},
                    EdgeCase{"lightest_weibull", Weibull{kDrawnSpanMax, {1000, 1}}},
                    EdgeCase{"zero_weibull", Weibull{{0}, {1, 1}}},
                    EdgeCase{"widest_bimodal", Bimodal{{0}, kDrawnSpanMax, {1, 2}}},
                    EdgeCase{"widest_empirical", Empirical({{{0, 1}, {0}}, {{1, 1}, kDrawnSpanMax}})}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(NormalTest, WhatWouldBeNegativeIsZero) {
  Dice dice(3, "cut");
  int zeros = 0;
  for (int i = 0; i < 10'000; ++i)
    zeros += draw(Normal{milliseconds(1), milliseconds(1)}, dice).ns == 0 ? 1 : 0;
  EXPECT_NEAR(zeros, 1587, 110);  // 15.87 %, three standard deviations
  EXPECT_EQ(draw(Normal{milliseconds(4), {0}}, dice), milliseconds(4));
}

TEST(LogNormalTest, EqualQuantilesAreAConstant) {
  Dice dice(3, "flat");
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(draw(LogNormal({12'345}, {12'345}), dice).ns, 12'345);
}

TEST(LogNormalTest, OneInAHundredIsBeyondP99) {
  Dice dice(3, "p99");
  const LogNormal log_normal(milliseconds(400), seconds(3));
  int beyond = 0;
  for (int i = 0; i < 100'000; ++i) beyond += draw(log_normal, dice) > seconds(3) ? 1 : 0;
  EXPECT_NEAR(beyond, 1000, 95);
}

TEST(LogNormalTest, ImpossibleQuantilesAreABug) {
  EXPECT_THROW(LogNormal({0}, {1}), core::BrokenInvariant);
  EXPECT_THROW(LogNormal({2}, {1}), core::BrokenInvariant);
  EXPECT_THROW(LogNormal({1}, kDrawnSpanMax + Duration{1}), core::BrokenInvariant);
}

TEST(ParetoTest, DrawsBeginAtTheMinimumAndEndAtTheCap) {
  Dice dice(3, "cap");
  const Pareto pareto{milliseconds(1), {1, 1}, milliseconds(4)};
  int capped = 0;
  for (int i = 0; i < 10'000; ++i) {
    const Duration d = draw(pareto, dice);
    ASSERT_GE(d, pareto.min);
    ASSERT_LE(d, pareto.cap);
    capped += d == pareto.cap ? 1 : 0;
  }
  EXPECT_NEAR(capped, 2500, 130);  // P(X > 4 min) at shape 1
  EXPECT_EQ(median(pareto), milliseconds(2));
  EXPECT_EQ(median(Pareto{milliseconds(1), {1, 10}, milliseconds(4)}), milliseconds(4));
}

TEST(WeibullTest, ShapeOneIsExponential) {
  Dice weibull_dice(9, "same");
  Dice exponential_dice = weibull_dice;
  for (int i = 0; i < 1000; ++i) {
    const auto a = static_cast<double>(draw(Weibull{seconds(1), {1, 1}}, weibull_dice).ns);
    const auto b = static_cast<double>(draw(Exponential{{0}, seconds(1)}, exponential_dice).ns);
    EXPECT_NEAR(a, b, 20);
  }
}

TEST(EmpiricalTest, QuantilesAreLinearBetweenPoints) {
  const Empirical table({{{0, 1}, {100}}, {{1, 4}, {200}}, {{1, 1}, {1100}}});
  EXPECT_EQ(table.quantile(0).ns, 100);
  EXPECT_EQ(table.quantile(std::uint64_t{1} << 61).ns, 150);
  EXPECT_EQ(table.quantile(std::uint64_t{1} << 62).ns, 200);
  EXPECT_EQ(table.quantile(std::uint64_t{1} << 63).ns, 500);
  EXPECT_EQ(table.quantile(UINT64_MAX).ns, 1099);
  EXPECT_EQ(median(table).ns, 500);
}

TEST(EmpiricalTest, EqualValuesAreAtomsAndEqualSharesAreGaps) {
  const Empirical table(
      {{{0, 1}, {1}}, {{0, 1}, {10}}, {{1, 2}, {10}}, {{1, 2}, {90}}, {{1, 1}, {90}}, {{1, 1}, {500}}});
  Dice dice(4, "atoms");
  int low = 0;
  for (int i = 0; i < 10'000; ++i) {
    const std::int64_t ns = draw(table, dice).ns;
    ASSERT_TRUE(ns == 10 || ns == 90) << ns;
    low += ns == 10 ? 1 : 0;
  }
  EXPECT_NEAR(low, 5000, 165);
}

TEST(EmpiricalTest, WhatIsNotCumulativeIsRefused) {
  using Points = std::vector<Empirical::Point>;
  const std::vector<Points> bad = {
      {},
      {{{0, 1}, {1}}},
      {{{0, 1}, {1}}, {{1, 2}, {2}}},
      {{{1, 2}, {1}}, {{1, 1}, {2}}},
      {{{0, 1}, {3}}, {{1, 1}, {2}}},
      {{{0, 1}, {1}}, {{2, 3}, {2}}, {{1, 2}, {3}}, {{1, 1}, {4}}},
      {{{0, 1}, {-1}}, {{1, 1}, {2}}},
      {{{0, 1}, {0}}, {{1, 1}, kDrawnSpanMax + Duration{1}}},
      Points(Empirical::kPointsMax + 1, {{0, 1}, {1}}),
  };
  for (const Points& points : bad) {
    EXPECT_FALSE(Empirical::is_cumulative(points));
    EXPECT_THROW((Empirical(points)), core::BrokenInvariant);
  }
}

TEST(EmpiricalTest, ManyPointsCloserThanADrawCanTellAreNoTrouble) {
  Empirical::Point tiny{{1, UINT64_MAX}, {5}};
  const Empirical table({{{0, 1}, {1}}, tiny, tiny, {{2, UINT64_MAX}, {6}}, {{1, 1}, {7}}});
  EXPECT_EQ(table.quantile(0).ns, 1);
  EXPECT_EQ(table.quantile(UINT64_MAX).ns, 6);
}

}  // namespace
}  // namespace fleetsim::sim
