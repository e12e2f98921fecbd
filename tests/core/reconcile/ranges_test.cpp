#include "core/reconcile/ranges.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/item_sets.h"

namespace fleetsim::core {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using tests::ItemSets;
using tests::random_items;
using tests::random_sets;
using tests::SplitMix;

using List = std::vector<ItemId>;

Bytes bytes_of(const RangeMessage& message) {
  ByteWriter out;
  write(out, message);
  return std::move(out).take();
}

std::optional<RangeMessage> read(ByteView bytes) {
  ByteReader in(bytes);
  RangeMessage message = read_range_message(in);
  if (!in.finished()) return std::nullopt;
  return message;
}

/// A whole exchange, over bytes. What each side reported is told from the side of `mine`.
struct Exchange {
  List only_mine;
  List only_theirs;
  int messages = 0;
  std::size_t bytes = 0;
};

Exchange exchange(const ItemSets& sets, const RangeOptions& mine = {}, const RangeOptions& theirs = {}) {
  Exchange done;
  RangeMessage message = whole_range(sets.mine, mine);
  for (bool at_theirs = true; !message.empty(); at_theirs = !at_theirs) {
    const Bytes bytes = bytes_of(message);
    ++done.messages;
    done.bytes += bytes.size();
    const std::optional<RangeMessage> arrived = read(bytes);
    EXPECT_TRUE(arrived.has_value());
    if (!arrived) return done;
    EXPECT_EQ(*arrived, message);
    RangeAnswer answer =
        at_theirs ? answer_ranges(sets.theirs, *arrived, theirs) : answer_ranges(sets.mine, *arrived, mine);
    List& only_here = at_theirs ? done.only_theirs : done.only_mine;
    List& only_there = at_theirs ? done.only_mine : done.only_theirs;
    only_here.insert(only_here.end(), answer.only_mine.begin(), answer.only_mine.end());
    only_there.insert(only_there.end(), answer.only_theirs.begin(), answer.only_theirs.end());
    message = std::move(answer.reply);
  }
  // Sorted, not made distinct: what both sides report would be there twice.
  std::sort(done.only_mine.begin(), done.only_mine.end());
  std::sort(done.only_theirs.begin(), done.only_theirs.end());
  return done;
}

struct RangesCase {
  const char* name;
  std::uint64_t common;
  std::uint64_t differences;
  int side;
  int seeds;
  int messages_max;
  std::size_t bytes_max;
};

class RangesSetsTest : public testing::TestWithParam<RangesCase> {};

// Two levels of 16 fingerprints of some 22 bytes and a list of a dozen ids are 800 bytes for one difference.
// Where most parts differ, the lists are all of a set, 8 bytes an id, and the fingerprints come on top.

TEST_P(RangesSetsTest, EachDifferenceIsReportedOnceInBoundedBytes) {
  const RangesCase& row = GetParam();
  std::size_t bytes = 0;
  int messages = 0;
  for (int seed = 1; seed <= row.seeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SplitMix random(static_cast<std::uint64_t>(seed));
    const ItemSets sets = random_sets(random, row.common, row.differences, row.side);
    const Exchange done = exchange(sets);
    EXPECT_EQ(done.only_mine, sets.only_mine);
    EXPECT_EQ(done.only_theirs, sets.only_theirs);
    bytes = std::max(bytes, done.bytes);
    messages = std::max(messages, done.messages);
  }
  RecordProperty("bytes_most", std::to_string(bytes));
  RecordProperty("messages_most", messages);
  EXPECT_LE(messages, row.messages_max);
  EXPECT_LE(bytes, row.bytes_max);
}

INSTANTIATE_TEST_SUITE_P(Sets, RangesSetsTest,
                         testing::Values(RangesCase{"both_empty", 0, 0, -1, 1, 1, 3},
                                         RangesCase{"equal", 3'000, 0, -1, 5, 1, 21},
                                         RangesCase{"one_differs", 3'000, 1, -1, 50, 4, 850},
                                         RangesCase{"ten_differ", 3'000, 10, -1, 20, 4, 4'600},
                                         RangesCase{"a_hundred_differ", 3'000, 100, -1, 10, 4, 15'500},
                                         RangesCase{"a_thousand_differ", 5'000, 1'000, -1, 5, 4, 54'000},
                                         RangesCase{"mine_is_empty", 0, 1'000, 1, 3, 1, 3},
                                         RangesCase{"theirs_is_empty", 0, 1'000, 0, 3, 2, 24},
                                         RangesCase{"small_ones_are_listed", 20, 10, -1, 5, 1, 244},
                                         RangesCase{"nothing_in_common", 0, 2'000, -1, 3, 4, 11'500}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(RangesTest, TheOptionsOfTheSidesNeedNotAgree) {
  SplitMix random(3);
  const ItemSets sets = random_sets(random, 700, 60);
  for (const RangeOptions mine :
       {RangeOptions{0, 0}, RangeOptions{2, 1}, RangeOptions{3, 200}, RangeOptions{1'000, 7}})
    for (const RangeOptions theirs :
         {RangeOptions{}, RangeOptions{1, 0}, RangeOptions{UINT64_MAX, UINT64_MAX}}) {
      const Exchange done = exchange(sets, mine, theirs);
      EXPECT_EQ(done.only_mine, sets.only_mine);
      EXPECT_EQ(done.only_theirs, sets.only_theirs);
    }
}

TEST(RangesTest, ItemsAtTheEndsAndSideBySideAreToldApart) {
  ItemSets sets;
  for (ItemId item = 0; item < 100; ++item) {
    sets.mine.push_back(item);
    sets.theirs.push_back(UINT64_MAX - 99 + item);
  }
  sets.only_mine = sets.mine;
  sets.only_theirs = sets.theirs;
  sets.mine.push_back(UINT64_MAX - 100);
  sets.theirs.insert(sets.theirs.begin(), UINT64_MAX - 100);
  const Exchange done = exchange(sets);
  EXPECT_EQ(done.only_mine, sets.only_mine);
  EXPECT_EQ(done.only_theirs, sets.only_theirs);
}

TEST(RangesTest, AListIsJudgedByWhoGetsIt) {
  const RangeMessage list{{{10, 20, List{12, 15}}}};
  const RangeAnswer answer = answer_ranges(List{1, 10, 15, 20, 30}, list);
  EXPECT_TRUE(answer.reply.empty());
  EXPECT_THAT(answer.only_mine, ElementsAre(10, 20));
  EXPECT_THAT(answer.only_theirs, ElementsAre(12));
}

TEST(RangesTest, WhoeverSendsAListReportsNothing) {
  SplitMix random(4);
  const RangeMessage whole = whole_range(random_items(random, 1'000));
  const List mine = random_items(random, 30);
  const RangeAnswer answer = answer_ranges(mine, whole);
  EXPECT_THAT(answer.only_mine, IsEmpty());
  EXPECT_THAT(answer.only_theirs, IsEmpty());
  ASSERT_EQ(answer.reply.ranges.size(), 1u);
  EXPECT_EQ(answer.reply.ranges.front(), (IdRange{0, UINT64_MAX, mine}));
}

TEST(RangesTest, NeighbouringListsAreJoined) {
  SplitMix random(5);
  const List theirs = random_items(random, 2'000);
  // Sixteen ranges differ, and nothing is in any of them.
  RangeMessage parts = answer_ranges(theirs, {{{0, UINT64_MAX, Fingerprint{1, 1, 1}}}}).reply;
  ASSERT_EQ(parts.ranges.size(), 16u);
  const RangeAnswer answer = answer_ranges({}, parts);
  ASSERT_EQ(answer.reply.ranges.size(), 1u);
  EXPECT_EQ(answer.reply.ranges.front(), (IdRange{0, UINT64_MAX, List{}}));
}

TEST(RangesTest, PartsCoverTheRangeAndNoneIsSmall) {
  SplitMix random(6);
  const List mine = random_items(random, 100);
  const ItemId first = mine[20];
  const ItemId last = mine[79] + 1;
  const RangeMessage reply = answer_ranges(mine, {{{first, last, Fingerprint{1, 1, 1}}}}).reply;
  ASSERT_EQ(reply.ranges.size(), 7u);  // 60 items, at least 8 each
  std::uint64_t expected = first;
  Fingerprint sum;
  for (const IdRange& range : reply.ranges) {
    EXPECT_EQ(range.first, expected);
    expected = range.last + 1;
    const Fingerprint& part = std::get<Fingerprint>(range.content);
    EXPECT_GE(part.count, 8u);
    sum.low += part.low;
    sum.high += part.high;
    sum.count += part.count;
  }
  EXPECT_EQ(expected, last + 1);
  EXPECT_EQ(sum, fingerprint_of(std::span(mine).subspan(20, 60)))
      << "fingerprints of parts add up to that of the whole";
}

TEST(RangesTest, AnItemExchangedForAnotherIsNoticed) {
  SplitMix random(7);
  for (int trial = 0; trial < 1'000; ++trial) {
    List items = random_items(random, 20);
    const Fingerprint before = fingerprint_of(items);
    items[random.below(items.size())] ^= std::uint64_t{1} << random.below(64);
    const Fingerprint after = fingerprint_of(items);
    EXPECT_NE(before.low, after.low);
    EXPECT_NE(before.high, after.high);
  }
}

TEST(RangesTest, EveryMessageComesBackFromItsBytes) {
  SplitMix random(8);
  const List some = random_items(random, 5);
  for (const RangeMessage& message :
       {RangeMessage{}, RangeMessage{{{0, UINT64_MAX, List{}}}}, RangeMessage{{{0, UINT64_MAX, some}}},
        RangeMessage{{{0, 0, List{0}},
                      {1, 1, Fingerprint{1, 2, 3}},
                      {5, 255, List{}},
                      {256, UINT64_MAX - 1, some},
                      {UINT64_MAX, UINT64_MAX, List{UINT64_MAX}}}}}) {
    EXPECT_EQ(read(bytes_of(message)), message);
  }
}

struct BadRanges {
  const char* name;
  RangeMessage message;
};

class BadRangesTest : public testing::TestWithParam<BadRanges> {};

TEST_P(BadRangesTest, AreRefused) {
  EXPECT_EQ(read(bytes_of(GetParam().message)), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, BadRangesTest,
    testing::Values(BadRanges{"not_ascending", {{{10, 20, List{}}, {5, 8, List{}}}}},
                    BadRanges{"overlapping", {{{10, 20, List{}}, {20, 30, List{}}}}},
                    BadRanges{"backwards", {{{10, 8, List{}}}}},
                    BadRanges{"after_the_last", {{{10, UINT64_MAX, List{}}, {20, 30, List{}}}}},
                    BadRanges{"after_the_last_without_a_gap", {{{10, UINT64_MAX, List{}}, {0, 30, List{}}}}},
                    BadRanges{"list_not_ascending", {{{10, 20, List{12, 11}}}}},
                    BadRanges{"list_repeats", {{{10, 20, List{12, 12}}}}},
                    BadRanges{"list_below_its_range", {{{10, 20, List{9}}}}},
                    BadRanges{"list_beyond_its_range", {{{10, 20, List{21}}}}},
                    BadRanges{"fingerprint_of_nothing", {{{10, 20, Fingerprint{0, 0, 0}}}}}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(RangesTest, OtherEncodingsAreRefused) {
  const Bytes good{1, 0x11, 0x80, 0};  // one empty list of [0, 2^63)
  EXPECT_EQ(read(good), (RangeMessage{{{0, (UINT64_MAX >> 1), List{}}}}));
  EXPECT_EQ(read(Bytes{1, 0x21, 0x80, 0, 0}), std::nullopt) << "a bound with a byte too many";
  EXPECT_EQ(read(Bytes{1, 0x15, 0x80, 0}), std::nullopt) << "an unknown bit";
  EXPECT_EQ(read(Bytes{1, 0x91, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0}), std::nullopt) << "a bound of nine bytes";
  EXPECT_EQ(read(Bytes{1, 0x13, 0, 0x80, 0}), std::nullopt) << "a gap of nothing";
  EXPECT_EQ(read(Bytes{200, 0x11, 0x80, 0}), std::nullopt) << "more ranges than bytes";
}

TEST(RangesTest, BytesThatEndTooSoonAreRefused) {
  SplitMix random(9);
  const List items = random_items(random, 300);
  const Bytes bytes = bytes_of(answer_ranges(items, {{{0, UINT64_MAX, Fingerprint{1, 1, 1}}}}).reply);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_EQ(read(ByteView(bytes).first(size)), std::nullopt);
}

TEST(RangesTest, FlippedBytesAreRefusedOrAreAnotherMessageOfOneEncoding) {
  SplitMix random(10);
  const List items = random_items(random, 300);
  const Bytes bytes = bytes_of(answer_ranges(items, {{{0, UINT64_MAX, Fingerprint{1, 1, 1}}}}).reply);
  for (int trial = 0; trial < 20'000; ++trial) {
    Bytes flipped = bytes;
    for (int i = 0; i < 3; ++i)
      flipped[random.below(flipped.size())] ^= static_cast<std::uint8_t>(1 << random.below(8));
    if (const std::optional<RangeMessage> message = read(flipped)) {
      EXPECT_EQ(bytes_of(*message), flipped);
      answer_ranges(items, *message);
    }
  }
}

}  // namespace
}  // namespace fleetsim::core
