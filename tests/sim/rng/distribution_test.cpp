#include "sim/rng/distribution.h"

#include <gtest/gtest.h>

#include <array>
#include <algorithm>
#include <cmath>
#include <vector>

namespace fleetsim::sim {
namespace {

using core::Dice;
using core::Duration;
using core::milliseconds;

Distribution uniform(Duration low, Duration high) { return {Distribution::Kind::uniform, low, high}; }
Distribution exponential(Duration low, Duration mean) { return {Distribution::Kind::exponential, low, mean}; }

TEST(DistributionTest, ConstantNeedsNoDraw) {
  Dice dice(1, "x");
  const Dice untouched = dice;
  EXPECT_EQ(draw({Distribution::Kind::constant, milliseconds(7), {}}, dice), milliseconds(7));
  EXPECT_EQ(dice, untouched);
}

TEST(DistributionTest, UniformStaysWithinBothEndsAndReachesThem) {
  Dice dice(1, "x");
  bool low = false;
  bool high = false;
  for (int i = 0; i < 1000; ++i) {
    const Duration d = draw(uniform({10}, {13}), dice);
    ASSERT_GE(d.ns, 10);
    ASSERT_LE(d.ns, 13);
    low |= d.ns == 10;
    high |= d.ns == 13;
  }
  EXPECT_TRUE(low);
  EXPECT_TRUE(high);
}

TEST(DistributionTest, FirstExponentialDrawsOfSeed42ArePinned) {
  Dice dice(42, "pinned");
  std::array<std::int64_t, 4> draws{};
  for (std::int64_t& d : draws) d = draw(exponential({0}, milliseconds(100)), dice).ns;
  EXPECT_EQ(draws, (std::array<std::int64_t, 4>{88911966, 85019363, 103169977, 27498399}));
}

TEST(DistributionTest, MinusLog2AgreesWithTheLibraryToNineDigits) {
  Dice dice(3, "log");
  for (int i = 0; i < 10000; ++i) {
    const std::uint64_t u = (dice.u64() >> dice.below(40)) | 1;
    const double expected = 64.0 - std::log2(static_cast<double>(u));
    EXPECT_NEAR(static_cast<double>(minus_log2(u)) / 4294967296.0, expected, 2e-9) << u;
  }
}

TEST(DistributionTest, MinusLog2IsExactAtPowersOfTwo) {
  for (int bit = 0; bit < 64; ++bit)
    EXPECT_EQ(minus_log2(std::uint64_t{1} << bit), static_cast<std::uint64_t>(64 - bit) << 32);
  EXPECT_EQ(minus_log2(0), 0U);
}

// Kolmogorov-Smirnov against 1 - exp(-x / mean): 100,000 draws, level 0.001, fixed seed.
TEST(DistributionTest, ExponentialFitsItsDistribution) {
  constexpr std::size_t n = 100'000;
  Dice dice(7, "fit");
  std::vector<double> draws;
  for (std::size_t i = 0; i < n; ++i)
    draws.push_back(static_cast<double>(draw(exponential(milliseconds(2), milliseconds(10)), dice).ns));
  std::sort(draws.begin(), draws.end());
  double distance = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double cdf = 1 - std::exp(-(draws[i] - 2e6) / 10e6);
    distance = std::max({distance, cdf - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - cdf});
  }
  EXPECT_LT(distance, 1.9495 / std::sqrt(static_cast<double>(n)));
}

TEST(DistributionTest, MedianSplitsTheDrawsInHalves) {
  for (const Distribution& d : {uniform({100}, {1'000'000}), exponential({50}, {1'000'000})}) {
    Dice dice(5, "median");
    int below = 0;
    for (int i = 0; i < 10000; ++i) below += draw(d, dice) < median(d) ? 1 : 0;
    EXPECT_NEAR(below, 5000, 250);
  }
}

}  // namespace
}  // namespace fleetsim::sim
