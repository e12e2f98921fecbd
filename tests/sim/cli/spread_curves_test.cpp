// The curves of theory against what is known of them, and of what a rumour really does.

#include <cmath>

#include <gtest/gtest.h>

#include "sim/cli/spread_curves.h"

namespace fleetsim::sim {
namespace {

TEST(SpreadCurvesTest, ContinuousTimeWithoutLatencyIsTheLogisticCurve) {
  const RumorTask task{.nodes = 500, .calls = 2, .latency = {}, .loss = {1, 10}};
  const SpreadCurve continuous = continuous_curve(task, 0.05, 60);
  const SpreadCurve logistic = logistic_curve(task, 0.05, 60);
  ASSERT_EQ(continuous.shares.size(), 61U);
  for (std::size_t i = 0; i < continuous.shares.size(); ++i) EXPECT_NEAR(continuous.shares[i], logistic.shares[i], 1e-5) << i;
  EXPECT_NEAR(logistic.shares[0], 1.0 / 500, 1e-12);
}

TEST(SpreadCurvesTest, LatencySlowsGrowthToTheRateOfLambert) {
  const RumorTask task{.nodes = 100'000, .calls = 1, .interval = core::seconds(1), .latency = core::seconds(1), .loss = {0, 1}};
  const SpreadCurve curve = continuous_curve(task, 1, 30);
  // While few know, each interval multiplies them by exp(W(1)).
  EXPECT_NEAR(curve.shares[12] / curve.shares[11], std::exp(0.56714329), 0.01);
}

TEST(SpreadCurvesTest, RoundsStepAtWholeIntervals) {
  const RumorTask task{.nodes = 10, .calls = 1, .interval = core::seconds(1), .loss = {0, 1}};
  const SpreadCurve curve = rounds_curve(task, 0.5, 4);
  EXPECT_NEAR(curve.shares[0], 0.1, 1e-12);
  EXPECT_NEAR(curve.shares[1], 0.1, 1e-12);
  EXPECT_NEAR(curve.shares[2], 1 - 0.9 * std::exp(-0.1), 1e-12);
  EXPECT_NEAR(curve.shares[3], curve.shares[2], 1e-12);
  EXPECT_NEAR(curve.shares[4], 1 - 0.9 * std::exp(-0.1) * std::exp(-curve.shares[2]), 1e-12);
}

TEST(SpreadCurvesTest, TheTimeToAShareLiesBetweenThePoints) {
  const SpreadCurve curve{0.5, {0, 0.5, 1}};
  EXPECT_NEAR(seconds_to(curve, 0.25), 0.25, 1e-12);
  EXPECT_NEAR(seconds_to(curve, 0.75), 0.75, 1e-12);
  EXPECT_EQ(seconds_to(curve, 0), 0);
  EXPECT_LT(seconds_to(curve, 1.1), 0);
}

// Once a rumour is under way, chance has no say any more: from half of the fleet on it goes as continuous time says.
TEST(SpreadCurvesTest, ARealRumourIsAsSteepAsContinuousTimeSays) {
  const RumorTask task{.nodes = 2'000};
  const SpreadCurve theory = continuous_curve(task, 0.001, 4'000);
  double half_to_nine_tenths = 0;
  constexpr int kSeeds = 20;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const std::vector<core::Duration> heard = play_rumor(task, seed);
    ASSERT_EQ(heard.size(), 2'000U);
    EXPECT_EQ(heard.front().ns, 0);
    half_to_nine_tenths += static_cast<double>((heard[1'799] - heard[999]).ns) / 1e9 / kSeeds;
  }
  // 20 runs of 2,000 nodes leave a standard error of 0.001 s or less.
  EXPECT_NEAR(half_to_nine_tenths, seconds_to(theory, 0.9) - seconds_to(theory, 0.5), 0.005);
}

}  // namespace
}  // namespace fleetsim::sim
