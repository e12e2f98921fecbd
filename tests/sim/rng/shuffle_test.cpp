#include "sim/rng/shuffle.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/goodness_of_fit.h"

namespace fleetsim::sim {
namespace {

using core::Dice;
using Order = std::array<int, 4>;

/// How often each of the 24 orders comes up.
template <class Shuffle>
std::vector<std::uint64_t> counts_of(Shuffle shuffle_items, std::uint64_t seed) {
  std::map<Order, std::uint64_t> counts;
  Order all = {0, 1, 2, 3};
  do counts[all] = 0;
  while (std::ranges::next_permutation(all).found);
  Dice dice(seed, "orders");
  for (int i = 0; i < 48'000; ++i) {
    Order order = {0, 1, 2, 3};
    shuffle_items(order, dice);
    ++counts[order];
  }
  std::vector<std::uint64_t> cells;
  for (const auto& [order, count] : counts) cells.push_back(count);
  EXPECT_EQ(cells.size(), 24U);
  return cells;
}

TEST(ShuffleTest, EveryOrderIsAsLikely) {
  for (const std::uint64_t seed : {1U, 2U, 7U, 42U}) {
    const auto cells = counts_of([](Order& order, Dice& dice) { shuffle(order, dice); }, seed);
    EXPECT_TRUE(tests::chi_square_of_equals(cells).good()) << seed;
  }
}

// The two classic mistakes: a partner among all items, and never oneself (Sattolo: cycles alone).
TEST(ShuffleTest, ClassicMistakesAreSeen) {
  const auto naive = [](Order& order, Dice& dice) {
    for (int& item : order) std::swap(item, order[dice.below(4)]);
  };
  const auto sattolo = [](Order& order, Dice& dice) {
    for (std::size_t rest = 4; rest > 1; --rest) std::swap(order[rest - 1], order[dice.below(rest - 1)]);
  };
  EXPECT_FALSE(tests::chi_square_of_equals(counts_of(naive, 1)).good());
  EXPECT_FALSE(tests::chi_square_of_equals(counts_of(sattolo, 1)).good());
}

TEST(ShuffleTest, TheOrderOfSeed42IsPinned) {
  std::vector<int> items(10);
  std::iota(items.begin(), items.end(), 0);
  Dice dice(42, "pinned");
  shuffle(items, dice);
  EXPECT_EQ(items, (std::vector<int>{1, 0, 6, 7, 9, 8, 5, 2, 3, 4}));
}

TEST(ShuffleTest, NothingAndOneTakeNoDraw) {
  Dice dice(1, "x");
  const Dice untouched = dice;
  std::vector<int> none;
  std::vector<int> one = {1};
  shuffle(none, dice);
  shuffle(one, dice);
  EXPECT_EQ(dice, untouched);
}

}  // namespace
}  // namespace fleetsim::sim
