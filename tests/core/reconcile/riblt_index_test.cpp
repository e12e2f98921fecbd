#include "core/reconcile/riblt_index.h"

#include <cmath>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fleetsim::core {
namespace {

using testing::ElementsAre;

std::vector<std::uint64_t> first_indexes(ItemId item, int count) {
  std::vector<std::uint64_t> indexes;
  RibltIndex at(item);
  for (int i = 0; i < count; ++i, at.next()) indexes.push_back(at.index());
  return indexes;
}

TEST(RibltIndexTest, IsTheSameOnEveryMachine) {
  EXPECT_THAT(first_indexes(0, 12), ElementsAre(0, 3, 5, 25, 27, 434, 542, 721, 1495, 2826, 4247, 4372));
  EXPECT_THAT(first_indexes(1, 12), ElementsAre(0, 2, 9, 20, 26, 39, 185, 304, 319, 372, 552, 1088));
  EXPECT_THAT(first_indexes(0x0123456789ABCDEF, 12),
              ElementsAre(0, 1, 2, 3, 4, 6, 9, 35, 155, 304, 340, 711));
  EXPECT_THAT(first_indexes(UINT64_MAX, 12),
              ElementsAre(0, 2, 20, 65, 178, 245, 1687, 4497, 4553, 6961, 8785, 16358));
}

TEST(RibltIndexTest, IndexesAscendAndEnd) {
  for (ItemId item = 0; item < 2'000; ++item) {
    RibltIndex at(item);
    std::uint64_t before = at.index();
    EXPECT_EQ(before, 0u);
    int steps = 0;
    for (at.next(); at.index() < RibltIndex::kEnd; at.next()) {
      ASSERT_GT(at.index(), before);
      before = at.index();
      ++steps;
    }
    // 2 ln(2^30) = 42 on average, with a standard deviation of about 6.5.
    EXPECT_LT(steps, 42 + 7 * 7);
    at.next();
    EXPECT_EQ(at.index(), RibltIndex::kEnd);
  }
}

// The step leads from i beyond j with the probability ((i + 3/2) / (j + 3/2))^2, from which follows in how
// many items' lists each index is. That is 2 / (2 + i), the density that the paper derives, but for its
// approximation of the first steps.
TEST(RibltIndexTest, TheDensityIsThatOfThePaper) {
  constexpr std::uint64_t kIndexes = 4'096;
  constexpr int kItems = 200'000;
  std::vector<double> hits(kIndexes);
  for (int item = 0; item < kItems; ++item)
    for (RibltIndex at(static_cast<ItemId>(item)); at.index() < kIndexes; at.next())
      hits[static_cast<std::size_t>(at.index())] += 1;
  EXPECT_EQ(hits[0], kItems);
  double squares = 0;
  double reached = 1.5 * 1.5;  // the sum of share (i + 3/2)^2 over the indexes so far
  for (std::uint64_t i = 1; i < kIndexes; ++i) {
    const auto at = static_cast<double>(i);
    const double share = (1 / (at + 0.5) / (at + 0.5) - 1 / (at + 1.5) / (at + 1.5)) * reached;
    reached += share * (at + 1.5) * (at + 1.5);
    EXPECT_NEAR(share * (2 + at) / 2, 1, i < 3 ? 0.041 : 0.013) << "index " << i;
    const double deviation = std::sqrt(kItems * share * (1 - share));
    const double off = hits[static_cast<std::size_t>(i)] - kItems * share;
    EXPECT_LT(std::abs(off), 5 * deviation) << "index " << i;
    squares += off * off / (deviation * deviation);
  }
  // A sum of 4,095 squares of standard normal deviates.
  EXPECT_NEAR(squares, kIndexes - 1, 4 * std::sqrt(2.0 * kIndexes));
}

}  // namespace
}  // namespace fleetsim::core
