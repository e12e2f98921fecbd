#include "core/gossip/plumtree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/tree_fleet.h"

namespace fleetsim::core {
namespace {

using tests::TreeFleet;

class PlumtreeSizeTest : public testing::TestWithParam<std::uint32_t> {};

TEST_P(PlumtreeSizeTest, EveryBatchReachesEverybodyOnceAndEdgesBecomeATree) {
  const std::uint32_t size = GetParam();
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE(seed);
    TreeFleet fleet(size, seed);
    fleet.run(seconds(60));
    for (NodeId i = 0; i < 10; ++i) {
      const std::uint64_t batch = fleet.broadcast(i * 7 % size);
      fleet.run(seconds(2));
      EXPECT_EQ(fleet.without(batch), 0u);
    }
    EXPECT_TRUE(fleet.once());
    // Each edge of a tree is eager from both ends.
    EXPECT_GE(fleet.eager_edges(), 2u * (size - 1));
    EXPECT_LE(fleet.eager_edges(), 2u * (size - 1) + size / 5);
    const std::uint64_t before = fleet.pushes;
    fleet.broadcast(0);
    fleet.run(seconds(2));
    EXPECT_GE(fleet.pushes - before, size - 1);
    EXPECT_LE(fleet.pushes - before, size - 1 + size / 5);
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, PlumtreeSizeTest, testing::Values(2u, 3u, 10u, 100u, 300u));

TEST(PlumtreeTest, WhatIsLostIsGrafted) {
  std::uint32_t without = 0;
  std::uint64_t grafts = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    TreeFleet fleet(100, seed);
    fleet.run(seconds(60));
    fleet.loss_percent = 20;
    std::vector<std::uint64_t> batches;
    for (NodeId i = 0; i < 20; ++i) {
      batches.push_back(fleet.broadcast(i * 13 % 100));
      fleet.run(milliseconds(700));
    }
    fleet.run(seconds(20));
    for (const std::uint64_t batch : batches) without += fleet.without(batch);
    EXPECT_TRUE(fleet.once());
    grafts += fleet.grafts;
  }
  EXPECT_GT(grafts, 100u);
  // Of 20,000. Whoever is among them waits for anti-entropy.
  EXPECT_LE(without, 4u);
}

TEST(PlumtreeTest, ATreeThatLosesAThirdOfItsNodesIsMended) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE(seed);
    TreeFleet fleet(100, seed);
    fleet.run(seconds(60));
    for (NodeId i = 0; i < 5; ++i) {
      fleet.broadcast(i);
      fleet.run(seconds(1));
    }
    for (NodeId id = 1; id < 100; id += 3) fleet.crash(id);
    // Nobody notices within 30 s: what does not come along the tree comes by being asked for, but to whom all its neighbours
    // are dead.
    for (NodeId i = 0; i < 10; ++i) {
      const std::uint64_t batch = fleet.broadcast(i * 3);
      fleet.run(seconds(12));
      EXPECT_LE(fleet.without(batch), i < 4 ? 2u : 0u) << i;
    }
    EXPECT_TRUE(fleet.once());
  }
}

TEST(PlumtreeTest, ChurnLosesNothingForWhoStays) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE(seed);
    TreeFleet fleet(60, seed);
    fleet.run(seconds(60));
    std::vector<std::uint64_t> batches;
    for (NodeId round = 0; round < 20; ++round) {
      const NodeId away = 30 + round;
      fleet.crash(away);
      batches.push_back(fleet.broadcast(round));
      fleet.run(seconds(5));
      fleet.boot(away);
      fleet.run(seconds(2));
    }
    fleet.run(seconds(30));
    for (const std::uint64_t batch : batches) EXPECT_LE(fleet.without(batch), 1u);  // whoever was away then
  }
}

TEST(PlumtreeTest, KeepsSoMuchAndNoMore) {
  PlumtreeOptions options;
  options.kept_max = 4;
  options.known_max = 8;
  Plumtree tree(options);
  tree.neighbor_up(1);
  PlumtreeTurn turn;
  for (std::uint64_t i = 0; i < 100; ++i) tree.broadcast({0, i}, share({1}), Instant{}, turn);
  turn = {};
  std::vector<BatchId> asked;
  for (std::uint64_t i = 90; i < 100; ++i) asked.push_back({0, i});
  tree.on_frame(1, {.kind = TreeFrameKind::graft, .ids = asked}, Instant{}, turn);
  EXPECT_EQ(turn.frames.size(), 4u);
  std::vector<BatchId> invented;
  for (std::uint64_t i = 0; i < 50; ++i) invented.push_back({9, i});
  tree.on_frame(1, {.kind = TreeFrameKind::announce, .ids = invented}, Instant{}, turn);
  EXPECT_LE(tree.missing(), 8u);
  // Nobody has them: they are asked for once, and forgotten.
  for (int i = 1; i <= 10; ++i) tree.on_time(Instant{} + seconds(i), turn);
  EXPECT_EQ(tree.missing(), 0u);
  EXPECT_FALSE(tree.wake());
}

}  // namespace
}  // namespace fleetsim::core
