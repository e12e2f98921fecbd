// What each fault of storage makes of a disk.

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "core/store/log_record.h"
#include "sim/disk/virtual_disk.h"
#include "tests/support/contents.h"

namespace fleetsim::sim {
namespace {

using core::Bytes;
using core::Dice;
using core::microseconds;
using tests::key_of;
using tests::stored;

VirtualDisk disk() {
  return VirtualDisk(microseconds(20), microseconds(500));
}

Bytes whole(const VirtualDisk& d) {
  Bytes all;
  for (const core::LogSegment& segment : d.log())
    all.insert(all.end(), segment.bytes->begin(), segment.bytes->end());
  return all;
}

Bytes counting(std::size_t size, std::uint8_t first = 1) {
  Bytes bytes;
  for (std::size_t i = 0; i < size; ++i)
    bytes.push_back(static_cast<std::uint8_t>(1 + (first + i - 1) % 255));
  return bytes;
}

void put(VirtualDisk& d, core::AppendSeq seq, Bytes bytes, core::SegmentId segment = 1) {
  d.append({0}, {seq, core::share(std::move(bytes)), segment});
}

// Appends and syncs; whether both went well.
bool write(VirtualDisk& d, core::AppendSeq seq, Bytes bytes, core::SegmentId segment = 1) {
  put(d, seq, std::move(bytes), segment);
  const bool appended = !d.appended(seq).failed;
  const DiskResult synced = d.synced(seq);
  return appended && synced.told && !synced.failed;
}

FailingDisk failing(core::Ratio ratio, std::uint64_t seed = 1) {
  return {ratio, Dice(seed, "io")};
}

// ---- io_error

TEST(DiskFaultsTest, AFailedAppendLeavesAnyPartOfItsBytesButNotTheWhole) {
  std::set<std::size_t> left;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    VirtualDisk d = disk();
    put(d, 1, {1, 2, 3, 4});
    d.begin(0, failing({1, 1}, seed));
    const DiskResult result = d.appended(1);
    EXPECT_TRUE(result.told);
    EXPECT_EQ(result.failed, StorageFault::io_error);
    d.end(0);
    EXPECT_TRUE(write(d, 2, {9}));
    const Bytes log = whole(d);
    ASSERT_EQ(log.back(), 9);
    ASSERT_TRUE(std::equal(log.begin(), log.end() - 1, counting(4).begin()));
    left.insert(log.size() - 1);
  }
  EXPECT_EQ(left, (std::set<std::size_t>{0, 1, 2, 3}));
}

TEST(DiskFaultsTest, NothingIsToldOfTheSyncOfAnAppendThatHasFailed) {
  VirtualDisk d = disk();
  put(d, 1, {1});
  d.begin(0, failing({1, 1}));
  EXPECT_TRUE(d.appended(1).failed);
  d.end(0);
  EXPECT_FALSE(d.synced(1).told);
}

TEST(DiskFaultsTest, AFailedSyncLeavesAPrefixAndZeros) {
  std::set<std::size_t> left;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    VirtualDisk d = disk();
    put(d, 1, {1, 2});
    put(d, 2, {3, 4});
    EXPECT_FALSE(d.appended(1).failed);
    EXPECT_FALSE(d.appended(2).failed);
    d.begin(0, failing({1, 1}, seed));
    EXPECT_EQ(d.synced(2).failed, StorageFault::io_error);
    Bytes log = whole(d);
    ASSERT_EQ(log.size(), 4u);
    const auto kept = static_cast<std::size_t>(std::ranges::find(log, 0) - log.begin());
    ASSERT_TRUE(
        std::equal(log.begin(), log.begin() + static_cast<std::ptrdiff_t>(kept), counting(4).begin()));
    ASSERT_TRUE(std::all_of(log.begin() + static_cast<std::ptrdiff_t>(kept), log.end(),
                            [](auto b) { return b == 0; }));
    left.insert(kept);
    d.end(0);
    EXPECT_TRUE(write(d, 3, {5}));
    EXPECT_EQ(whole(d).back(), 5);
  }
  EXPECT_EQ(left, (std::set<std::size_t>{0, 1, 2, 3, 4}));
}

TEST(DiskFaultsTest, ErrorsComeAsOftenAsTheRatioSays) {
  VirtualDisk d = disk();
  d.begin(0, failing({1, 4}));
  int failures = 0;
  for (core::AppendSeq seq = 1; seq <= 4000; ++seq) {
    put(d, seq, {1});
    failures += d.appended(seq).failed ? 1 : 0;
  }
  EXPECT_NEAR(failures, 1000, 100);
}

TEST(DiskFaultsTest, AnotherFaultMovesNobodysDraws) {
  const auto outcomes = [](bool another) {
    VirtualDisk d = disk();
    if (another) d.begin(0, FailingDisk{{1, 1000}, Dice(1, "other")});
    d.begin(1, failing({1, 2}));
    std::vector<bool> failed;
    for (core::AppendSeq seq = 1; seq <= 64; ++seq) {
      put(d, seq, {});
      failed.push_back(d.appended(seq).failed.has_value());
    }
    return failed;
  };
  EXPECT_EQ(outcomes(false), outcomes(true));
}

// ---- disk_full

TEST(DiskFaultsTest, AFullDiskTakesWhatFitsAndFails) {
  VirtualDisk d = disk();
  EXPECT_TRUE(write(d, 1, {1, 2, 3}));
  d.begin(0, FullDisk{5});
  put(d, 2, {4, 5, 6});
  EXPECT_EQ(d.appended(2).failed, StorageFault::disk_full);
  EXPECT_FALSE(d.synced(2).told);
  EXPECT_EQ(whole(d), (Bytes{1, 2, 3, 4, 5}));
  EXPECT_FALSE(write(d, 3, {7}));
  EXPECT_EQ(whole(d), (Bytes{1, 2, 3, 4, 5}));
}

TEST(DiskFaultsTest, AnAppendThatJustFitsIsTaken) {
  VirtualDisk d = disk();
  d.begin(0, FullDisk{3});
  EXPECT_TRUE(write(d, 1, {1, 2, 3}));
}

TEST(DiskFaultsTest, WhatIsNotSyncedYetTakesRoomAndWhatIsNotWrittenYetDoesNot) {
  VirtualDisk d = disk();
  d.begin(0, FullDisk{4});
  put(d, 1, {1, 2});
  put(d, 2, {3, 4});
  put(d, 3, {5});
  EXPECT_FALSE(d.appended(1).failed);
  EXPECT_FALSE(d.appended(2).failed);
  EXPECT_TRUE(d.appended(3).failed);
}

TEST(DiskFaultsTest, ADroppedSegmentMakesRoom) {
  VirtualDisk d = disk();
  d.begin(0, FullDisk{4});
  EXPECT_TRUE(write(d, 1, {1, 2, 3}, 1));
  EXPECT_FALSE(write(d, 2, {4, 5}, 2));
  d.drop(1);
  EXPECT_TRUE(write(d, 3, {4, 5}, 3));
}

TEST(DiskFaultsTest, OfTwoCapacitiesTheSmallerCounts) {
  VirtualDisk d = disk();
  d.begin(0, FullDisk{1});
  d.begin(1, FullDisk{100});
  EXPECT_FALSE(write(d, 1, {1, 2}));
  d.end(0);
  EXPECT_TRUE(write(d, 2, {1, 2}));
}

// ---- slow_disk

TEST(DiskFaultsTest, ASlowDiskTakesLongerWhileItIsSlow) {
  VirtualDisk d = disk();
  d.begin(0, SlowDisk{10, microseconds(7)});
  EXPECT_EQ(d.append({0}, {1, core::share({1})}).ns, 207'000);
  EXPECT_EQ(d.sync({0}).ns, 207'000 + 5'007'000);
  d.end(0);
  EXPECT_EQ(d.append({0}, {2, core::share({1})}).ns, 207'000 + 5'007'000 + 20'000);
}

TEST(DiskFaultsTest, OfSeveralTheSlowestCounts) {
  VirtualDisk d = disk();
  d.begin(0, SlowDisk{1, microseconds(100)});
  d.begin(1, SlowDisk{2, {}});
  EXPECT_EQ(d.append({0}, {1, core::share({1})}).ns, 120'000);
  EXPECT_EQ(d.sync({0}).ns, 120'000 + 1'000'000);
}

TEST(DiskFaultsTest, AQueueOfTheSlowestOperationsStaysWithinTheClock) {
  const core::Duration month = core::seconds(30LL * 24 * 3600);
  VirtualDisk d(month, month);
  d.begin(0, SlowDisk{1000, month});
  core::Instant last;
  for (int i = 0; i < 100; ++i) {
    const core::Instant done = d.sync({0});
    EXPECT_GE(done, last);
    last = done;
  }
}

// ---- torn_write

TEST(DiskFaultsTest, APowerCutLeavesAnySectorsAndTearsOne) {
  const Bytes written = counting(2000);
  bool hole = false;
  bool torn = false;
  bool nothing = false;
  bool everything = false;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    VirtualDisk d = disk();
    ASSERT_TRUE(write(d, 1, counting(100, 7)));
    put(d, 2, written);
    d.begin(0, TearingDisk{Dice(seed, "torn")});
    Dice dice(seed, "crash");
    d.crash(dice);
    const Bytes log = whole(d);
    ASSERT_LE(log.size(), 2100u);
    ASSERT_TRUE(std::equal(log.begin(), log.begin() + 100, counting(100, 7).begin()))
        << "the synced part of a sector";
    nothing |= log.size() == 100;
    everything |= log.size() == 2100 && std::ranges::count(log, 0) == 0;
    torn |= log.size() % 512 != 0 && log.size() != 2100 && log.size() != 100;
    int partial = 0;
    for (std::size_t sector = 0; sector * 512 < log.size(); ++sector) {
      const std::size_t from = std::max<std::size_t>(100, sector * 512);
      const std::size_t to = std::min<std::size_t>(log.size(), sector * 512 + 512);
      std::size_t good = 0;
      while (from + good < to && log[from + good] == written[from + good - 100]) ++good;
      hole |= good == 0 && from < to;
      for (std::size_t at = from + good; at < to; ++at)
        ASSERT_EQ(log[at], 0) << "what is missing reads as zeros";
      if (good > 0 && from + good < std::min<std::size_t>(2100, sector * 512 + 512)) ++partial;
    }
    ASSERT_LE(partial, 1) << "only one sector is in flight";
  }
  EXPECT_TRUE(hole);
  EXPECT_TRUE(torn);
  EXPECT_TRUE(nothing);
  EXPECT_TRUE(everything);
}

TEST(DiskFaultsTest, TearingMovesNoDrawOfLaterPowerCuts) {
  Dice one(1, "crash");
  Dice two(1, "crash");
  VirtualDisk d = disk();
  VirtualDisk e = disk();
  e.begin(0, TearingDisk{Dice(1, "torn")});
  for (VirtualDisk* each : {&d, &e}) put(*each, 1, counting(3000));
  d.crash(one);
  e.crash(two);
  EXPECT_EQ(one, two);
}

// ---- bit_rot

TEST(DiskFaultsTest, RotChangesExactlySoManyBits) {
  VirtualDisk d = disk();
  ASSERT_TRUE(write(d, 1, counting(50), 1));
  ASSERT_TRUE(write(d, 2, counting(50), 4));
  put(d, 3, counting(1000), 4);
  const Bytes before = whole(d);
  Dice dice(3, "rot");
  d.rot(12, dice);
  const Bytes after = whole(d);
  int bits = 0;
  for (std::size_t i = 0; i < before.size(); ++i) bits += __builtin_popcount(before[i] ^ after[i]);
  EXPECT_EQ(bits, 12);
  const std::vector<DiskDamaged> damages = d.take_damages();
  ASSERT_EQ(damages.size(), 12u);
  for (const DiskDamaged& damage : damages)
    EXPECT_TRUE((damage.segment == 1 || damage.segment == 4) && damage.at < 50);
  EXPECT_TRUE(d.take_damages().empty());
}

TEST(DiskFaultsTest, RotOfAnEmptyOrASmallLogEnds) {
  VirtualDisk d = disk();
  Dice dice(3, "rot");
  d.rot(5, dice);
  EXPECT_TRUE(whole(d).empty());
  ASSERT_TRUE(write(d, 1, {0}));
  d.rot(100, dice);
  EXPECT_EQ(whole(d), Bytes{255});
}

// ---- misdirected_write, and what damage takes

Bytes record(const std::string& name, const std::string& value) {
  return core::encode_log_record(key_of(name), stored(value));
}

TEST(DiskFaultsTest, AMisdirectedWriteLeavesZerosAndHitsWhatStandsElsewhere) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    VirtualDisk d = disk();
    const Bytes first = record("a", "1");
    ASSERT_TRUE(write(d, 1, first));
    d.begin(0, MisdirectingDisk{1, Dice(seed, "astray")});
    ASSERT_TRUE(write(d, 2, record("b", "2"))) << "the node is told that all is well";
    ASSERT_TRUE(write(d, 3, record("c", "3"))) << "only one goes astray";
    const Bytes log = whole(d);
    ASSERT_EQ(log.size(), 3 * first.size());
    ASSERT_FALSE(std::equal(first.begin(), first.end(), log.begin()));
    for (std::size_t at = first.size(); at < 2 * first.size(); ++at) ASSERT_EQ(log[at], 0);
    const std::vector<core::ContentKey> damaged = d.take_damaged_keys(core::ReplayRule::first_wins);
    const bool landed_whole = core::first_log_record(log).has_value();
    EXPECT_EQ(std::ranges::count(damaged, key_of("a")), 1);
    EXPECT_EQ(std::ranges::count(damaged, key_of("b")), landed_whole ? 0 : 1);
    EXPECT_EQ(std::ranges::count(damaged, key_of("c")), 0);
  }
}

TEST(DiskFaultsTest, WithNothingElseThereAWriteGoesWhereItBelongs) {
  VirtualDisk d = disk();
  d.begin(0, MisdirectingDisk{1, Dice(1, "astray")});
  ASSERT_TRUE(write(d, 1, record("a", "1")));
  EXPECT_EQ(whole(d), record("a", "1"));
  EXPECT_TRUE(d.take_damages().empty());
}

TEST(DiskFaultsTest, DamageTakesTheKeysWhoseRecordsItHitsAndNoOthers) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    VirtualDisk d = disk();
    ASSERT_TRUE(write(d, 1, record("a", "1")));
    ASSERT_TRUE(write(d, 2, record("b", "2")));
    Bytes batch = record("c", "3");
    const Bytes last = record("d", "4");
    batch.insert(batch.end(), last.begin(), last.end());
    ASSERT_TRUE(write(d, 3, batch, 2));
    EXPECT_TRUE(d.take_damaged_keys(core::ReplayRule::first_wins).empty());
    Dice dice(seed, "rot");
    d.rot(1, dice);
    const std::vector<core::ContentKey> damaged = d.take_damaged_keys(core::ReplayRule::first_wins);
    ASSERT_EQ(damaged.size(), 1u);
    // A recovery finds all the others.
    const core::LogRecovery recovery = core::recover_segments(d.log());
    ASSERT_EQ(recovery.entries.size(), 3u);
    for (const auto& [key, reply] : recovery.entries) EXPECT_NE(key, damaged.front());
  }
}

TEST(DiskFaultsTest, WhatStandsTwiceIsNotLostWithOneOfItsRecords) {
  VirtualDisk d = disk();
  ASSERT_TRUE(write(d, 1, record("a", "1"), 1));
  Dice dice(1, "rot");
  d.rot(1, dice);
  EXPECT_EQ(d.take_damaged_keys(core::ReplayRule::first_wins).size(), 1u);
  ASSERT_TRUE(write(d, 2, record("a", "1"), 2));
  EXPECT_TRUE(d.take_damaged_keys(core::ReplayRule::first_wins).empty());
}

TEST(DiskFaultsTest, WhatADamagedEraseBringsBackIsItsDoing) {
  std::set<std::size_t> taken;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    VirtualDisk d = disk();
    ASSERT_TRUE(write(d, 1, record("a", "1"), 1));
    ASSERT_TRUE(write(d, 2, core::encode_erase_record(key_of("a")), 2));
    ASSERT_TRUE(write(d, 3, record("a", "2"), 3));
    Dice dice(seed, "rot");
    d.rot(1, dice);
    const core::SegmentId hit = d.take_damages().front().segment;
    taken.insert(hit);
    // Only what was erased anyway may go without anybody missing it.
    EXPECT_EQ(d.take_damaged_keys(core::ReplayRule::first_wins).size(), hit == 1 ? 0u : 1u);
  }
  EXPECT_EQ(taken.size(), 3u);
}

TEST(DiskFaultsTest, WhatABootHasFoundIsWhatLaterDamageIsMeasuredBy) {
  // The erasing record is hit: the key is back, and whoever boots says so. Then the record that is back is
  // hit.
  VirtualDisk d = disk();
  ASSERT_TRUE(write(d, 1, core::encode_erase_record(key_of("b")), 1));
  ASSERT_TRUE(write(d, 2, record("a", "1"), 2));
  ASSERT_TRUE(write(d, 3, core::encode_erase_record(key_of("a")), 3));
  const auto rot_until_hit = [&](core::SegmentId wanted) {
    for (std::uint64_t seed = 0;; ++seed) {
      VirtualDisk tried = d;
      Dice dice(seed, "rot");
      tried.rot(1, dice);
      if (tried.take_damages().front().segment != wanted) continue;
      d = tried;
      return;
    }
  };
  rot_until_hit(3);
  EXPECT_EQ(d.take_damaged_keys(core::ReplayRule::first_wins), std::vector{key_of("a")});
  EXPECT_TRUE(d.take_damaged_keys(core::ReplayRule::first_wins).empty()) << "said once";
  rot_until_hit(2);
  EXPECT_EQ(d.take_damaged_keys(core::ReplayRule::first_wins), std::vector{key_of("a")});
}

TEST(DiskFaultsTest, DroppedAndTruncatedDamageIsForgotten) {
  VirtualDisk d = disk();
  ASSERT_TRUE(write(d, 1, record("a", "1"), 1));
  Dice dice(1, "rot");
  d.rot(1, dice);
  VirtualDisk e = d;
  d.drop(1);
  EXPECT_TRUE(d.take_damaged_keys(core::ReplayRule::first_wins).empty());
  e.truncate({0});
  EXPECT_TRUE(e.take_damaged_keys(core::ReplayRule::first_wins).empty());
}

TEST(DiskFaultsTest, BitsThatFlipBackAreNoDamage) {
  VirtualDisk d = disk();
  ASSERT_TRUE(write(d, 1, record("a", "1"), 1));
  for (int i = 0; i < 2; ++i) {
    Dice dice(1, "rot");
    d.rot(1, dice);
  }
  EXPECT_EQ(whole(d), record("a", "1"));
  EXPECT_TRUE(d.take_damaged_keys(core::ReplayRule::first_wins).empty());
}

TEST(DiskFaultsTest, RecordsThatAFailedSyncLeftWholeAreKnown) {
  const auto found_in_all = [](std::uint64_t seeds) {
    std::size_t sum = 0;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      VirtualDisk d = disk();
      put(d, 1, record("a", "1"));
      put(d, 2, record("b", "2"));
      d.begin(0, failing({1, 1}, seed));
      EXPECT_TRUE(d.synced(2).failed);
      // A record whose last bytes are zeros is whole without them.
      const std::size_t found = core::recover_segments(d.log()).entries.size();
      sum += found;
      Dice dice(seed, "rot");
      d.rot(8 * d.durable_bytes(), dice);
      EXPECT_EQ(d.take_damaged_keys(core::ReplayRule::first_wins).size(), found);
    }
    return sum;
  };
  EXPECT_GT(found_in_all(200), 50u);
}

TEST(DiskFaultsTest, RecordsThatATornWriteLeftWholeAreKnown) {
  int whole_records = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    VirtualDisk d = disk();
    put(d, 1, record("a", std::string(600, 'x')));
    put(d, 2, record("b", "2"));
    d.begin(0, TearingDisk{Dice(seed, "torn")});
    Dice crash(seed, "crash");
    d.crash(crash);
    const std::size_t found = core::recover_segments(d.log()).entries.size();
    whole_records += static_cast<int>(found);
    Dice dice(seed, "rot");
    d.rot(8 * d.durable_bytes(), dice);
    EXPECT_EQ(d.take_damaged_keys(core::ReplayRule::first_wins).size(), found);
  }
  EXPECT_GT(whole_records, 20);
}

}  // namespace
}  // namespace fleetsim::sim
