#include "sim/run/team.h"

#include <atomic>
#include <stdexcept>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fleetsim::sim {
namespace {

using testing::Each;

TEST(TeamTest, DoesEachTaskOfEachRoundOnceAndNoneLater) {
  for (const unsigned threads : {1U, 2U, 5U}) {
    Team team(threads);
    for (std::size_t count = 0; count < 40; ++count) {
      std::vector<int> done(count);  // each by one thread, and read when all are over
      team.run(count, [&](std::size_t number) { ++done[number]; });
      EXPECT_THAT(done, Each(1)) << threads << " threads, " << count << " tasks";
    }
  }
}

TEST(TeamTest, RoundsFollowEachOtherQuickly) {
  Team team(3);
  std::atomic<int> done = 0;
  for (int round = 0; round < 20'000; ++round) team.run(2, [&](std::size_t) { done.fetch_add(1, std::memory_order_relaxed); });
  EXPECT_EQ(done, 40'000);
}

TEST(TeamTest, WhatATaskThrowsLeavesTheRoundAfterTheOthersAreDone) {
  Team team(2);
  std::atomic<int> done = 0;
  const auto task = [&](std::size_t number) {
    if (number == 1) throw std::runtime_error("broken");
    ++done;
  };
  EXPECT_THROW(team.run(4, task), std::runtime_error);
  EXPECT_EQ(done, 3);
  team.run(1, [&](std::size_t) { ++done; });
  EXPECT_EQ(done, 4);
}

}  // namespace
}  // namespace fleetsim::sim
