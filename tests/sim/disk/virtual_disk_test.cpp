#include "sim/disk/virtual_disk.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "core/base/check.h"

namespace fleetsim::sim {
namespace {

using core::Bytes;
using core::microseconds;

VirtualDisk disk() { return VirtualDisk(microseconds(20), microseconds(500)); }

Bytes whole(const VirtualDisk& d) {
  Bytes all;
  for (const core::LogSegment& segment : d.log()) all.insert(all.end(), segment.bytes->begin(), segment.bytes->end());
  return all;
}

TEST(VirtualDiskTest, WhatWasSyncedSurvivesACrash) {
  VirtualDisk d = disk();
  d.append({0}, {1, core::share({1, 2, 3})});
  d.synced(1);
  core::Dice dice(1, "crash");
  d.crash(dice);
  EXPECT_EQ(whole(d), (Bytes{1, 2, 3}));
}

TEST(VirtualDiskTest, ACrashLeavesADrawnPrefixOfWhatWasNotSynced) {
  std::array<bool, 5> seen{};
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    VirtualDisk d = disk();
    d.append({0}, {1, core::share({1, 2})});
    d.append({0}, {2, core::share({3, 4})});
    core::Dice dice(seed, "crash");
    d.crash(dice);
    const Bytes all{1, 2, 3, 4};
    const Bytes log = whole(d);
    ASSERT_LE(log.size(), all.size());
    ASSERT_TRUE(std::equal(log.begin(), log.end(), all.begin()));
    seen[log.size()] = true;
  }
  EXPECT_EQ(seen, (std::array<bool, 5>{true, true, true, true, true}));
}

TEST(VirtualDiskTest, ASyncCoversOnlyAppendsUpToItsNumber) {
  VirtualDisk d = disk();
  d.append({0}, {1, core::share({1})});
  d.append({0}, {2, core::share({2})});
  d.synced(1);
  EXPECT_EQ(whole(d), Bytes{1});
}

TEST(VirtualDiskTest, OperationsAreDoneOneAfterAnother) {
  VirtualDisk d = disk();
  EXPECT_EQ(d.append({0}, {1, core::share({1})}).ns, 20'000);
  EXPECT_EQ(d.sync({0}).ns, 520'000);
  EXPECT_EQ(d.append({0}, {2, core::share({1})}).ns, 540'000);
  EXPECT_EQ(d.append({1'000'000}, {3, core::share({1})}).ns, 1'020'000);
}

TEST(VirtualDiskTest, ALyingDiskLosesWhatItAcknowledged) {
  VirtualDisk d = disk();
  d.begin(0, LyingDisk{});
  d.append({0}, {1, core::share({1, 2, 3})});
  d.synced(1);
  core::Dice dice(1, "crash");
  d.crash(dice);
  EXPECT_TRUE(whole(d).empty());
}

TEST(VirtualDiskTest, AWipeLeavesNothing) {
  VirtualDisk d = disk();
  d.preload(Bytes{1, 2, 3});
  d.wipe();
  EXPECT_TRUE(whole(d).empty());
}

TEST(VirtualDiskTest, TruncationCutsTheLog) {
  VirtualDisk d = disk();
  d.preload(Bytes{1, 2, 3});
  d.truncate({2});
  EXPECT_EQ(whole(d), (Bytes{1, 2}));
  EXPECT_THROW(d.truncate({3}), core::BrokenInvariant);
}

TEST(VirtualDiskTest, EachSegmentKeepsItsOwnBytesAndADropRemovesOne) {
  VirtualDisk d = disk();
  d.append({0}, {1, core::share({1, 2}), 3});
  d.append({0}, {2, core::share({3}), 7});
  d.append({0}, {3, core::share({4}), 7});
  d.synced(2);
  ASSERT_EQ(d.log().size(), 2u);
  EXPECT_EQ(d.log()[0].id, 3u);
  EXPECT_EQ(*d.log()[0].bytes, (Bytes{1, 2}));
  EXPECT_EQ(*d.log()[1].bytes, Bytes{3});
  d.drop(3);
  d.synced(3);
  ASSERT_EQ(d.log().size(), 1u);
  EXPECT_EQ(d.log()[0].id, 7u);
  EXPECT_EQ(whole(d), (Bytes{3, 4}));
  EXPECT_EQ(d.durable_bytes(), 2u);
}

}  // namespace
}  // namespace fleetsim::sim
