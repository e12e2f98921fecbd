#include "sim/rng/weighted_choice.h"

#include <array>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/check.h"
#include "tests/support/goodness_of_fit.h"

namespace fleetsim::sim {
namespace {

using core::Dice;

std::vector<double> shares_of(const std::vector<std::uint64_t>& weights) {
  const auto sum = static_cast<double>(std::accumulate(weights.begin(), weights.end(), std::uint64_t{0}));
  std::vector<double> shares;
  for (const std::uint64_t weight : weights) shares.push_back(static_cast<double>(weight) / sum);
  return shares;
}

TEST(WeightedChoiceTest, FitsItsWeightsAndNotOthers) {
  const std::vector<std::uint64_t> weights = {70, 1, 0, 9, 9, 1, 10, 100};
  std::vector<std::uint64_t> others = weights;
  others[3] += 1;
  const WeightedChoice choice(weights);
  for (const std::uint64_t seed : {1U, 2U, 7U, 42U}) {
    Dice dice(seed, "fit");
    std::vector<std::uint64_t> counts(weights.size());
    for (int i = 0; i < 200'000; ++i) ++counts[draw(choice, dice)];
    EXPECT_EQ(counts[2], 0U);
    EXPECT_TRUE(tests::chi_square(counts, shares_of(weights)).good()) << seed;
    EXPECT_FALSE(tests::chi_square(counts, shares_of(others)).good()) << seed;
  }
}

// An alias table whose columns are chosen alike but whose cuts are forgotten.
TEST(WeightedChoiceTest, ColumnsWithoutCutsAreSeenNotToFit) {
  Dice dice(1, "planted");
  std::vector<std::uint64_t> counts(3);
  for (int i = 0; i < 10'000; ++i) ++counts[dice.below(3)];
  EXPECT_FALSE(tests::chi_square(counts, shares_of({3, 4, 3})).good());
}

TEST(WeightedChoiceTest, FirstChoicesOfSeed42ArePinned) {
  const WeightedChoice choice({70, 1, 0, 9, 9, 1, 10, 100});
  Dice dice(42, "pinned");
  std::array<std::size_t, 10> chosen{};
  for (std::size_t& index : chosen) index = draw(choice, dice);
  EXPECT_EQ(chosen, (std::array<std::size_t, 10>{3, 7, 7, 6, 7, 7, 4, 0, 7, 7}));
}

TEST(WeightedChoiceTest, CertaintiesAreCertainAndTheLargestWeightsFit) {
  Dice dice(3, "extremes");
  const WeightedChoice certain({0, 0, 5, 0});
  const WeightedChoice huge({(std::uint64_t{1} << 61) - 1, 1});
  const WeightedChoice only({7});
  for (int i = 0; i < 10'000; ++i) {
    ASSERT_EQ(draw(certain, dice), 2U);
    ASSERT_EQ(draw(huge, dice), 0U);
    ASSERT_EQ(draw(only, dice), 0U);
  }
}

TEST(WeightedChoiceTest, ManyWeightsTakeOneDraw) {
  std::vector<std::uint64_t> weights(10'000);
  std::iota(weights.begin(), weights.end(), std::uint64_t{0});
  const WeightedChoice choice(weights);
  Dice dice(3, "many");
  Dice counted = dice;
  std::array<std::uint64_t, 2> halves{};
  for (int i = 0; i < 100'000; ++i) {
    ++halves[draw(choice, dice) < 5000 ? 0 : 1];
    counted.u64();
  }
  EXPECT_EQ(dice, counted);
  EXPECT_TRUE(tests::chi_square(halves, std::array<double, 2>{4999.0 / 19998, 14999.0 / 19998}).good());
}

TEST(WeightedChoiceTest, WhatIsNoChoiceIsABug) {
  EXPECT_THROW(WeightedChoice({}), core::BrokenInvariant);
  EXPECT_THROW(WeightedChoice({0, 0}), core::BrokenInvariant);
  EXPECT_THROW(WeightedChoice({std::uint64_t{1} << 62, 1}), core::BrokenInvariant);
  EXPECT_THROW(WeightedChoice({UINT64_MAX, UINT64_MAX}), core::BrokenInvariant);
}

}  // namespace
}  // namespace fleetsim::sim
