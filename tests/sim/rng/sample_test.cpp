#include "sim/rng/sample.h"

#include <algorithm>
#include <map>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/check.h"
#include "tests/support/goodness_of_fit.h"

namespace fleetsim::sim {
namespace {

using core::Dice;
using Set = std::vector<std::uint64_t>;

/// How often each of the 35 sets of 3 of 7 comes up.
template <class Sample>
std::vector<std::uint64_t> counts_of(Sample sample, std::uint64_t seed) {
  std::map<Set, std::uint64_t> counts;
  Dice dice(seed, "sets");
  for (int i = 0; i < 70'000; ++i) ++counts[sample(dice)];
  std::vector<std::uint64_t> cells;
  for (const auto& [set, count] : counts) cells.push_back(count);
  EXPECT_EQ(cells.size(), 35U);
  return cells;
}

TEST(SampleTest, EverySetIsAsLikely) {
  for (const std::uint64_t seed : {1U, 2U, 7U, 42U}) {
    const auto cells = counts_of([](Dice& dice) { return sample_without_replacement(3, 7, dice); }, seed);
    EXPECT_TRUE(tests::chi_square_of_equals(cells).good()) << seed;
  }
}

// Who is taken already is replaced by the next free one: neighbours come up together too often.
TEST(SampleTest, TakingTheNextFreeOneIsSeen) {
  const auto probing = [](Dice& dice) {
    Set set;
    while (set.size() < 3) {
      std::uint64_t next = dice.below(7);
      while (std::ranges::count(set, next) != 0) next = (next + 1) % 7;
      set.push_back(next);
    }
    std::ranges::sort(set);
    return set;
  };
  EXPECT_FALSE(tests::chi_square_of_equals(counts_of(probing, 1)).good());
}

TEST(SampleTest, TheSetOfSeed42IsPinned) {
  Dice dice(42, "pinned");
  EXPECT_EQ(sample_without_replacement(5, 1'000'000, dice), (Set{356399, 411015, 427330, 646737, 759583}));
}

TEST(SampleTest, DrawsAreAsManyAsTheSample) {
  Dice dice(1, "x");
  Dice counted = dice;
  const Set set = sample_without_replacement(1000, std::uint64_t{1} << 40, dice);
  for (int i = 0; i < 1000; ++i) counted.u64();
  EXPECT_EQ(dice, counted);
  EXPECT_EQ(set.size(), 1000U);
  EXPECT_TRUE(std::ranges::is_sorted(set));
  EXPECT_EQ(std::ranges::adjacent_find(set), set.end());
}

TEST(SampleTest, NothingAndEverybody) {
  Dice dice(1, "x");
  EXPECT_EQ(sample_without_replacement(0, 0, dice), Set{});
  EXPECT_EQ(sample_without_replacement(0, 9, dice), Set{});
  EXPECT_EQ(sample_without_replacement(4, 4, dice), (Set{0, 1, 2, 3}));
  EXPECT_EQ(sample_without_replacement(1, UINT64_MAX, dice).size(), 1U);
  EXPECT_THROW(sample_without_replacement(5, 4, dice), core::BrokenInvariant);
}

}  // namespace
}  // namespace fleetsim::sim
