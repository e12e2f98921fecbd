#include "core/store/log_record.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/contents.h"

namespace fleetsim::core {
namespace {

using tests::key_of;
using tests::SplitMix;
using tests::stored;

using Entries = std::vector<ReplyTable::Entry>;

const Entries& three() {
  static const Entries entries = {
      {key_of("a"), stored("1")}, {key_of("b"), stored("22")}, {key_of("c"), stored("333")}};
  return entries;
}

Bytes log_of(const Entries& entries) {
  Bytes log;
  for (const auto& [key, reply] : entries) {
    const Bytes record = encode_log_record(key, reply);
    log.insert(log.end(), record.begin(), record.end());
  }
  return log;
}

// Where each record ends.
std::vector<std::size_t> ends_of(const Entries& entries) {
  std::vector<std::size_t> ends;
  std::size_t end = 0;
  for (const auto& [key, reply] : entries) ends.push_back(end += encode_log_record(key, reply).size());
  return ends;
}

TEST(LogRecoveryTest, AnUndamagedLogIsReadWholeInOrder) {
  const Bytes log = log_of(three());
  const LogRecovery recovery = recover_log(log);
  EXPECT_EQ(recovery.entries, three());
  EXPECT_EQ(recovery.valid_bytes, log.size());
  EXPECT_EQ(recovery.torn_bytes, 0u);
  EXPECT_EQ(recovery.corrupt_records, 0u);
}

TEST(LogRecoveryTest, AnEmptyLogHoldsNothing) {
  const LogRecovery recovery = recover_log({});
  EXPECT_TRUE(recovery.entries.empty());
  EXPECT_EQ(recovery.valid_bytes, 0u);
  EXPECT_EQ(recovery.torn_bytes, 0u);
}

// Pinned: logs outlive programs.
TEST(LogRecoveryTest, TheBytesOfARecordArePinned) {
  EXPECT_EQ(to_hex(encode_log_record(ContentKey::from_digest({}), stored("hi"))),
            "464c4f470131000000cf63416b0f7903ea476257f7"                        // head
            "0000000000000000000000000000000000000000000000000000000000000000"  // key
            "010d534c42380100000000050268690000");
}

TEST(LogRecoveryTest, ATornTailIsCutAtTheLastWholeRecordWhereverItIsTorn) {
  const Bytes log = log_of(three());
  const std::vector<std::size_t> ends = ends_of(three());
  for (std::size_t size = 0; size < log.size(); ++size) {
    SCOPED_TRACE(size);
    const auto whole = static_cast<std::size_t>(std::ranges::upper_bound(ends, size) - ends.begin());
    const LogRecovery recovery = recover_log(ByteView(log).first(size));
    EXPECT_EQ(recovery.entries,
              Entries(three().begin(), three().begin() + static_cast<std::ptrdiff_t>(whole)));
    EXPECT_EQ(recovery.valid_bytes, whole == 0 ? 0 : ends[whole - 1]);
    EXPECT_EQ(recovery.valid_bytes + recovery.torn_bytes, size);
    EXPECT_EQ(recovery.corrupt_records, 0u);
  }
}

TEST(LogRecoveryTest, AFlippedBitIsQuarantinedOrCutAndCountedAndNeverServed) {
  const Bytes log = log_of(three());
  const std::vector<std::size_t> ends = ends_of(three());
  for (std::size_t bit = 0; bit < log.size() * 8; ++bit) {
    SCOPED_TRACE(bit);
    Bytes damaged = log;
    damaged[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    const auto hit = static_cast<std::size_t>(std::ranges::upper_bound(ends, bit / 8) - ends.begin());
    Entries others = three();
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(hit));

    const LogRecovery recovery = recover_log(damaged);
    EXPECT_EQ(recovery.entries, others);
    if (hit + 1 < ends.size()) {
      EXPECT_EQ(recovery.corrupt_records, 1u);
      EXPECT_EQ(recovery.corrupt_bytes, ends[hit] - (hit == 0 ? 0 : ends[hit - 1]));
      EXPECT_EQ(recovery.torn_bytes, 0u);
    } else {
      EXPECT_EQ(recovery.corrupt_records, 0u);
      EXPECT_EQ(recovery.torn_bytes, ends[hit] - ends[hit - 1]);
    }
  }
}

TEST(LogRecoveryTest, GarbageBetweenRecordsIsSteppedOver) {
  for (const std::string garbage : {"x", "FLO", "FLOG", "FLOGFLOGFLOGFLOGFLOGFLOG"}) {
    SCOPED_TRACE(garbage);
    Bytes log = log_of({three()[0]});
    log.insert(log.end(), garbage.begin(), garbage.end());
    const Bytes rest = log_of({three()[1]});
    log.insert(log.end(), rest.begin(), rest.end());
    const LogRecovery recovery = recover_log(log);
    EXPECT_EQ(recovery.entries, (Entries{three()[0], three()[1]}));
    EXPECT_EQ(recovery.corrupt_records, 1u);
    EXPECT_EQ(recovery.corrupt_bytes, garbage.size());
    EXPECT_EQ(recovery.valid_bytes, log.size());
  }
}

// A write that ended early and was not cut: the next ones stand where the rest of it should be.
TEST(LogRecoveryTest, WhatIsAppendedBehindAnUnfinishedRecordIsFoundHoweverMuchFollows) {
  const Bytes whole = encode_log_record(key_of("long"), stored(std::string(200, 'x')));
  for (std::size_t kept = 1; kept < whole.size(); ++kept) {
    Bytes log(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(kept));
    Entries entries;
    for (int i = 0; i < 6; ++i) {
      const std::string name(1, static_cast<char>('a' + i));
      entries.emplace_back(key_of(name), stored(name));
      const Bytes record = encode_log_record(entries.back().first, entries.back().second);
      log.insert(log.end(), record.begin(), record.end());
      const LogRecovery recovery = recover_log(log);
      ASSERT_EQ(recovery.entries, entries) << kept << " bytes kept";
      ASSERT_EQ(recovery.torn_bytes, 0u);
      ASSERT_EQ(recovery.corrupt_records, 1u);
      ASSERT_EQ(recovery.corrupt_bytes, kept);
    }
  }
}

// Two million headers, each of which promises 200,000 bytes: trying them all would read 400 GB.
TEST(LogRecoveryTest, PretendedRecordsDoNotMakeTheScanSlow) {
  const Bytes record = encode_log_record(key_of("long"), stored(std::string(200'000, 'x')));
  const auto header_end = record.begin() + 21;
  Bytes log;
  for (int i = 0; i < 2'000'000; ++i) log.insert(log.end(), record.begin(), header_end);
  const Bytes last = encode_log_record(key_of("last"), stored("found"));
  const std::size_t junk = log.size();
  log.insert(log.end(), 250'000, 0);
  log.insert(log.end(), last.begin(), last.end());
  const LogRecovery recovery = recover_log(log);
  EXPECT_EQ(recovery.entries, (Entries{{key_of("last"), stored("found")}}));
  EXPECT_GT(recovery.corrupt_bytes, junk);
}

TEST(LogRecoveryTest, OfTwoRecordsForOneKeyTheFirstWinsAndTheOtherIsCounted) {
  const LogRecovery recovery = recover_log(
      log_of({{key_of("a"), stored("1")}, {key_of("a"), stored("1")}, {key_of("a"), stored("2")}}));
  EXPECT_EQ(recovery.entries, (Entries{{key_of("a"), stored("1")}}));
  EXPECT_EQ(recovery.repeated_records, 1u);
  EXPECT_EQ(recovery.divergent_records, 1u);
}

TEST(LogRecoveryTest, WhateverTheDamageNothingIsServedThatWasNotWritten) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE(seed);
    SplitMix random(seed);
    Bytes log = log_of(three());
    for (std::uint64_t i = 1 + random.below(5); i > 0; --i) {
      const std::size_t at = random.below(log.size());
      const auto place = log.begin() + static_cast<std::ptrdiff_t>(at);
      switch (random.below(3)) {
        case 0:
          log[at] = static_cast<std::uint8_t>(random.next());
          break;
        case 1:
          log.erase(place, place + static_cast<std::ptrdiff_t>(
                                       random.below(std::min<std::size_t>(20, log.size() - at))));
          break;
        default:
          log.insert(place, random.below(20), static_cast<std::uint8_t>(random.next()));
      }
    }
    const LogRecovery recovery = recover_log(log);
    EXPECT_LE(recovery.valid_bytes, log.size());
    EXPECT_EQ(recovery.valid_bytes + recovery.torn_bytes, log.size());
    for (const ReplyTable::Entry& entry : recovery.entries)
      EXPECT_TRUE(std::ranges::find(three(), entry) != three().end());
    const LogRecovery again =
        recover_log(ByteView(log).first(static_cast<std::size_t>(recovery.valid_bytes)));
    EXPECT_EQ(again.entries, recovery.entries);
    EXPECT_EQ(again.torn_bytes, 0u);
  }
}

TEST(LogRecordTest, AnErasedKeyIsGoneUntilItIsKeptAgain) {
  Bytes log = encode_log_record(key_of("a"), stored("1"));
  for (const Bytes& more : {encode_log_record(key_of("b"), stored("2")), encode_erase_record(key_of("a"))})
    log.insert(log.end(), more.begin(), more.end());
  const LogRecovery erased = recover_log(log);
  EXPECT_EQ(erased.entries, (Entries{{key_of("b"), stored("2")}}));
  EXPECT_EQ(erased.erased_records, 1u);
  EXPECT_EQ(erased.torn_bytes, 0u);

  const Bytes again = encode_log_record(key_of("a"), stored("3"));
  log.insert(log.end(), again.begin(), again.end());
  EXPECT_EQ(recover_log(log).entries, (Entries{{key_of("b"), stored("2")}, {key_of("a"), stored("3")}}));
  EXPECT_EQ(recover_log(log).divergent_records, 0u);
}

TEST(LogRecordTest, SegmentsAreOneLogAndEachHasItsOwnTornTail) {
  const Bytes first = encode_log_record(key_of("a"), stored("1"));
  Bytes torn = first;
  torn.push_back('F');
  Bytes second = encode_log_record(key_of("b"), stored("2"));
  const Bytes erase = encode_erase_record(key_of("a"));
  second.insert(second.end(), erase.begin(), erase.end());
  const LogRecovery recovery = recover_segments({{3, share(torn)}, {9, share(second)}});
  EXPECT_EQ(recovery.entries, (Entries{{key_of("b"), stored("2")}}));
  EXPECT_EQ(recovery.places, (std::vector<RecordPlace>{{9, static_cast<std::uint32_t>(first.size())}}));
  ASSERT_EQ(recovery.segments.size(), 2u);
  EXPECT_EQ(recovery.segments[0].valid_bytes, first.size());
  EXPECT_EQ(recovery.segments[0].torn_bytes, 1u);
  EXPECT_EQ(recovery.segments[1].torn_bytes, 0u);
}

TEST(LogRecordTest, OfTwoRepliesTheLastWinsOnlyUnderTheRuleOfTheOriginal) {
  Bytes log = encode_log_record(key_of("a"), stored("1"));
  const Bytes other = encode_log_record(key_of("a"), stored("2"));
  log.insert(log.end(), other.begin(), other.end());
  EXPECT_EQ(recover_log(log).entries, (Entries{{key_of("a"), stored("1")}}));
  EXPECT_EQ(recover_log(log, ReplayRule::last_wins).entries, (Entries{{key_of("a"), stored("2")}}));
  EXPECT_EQ(recover_log(log).divergent_records, 1u);
}

TEST(LogRecoveryTest, TheFirstRecordIsReadOnlyIfItIsWhole) {
  const Bytes kept = encode_log_record(key_of("a"), stored("1"));
  Bytes log = kept;
  const Bytes erased = encode_erase_record(key_of("b"));
  log.insert(log.end(), erased.begin(), erased.end());
  const auto first = first_log_record(log);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->key, key_of("a"));
  EXPECT_EQ(first->reply, stored("1").digest());
  EXPECT_EQ(first->bytes, kept.size());
  const auto second = first_log_record(ByteView(log).subspan(kept.size()));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->key, key_of("b"));
  EXPECT_FALSE(second->reply);
  for (std::size_t size = 0; size < kept.size(); ++size)
    EXPECT_FALSE(first_log_record(ByteView(kept).first(size)));
  for (std::size_t at = 0; at < kept.size(); ++at) {
    Bytes damaged = kept;
    damaged[at] ^= 1;
    EXPECT_FALSE(first_log_record(damaged)) << at;
  }
}

}  // namespace
}  // namespace fleetsim::core
