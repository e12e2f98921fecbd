// The judges of the samplers, judged: true samplers pass at every seed, samplers that are a little wrong do
// not.

#include "tests/support/goodness_of_fit.h"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

#include "core/env/dice.h"

namespace fleetsim::tests {
namespace {

using core::Dice;

constexpr std::array<std::uint64_t, 4> kSeeds = {1, 2, 3, 42};

TEST(GoodnessOfFitTest, BoundsAreThoseOfTheTables) {
  // Abramowitz & Stegun, table 26.8; Smirnov's table.
  EXPECT_NEAR(chi_square_of_equals(std::array<std::uint64_t, 2>{50, 50}).bound, 10.828, 0.001);
  EXPECT_NEAR(
      chi_square_of_equals(std::array<std::uint64_t, 11>{9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9}, 0.01).bound,
      23.209, 0.001);
  EXPECT_NEAR(kolmogorov_smirnov(
                  {0.5}, [](double x) { return x; }, 0.01)
                  .bound,
              1.6276, 0.0001);
}

TEST(GoodnessOfFitTest, StatisticsAreThoseOfTheirFormulas) {
  const Fit fit =
      chi_square(std::array<std::uint64_t, 3>{30, 50, 20}, std::array<double, 3>{0.25, 0.5, 0.25});
  EXPECT_DOUBLE_EQ(fit.statistic, 25.0 / 25 + 0 + 25.0 / 25);
  const Fit distance = kolmogorov_smirnov({0.9, 0.1}, [](double x) { return x; });
  EXPECT_NEAR(distance.statistic, 0.4 * (std::sqrt(2.0) + 0.12 + 0.11 / std::sqrt(2.0)), 1e-12);
}

TEST(GoodnessOfFitTest, ThinCellsAreJoined) {
  const Fit fit = chi_square(std::array<std::uint64_t, 5>{1, 1, 2, 95, 1},
                             std::array<double, 5>{0.02, 0.02, 0.02, 0.939, 0.001});
  EXPECT_NEAR(fit.bound, chi_square_of_equals(std::array<std::uint64_t, 2>{10, 10}).bound, 1e-9);
  EXPECT_NEAR(fit.statistic, 4.0 / 94 + 4.0 / 6, 1e-9);
}

// A die of which one face comes up 3 % too often, and uniform reals of which the smallest 2 % are missing.
TEST(GoodnessOfFitTest, ATrueDieFitsAndALoadedOneDoesNot) {
  for (const std::uint64_t seed : kSeeds) {
    SCOPED_TRACE(seed);
    Dice dice(seed, "die");
    std::array<std::uint64_t, 6> fair{};
    std::array<std::uint64_t, 6> loaded{};
    for (int i = 0; i < 200'000; ++i) {
      const std::uint64_t face = dice.below(6);
      const bool turned = dice.chance({6, 1000});
      ++fair[face];
      ++loaded[turned ? 5 : face];
    }
    EXPECT_TRUE(chi_square_of_equals(fair).good());
    EXPECT_FALSE(chi_square_of_equals(loaded).good());
  }
}

TEST(GoodnessOfFitTest, TrueUniformsFitAndOnesWithAHoleDoNot) {
  const auto cdf = [](double x) { return x; };
  for (const std::uint64_t seed : kSeeds) {
    SCOPED_TRACE(seed);
    Dice dice(seed, "real");
    std::vector<double> whole;
    std::vector<double> holed;
    for (int i = 0; i < 50'000; ++i) {
      whole.push_back(std::ldexp(static_cast<double>(dice.u64()), -64));
      holed.push_back(0.02 + 0.98 * whole.back());
    }
    EXPECT_TRUE(kolmogorov_smirnov(whole, cdf).good());
    EXPECT_FALSE(kolmogorov_smirnov(holed, cdf).good());
  }
}

TEST(GoodnessOfFitTest, ChanceIsTheRatio) {
  for (const std::uint64_t seed : kSeeds) {
    SCOPED_TRACE(seed);
    Dice dice(seed, "chance");
    std::array<std::uint64_t, 2> counts{};
    for (int i = 0; i < 200'000; ++i) ++counts[dice.chance({1, 200}) ? 1 : 0];
    EXPECT_TRUE(chi_square(counts, std::array<double, 2>{0.995, 0.005}).good());
    EXPECT_FALSE(chi_square(counts, std::array<double, 2>{0.994, 0.006}).good());
  }
}

}  // namespace
}  // namespace fleetsim::tests
