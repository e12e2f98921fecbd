#include "core/reconcile/bloom_filter.h"

#include <cmath>
#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/item_sets.h"
#include "tests/support/saved.h"

namespace fleetsim::core {
namespace {

using tests::random_items;
using tests::SplitMix;

BloomFilter filter_of(const std::vector<ItemId>& items, std::uint64_t bits_per_ten_items,
                      std::uint64_t salt = 1) {
  BloomFilter filter(items.size(), bits_per_ten_items, salt);
  for (const ItemId item : items) filter.insert(item);
  return filter;
}

TEST(BloomFilterTest, WhatWasInsertedIsThere) {
  SplitMix random(1);
  for (const std::uint64_t bits : {1u, 10u, 48u, 96u, 400u}) {
    const std::vector<ItemId> items = random_items(random, 3'000);
    const BloomFilter filter = filter_of(items, bits);
    for (const ItemId item : items) EXPECT_TRUE(filter.contains(item));
  }
}

struct RateCase {
  const char* name;
  std::uint64_t bits_per_ten_items;
  std::uint64_t items;
  std::uint32_t hashes;
};

void PrintTo(const RateCase& row, std::ostream* out) {
  *out << row.name;
}

class BloomRateTest : public testing::TestWithParam<RateCase> {};

// (1 - e^(-k/b))^k of what is not in it, for k places an item and b bits an item: 1.00 % at 9.6 bits, 9.9 %
// at 4.8.
TEST_P(BloomRateTest, AsManyAreMistakenForMembersAsTheorySays) {
  const RateCase& row = GetParam();
  constexpr int kFilters = 20;
  constexpr int kStrangers = 20'000;
  double mistaken = 0;
  for (int i = 1; i <= kFilters; ++i) {
    SplitMix random(static_cast<std::uint64_t>(i));
    const BloomFilter filter =
        filter_of(random_items(random, row.items), row.bits_per_ten_items, random.next());
    ASSERT_EQ(filter.hashes(), row.hashes);
    for (int stranger = 0; stranger < kStrangers; ++stranger)
      mistaken += filter.contains(random.next()) ? 1 : 0;
  }
  const double k = row.hashes;
  const double bits = static_cast<double>(row.bits_per_ten_items) / 10;
  const double expected = std::pow(1 - std::exp(-k / bits), k);
  const double rate = mistaken / kFilters / kStrangers;
  RecordProperty("rate", std::to_string(rate));
  // Four standard errors of the draws, and 2 % for how full the filters came out.
  EXPECT_NEAR(rate, expected, 4 * std::sqrt(expected / kFilters / kStrangers) + 0.02 * expected);
}

INSTANTIATE_TEST_SUITE_P(Densities, BloomRateTest,
                         testing::Values(RateCase{"one_percent", 96, 5'000, 7},
                                         RateCase{"ten_percent", 48, 5'000, 3},
                                         RateCase{"one_in_a_thousand", 144, 5'000, 10},
                                         RateCase{"small_set", 96, 300, 7}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(BloomFilterTest, AnotherSaltMistakesOthers) {
  SplitMix random(2);
  const std::vector<ItemId> items = random_items(random, 2'000);
  const BloomFilter one = filter_of(items, 96, 1);
  const BloomFilter other = filter_of(items, 96, 2);
  int one_mistakes = 0;
  int both_mistake = 0;
  for (int i = 0; i < 100'000; ++i) {
    const ItemId stranger = random.next();
    one_mistakes += one.contains(stranger) ? 1 : 0;
    both_mistake += one.contains(stranger) && other.contains(stranger) ? 1 : 0;
  }
  EXPECT_GT(one_mistakes, 800);
  EXPECT_LT(both_mistake, 30);  // 1 % of 1,000
}

TEST(BloomFilterTest, TheEmptyOneHasNothing) {
  SplitMix random(3);
  const BloomFilter none;
  for (int i = 0; i < 1'000; ++i) EXPECT_FALSE(none.contains(random.next()));
}

TEST(BloomFilterTest, ComesBackFromItsBytesAndFromWhatWasSaved) {
  SplitMix random(4);
  const BloomFilter filter = filter_of(random_items(random, 1'000), 96, 77);
  ByteWriter out;
  write(out, filter);
  EXPECT_EQ(out.size(), 8u + 1 + 2 + 1'200);
  ByteReader in(out.view());
  EXPECT_EQ(read_bloom_filter(in), filter);
  EXPECT_TRUE(in.finished());
  EXPECT_EQ(tests::loaded<BloomFilter>(tests::saved(filter)), filter);
  for (std::size_t size = 0; size < out.size(); ++size) {
    ByteReader cut(out.view().first(size));
    read_bloom_filter(cut);
    EXPECT_FALSE(cut.ok()) << size;
  }
}

TEST(BloomFilterTest, SizesThatAFilterCannotHaveAreRefused) {
  const auto accepted = [](std::uint8_t hashes, std::size_t bytes) {
    ByteWriter out;
    out.u64_le(1);
    out.u8(hashes);
    out.blob(Bytes(bytes, 0xFF));
    ByteReader in(out.view());
    const BloomFilter filter = read_bloom_filter(in);
    filter.contains(5);
    return in.ok();
  };
  EXPECT_TRUE(accepted(1, 1));
  EXPECT_TRUE(accepted(30, 100));
  EXPECT_FALSE(accepted(0, 1));
  EXPECT_FALSE(accepted(31, 1));
  EXPECT_FALSE(accepted(7, 0));
}

}  // namespace
}  // namespace fleetsim::core
