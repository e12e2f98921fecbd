#include "core/reconcile/difference_estimate.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/reconcile/zig_zag.h"
#include "tests/support/item_sets.h"
#include "tests/support/saved.h"

namespace fleetsim::core {
namespace {

using tests::ItemSets;
using tests::random_items;
using tests::random_sets;
using tests::SplitMix;

DifferenceEstimate estimate_of(const std::vector<ItemId>& items) {
  DifferenceEstimate estimate;
  for (const ItemId item : items) estimate.insert(item);
  return estimate;
}

std::uint64_t estimated(const ItemSets& sets) {
  const DifferenceEstimate mine = estimate_of(sets.mine);
  const DifferenceEstimate theirs = estimate_of(sets.theirs);
  EXPECT_EQ(mine.difference_to(theirs), theirs.difference_to(mine));
  return mine.difference_to(theirs);
}

std::size_t bytes_of(const DifferenceEstimate& estimate) {
  ByteWriter out;
  write(out, estimate);
  return out.size();
}

TEST(DifferenceEstimateTest, EqualSetsDifferInNothingAndOneItemIsOne) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    SplitMix random(seed);
    EXPECT_EQ(estimated(random_sets(random, 2'000, 0)), 0u);
    EXPECT_EQ(estimated(random_sets(random, 2'000, 1)), 1u);
  }
}

struct EstimateCase {
  const char* name;
  std::uint64_t common;
  std::uint64_t differences;
  int side;
};

class DifferenceEstimateSetsTest : public testing::TestWithParam<EstimateCase> {};

// Without bias, and with a deviation of d sqrt(2/256) at most, whatever the sets share.
TEST_P(DifferenceEstimateSetsTest, IsAsGoodAsTheorySays) {
  const EstimateCase& row = GetParam();
  constexpr int kSeeds = 400;
  const auto d = static_cast<double>(row.differences);
  const double deviation = d * std::sqrt(2.0 / 256);
  double sum = 0;
  double squares = 0;
  for (int seed = 1; seed <= kSeeds; ++seed) {
    SplitMix random(static_cast<std::uint64_t>(seed));
    const double off =
        static_cast<double>(estimated(random_sets(random, row.common, row.differences, row.side))) - d;
    sum += off;
    squares += off * off;
    EXPECT_LE(std::abs(off), 5 * deviation + 1) << "seed " << seed;
  }
  RecordProperty("mean_off", std::to_string(sum / kSeeds));
  RecordProperty("deviation", std::to_string(std::sqrt(squares / kSeeds)));
  EXPECT_NEAR(sum / kSeeds, 0, 4 * deviation / std::sqrt(kSeeds));
  EXPECT_LE(std::sqrt(squares / kSeeds), deviation * (1 + 4 / std::sqrt(2.0 * kSeeds)));
}

INSTANTIATE_TEST_SUITE_P(Sets, DifferenceEstimateSetsTest,
                         testing::Values(EstimateCase{"ten", 1'000, 10, -1},
                                         EstimateCase{"a_hundred", 1'000, 100, -1},
                                         EstimateCase{"a_thousand", 2'000, 1'000, -1},
                                         EstimateCase{"little_in_common", 1'500, 2'000, -1}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(DifferenceEstimateTest, OneInsideTheOtherIsExact) {
  // What they differ by in number is the least that they can differ by; an estimate below that is none.
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    SplitMix random(seed);
    EXPECT_GE(estimated(random_sets(random, 500, 300, 1)), 300u);
    EXPECT_EQ(estimated(random_sets(random, 0, 300, 0)), 300u) << "the other set is empty";
  }
}

TEST(DifferenceEstimateTest, WhatIsRemovedWasNeverThere) {
  SplitMix random(3);
  const std::vector<ItemId> items = random_items(random, 100);
  DifferenceEstimate estimate = estimate_of(items);
  for (const ItemId item : items) estimate.remove(item);
  EXPECT_EQ(estimate, DifferenceEstimate());
}

TEST(DifferenceEstimateTest, ItIsSmallWhateverTheSet) {
  SplitMix random(4);
  EXPECT_EQ(bytes_of(DifferenceEstimate()), 257u);
  EXPECT_LE(bytes_of(estimate_of(random_items(random, 10'000))), 260u);
  EXPECT_LE(bytes_of(estimate_of(random_items(random, 300'000))), 400u);
}

TEST(DifferenceEstimateTest, ComesBackFromItsBytesAndFromWhatWasSaved) {
  SplitMix random(5);
  const DifferenceEstimate estimate = estimate_of(random_items(random, 1'000));
  ByteWriter out;
  write(out, estimate);
  ByteReader in(out.view());
  EXPECT_EQ(read_difference_estimate(in), estimate);
  EXPECT_TRUE(in.finished());
  EXPECT_EQ(tests::loaded<DifferenceEstimate>(tests::saved(estimate)), estimate);
  for (std::size_t size = 0; size < out.size(); ++size) {
    ByteReader cut(out.view().first(size));
    read_difference_estimate(cut);
    EXPECT_FALSE(cut.ok()) << size;
  }
}

TEST(DifferenceEstimateTest, WhatNoSetHasIsRefused) {
  const auto accepted = [](std::uint64_t items, std::int64_t first, std::int64_t second) {
    ByteWriter out;
    out.varuint(items);
    for (int i = 0; i < 256; ++i) out.varuint(zig_zag(i == 0 ? first : i == 1 ? second : 0));
    ByteReader in(out.view());
    const DifferenceEstimate estimate = read_difference_estimate(in);
    EXPECT_LE(estimate.difference_to({}), estimate.items());
    return in.ok();
  };
  EXPECT_TRUE(accepted(3, 2, -1));
  EXPECT_TRUE(accepted(5, 2, -1));
  EXPECT_FALSE(accepted(2, 2, -1)) << "more than there are";
  EXPECT_FALSE(accepted(4, 2, -1)) << "an odd number cannot cancel";
  EXPECT_FALSE(accepted(UINT64_MAX, 1, 0));
  EXPECT_FALSE(accepted(3, INT64_MIN, INT64_MIN)) << "a sum that wraps";
  EXPECT_TRUE(accepted(std::uint64_t{1} << 31, std::int64_t{1} << 31, 0));
}

}  // namespace
}  // namespace fleetsim::core
