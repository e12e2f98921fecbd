// Every strategy on a fleet of its own: what must be true of all of them, whatever the network does.

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/gossip/gossip_options.h"
#include "tests/support/gossip_net.h"

namespace fleetsim::core {
namespace {

using tests::GossipNet;
using tests::key_of;
using tests::name;

struct Way {
  GossipStrategy strategy;
  Reconciler reconciler = Reconciler::automatic;

  GossipOptions options() const {
    GossipOptions options = GossipOptions::of(strategy);
    options.sync.reconciler = reconciler;
    return options;
  }
  friend void PrintTo(const Way& way, std::ostream* out) {
    *out << to_string(way.strategy) << "/" << to_string(way.reconciler);
  }
};

std::string way_name(const testing::TestParamInfo<Way>& info) {
  return std::string(to_string(info.param.strategy)) + "_" + to_string(info.param.reconciler);
}

/// Those that are certain to end in equal indexes.
std::vector<Way> certain_ways() {
  std::vector<Way> ways = {{GossipStrategy::full}, {GossipStrategy::tree}};
  for (std::uint8_t i = 0; i < kReconcilers; ++i) {
    ways.push_back({GossipStrategy::sync, static_cast<Reconciler>(i)});
    ways.push_back({GossipStrategy::hybrid, static_cast<Reconciler>(i)});
  }
  return ways;
}

class CertainTest : public testing::TestWithParam<Way> {};
INSTANTIATE_TEST_SUITE_P(Ways, CertainTest, testing::ValuesIn(certain_ways()), way_name);

constexpr GossipNet::Weather kStorm{{1, 4}, {1, 10}, milliseconds(1), milliseconds(400)};

std::string key_text(std::uint32_t i) { return "k" + std::to_string(i); }

TEST_P(CertainTest, AllIsKnownEverywhereThroughLossDoublingAndOvertaking) {
  for (const bool own_tables : {false, true}) {
    GossipNet net(12, GetParam().options(), 3, own_tables);
    net.weather = kStorm;
    for (std::uint32_t i = 0; i < 60; ++i) {
      net.announce(i % 12, key_text(i / 4));
      net.run_for(milliseconds(37));
    }
    net.run_for(seconds(90));
    EXPECT_TRUE(net.converged());
    for (NodeId id = 0; id < net.size(); ++id) EXPECT_EQ(net.member(id).index.size(), 60u);
  }
}

TEST_P(CertainTest, WhatWasTakenBackIsGoneEverywhere) {
  GossipNet net(8, GetParam().options(), 4);
  net.weather = kStorm;
  for (std::uint32_t i = 0; i < 24; ++i) net.announce(i % 8, key_text(i));
  net.run_for(seconds(20));
  for (std::uint32_t i = 0; i < 24; i += 3) net.retract(i % 8, key_text(i));
  net.announce(0, key_text(3));
  net.run_for(seconds(90));
  EXPECT_TRUE(net.converged());
  for (NodeId id = 0; id < net.size(); ++id) {
    const HoldingIndex& index = net.member(id).index;
    for (std::uint32_t i = 0; i < 24; ++i) {
      const std::size_t holders = i == 3 || i % 3 != 0 ? 1 : 0;
      EXPECT_EQ(index.holders_of(key_of(key_text(i))).size(), holders) << "n" << id << ", " << key_text(i);
    }
  }
}

// The longest of all timers is some seconds: halves that were apart for longer must find each other again.
TEST_P(CertainTest, HalvesThatWereApartForLongBecomeEqual) {
  GossipNet net(10, GetParam().options(), 5);
  net.connected = [](NodeId from, NodeId to) { return (from < 5) == (to < 5); };
  for (std::uint32_t i = 0; i < 40; ++i) {
    net.announce(i % 10, key_text(i));
    net.run_for(seconds(1));
  }
  net.run_for(seconds(60));
  EXPECT_FALSE(net.converged());
  EXPECT_EQ(net.member(0).index.size(), 20u);
  net.connected = [](NodeId, NodeId) { return true; };
  net.run_for(seconds(60));
  EXPECT_TRUE(net.converged());
  EXPECT_EQ(net.member(0).index.size(), 40u);
}

// A member whose word reaches nobody learns all the same, and what it says gets out through whoever hears it.
TEST_P(CertainTest, ALinkThatWorksOneWayDoesNotMatterAsLongAsOthersDo) {
  GossipNet net(6, GetParam().options(), 6);
  net.connected = [](NodeId from, NodeId to) { return !(from == 0 && to >= 2) && !(from == 3 && to == 4); };
  for (std::uint32_t i = 0; i < 18; ++i) net.announce(i % 6, key_text(i));
  net.run_for(seconds(120));
  EXPECT_TRUE(net.converged());
  EXPECT_EQ(net.member(4).index.size(), 18u);
}

// Numbers begin anew with a new life: whoever knows those of the old one must not take the new ones for known.
TEST_P(CertainTest, ANewLifeUnderTheSameNameIsHeardAndTheOldOneForgotten) {
  for (const bool own_tables : {false, true}) {
    GossipNet net(7, GetParam().options(), 7, own_tables);
    for (std::uint32_t i = 0; i < 10; ++i) net.announce(2, key_text(i));
    for (std::uint32_t i = 0; i < 3; ++i) net.announce(1, key_text(i));
    net.run_for(seconds(30));
    net.restart(2);
    net.announce(2, key_text(1));
    net.announce(2, "new");
    net.run_for(seconds(60));
    EXPECT_TRUE(net.converged());
    for (NodeId id = 0; id < net.size(); ++id) {
      const HoldingIndex& index = net.member(id).index;
      EXPECT_EQ(index.holders_of(key_of(key_text(1))), (std::vector{name("n1"), name("n2")}));
      EXPECT_EQ(index.holders_of(key_of(key_text(2))), (std::vector{name("n1")}));
      EXPECT_EQ(index.holders_of(key_of(key_text(9))), std::vector<Symbol>{});
      EXPECT_EQ(index.holders_of(key_of("new")), (std::vector{name("n2")}));
    }
  }
}

TEST_P(CertainTest, FactsWithoutNumbersSpreadToo) {
  GossipNet net(6, GetParam().options(), 8);
  net.weather = kStorm;
  for (std::uint32_t i = 0; i < 30; ++i) net.announce_unstamped(i % 6, key_text(i / 2));
  net.run_for(seconds(90));
  EXPECT_TRUE(net.converged());
  EXPECT_EQ(net.member(5).index.size(), 30u);
}

TEST_P(CertainTest, AMassOfFactsAndAMemberThatKnowsNothing) {
  GossipNet net(5, GetParam().options(), 9);
  net.connected = [](NodeId from, NodeId to) { return from != 4 && to != 4; };
  tests::SplitMix random(9);
  for (std::uint32_t i = 0; i < 3'000; ++i) net.announce(i % 2, tests::random_key(random));
  net.run_for(seconds(60));
  net.connected = [](NodeId, NodeId) { return true; };
  net.run_for(seconds(60));
  EXPECT_TRUE(net.converged());
  EXPECT_EQ(net.member(4).index.size(), 3'000u);
}

// Two sides with thousands of facts that the other lacks: more than a first guess covers.
TEST_P(CertainTest, GreatDifferencesAreFoundToo) {
  GossipNet net(2, GetParam().options(), 10);
  net.connected = [](NodeId, NodeId) { return false; };
  tests::SplitMix random(10);
  for (std::uint32_t i = 0; i < 2'000; ++i) net.announce(i % 2, tests::random_key(random));
  net.run_for(seconds(120));
  net.connected = [](NodeId, NodeId) { return true; };
  net.run_for(seconds(30));
  EXPECT_TRUE(net.converged());
  EXPECT_EQ(net.member(0).index.size(), 2'000u);
}

// The same is said, with the same seed: each way ends with the index that pushing and pulling all of it ends with.
TEST_P(CertainTest, EndsWithTheIndexThatEveryOtherEndsWith) {
  const auto index_after = [](const GossipOptions& options) {
    GossipNet net(9, options, 12);
    net.weather = kStorm;
    for (std::uint32_t i = 0; i < 45; ++i) {
      net.announce(i % 9, key_text(i / 3));
      if (i % 5 == 4) net.retract(i % 9, key_text(i / 3));
      if (i == 30) net.restart(4);
      net.run_for(milliseconds(211));
    }
    net.run_for(seconds(90));
    EXPECT_TRUE(net.converged());
    return std::pair(net.member(0).index.size(), net.member(0).index.root());
  };
  EXPECT_EQ(index_after(GetParam().options()), index_after(GossipOptions::of(GossipStrategy::full)));
}

TEST_P(CertainTest, TheSameSeedSaysTheSame) {
  const auto run = [&](bool own_tables) {
    GossipNet net(6, GetParam().options(), 11, own_tables);
    net.weather = kStorm;
    for (std::uint32_t i = 0; i < 40; ++i) {
      net.announce(i % 6, key_text(i / 3));
      net.run_for(milliseconds(50));
    }
    net.run_for(seconds(20));
    std::vector<std::map<std::string, std::uint64_t>> sent;
    for (NodeId id = 0; id < net.size(); ++id) sent.push_back(net.member(id).bytes_sent);
    return sent;
  };
  EXPECT_EQ(run(false), run(false));
  EXPECT_EQ(run(false), run(true)) << "a shared table is nothing that a member can tell";
}

// ---- what each costs

TEST(SyncTest, EqualIndexesCostOneDigestAnInterval) {
  GossipNet net(10, GossipOptions::of(GossipStrategy::hybrid), 1);
  for (NodeId id = 0; id < 10; ++id) net.announce(id, "k");
  net.run_for(seconds(60));
  ASSERT_TRUE(net.converged());
  const GossipCounters before = net.totals();
  net.run_for(seconds(100));
  const GossipCounters after = net.totals();
  EXPECT_EQ(after.payload_bytes_sent, before.payload_bytes_sent);
  EXPECT_EQ(after.control_bytes_sent, before.control_bytes_sent);
  // 20 exchanges of each in 100 s, give or take the jitter; each one digest of 36 bytes and the frame around it.
  EXPECT_NEAR(static_cast<double>(after.messages_sent - before.messages_sent), 200, 15);
  EXPECT_LE(after.digest_bytes_sent - before.digest_bytes_sent, 40 * (after.messages_sent - before.messages_sent));
}

TEST(SyncTest, AFewMissingFactsCostFewBytesWhateverTheIndex) {
  for (const Reconciler reconciler : {Reconciler::automatic, Reconciler::riblt, Reconciler::ranges}) {
    GossipOptions options = GossipOptions::of(GossipStrategy::sync);
    options.sync.reconciler = reconciler;
    GossipNet net(2, options, 2);
    tests::SplitMix random(2);
    for (std::uint32_t i = 0; i < 5'000; ++i) net.announce(i % 2, tests::random_key(random));
    net.run_for(seconds(30));
    ASSERT_TRUE(net.converged());
    const GossipCounters before = net.totals();
    net.announce(0, "one more");
    net.announce(1, "another");
    net.run_for(seconds(10));
    ASSERT_TRUE(net.converged());
    const GossipCounters after = net.totals();
    EXPECT_LE(after.payload_bytes_sent - before.payload_bytes_sent, 400u) << to_string(reconciler);
    EXPECT_LE(after.digest_bytes_sent - before.digest_bytes_sent, 2'500u) << to_string(reconciler);
    EXPECT_EQ(after.decode_failures, 0u);
  }
}

// A fleet of 1,000: after the push a few may be missing, as the theory of a finite budget has it, and nobody pushes any more.
TEST(RumorTest, OneFactReachesAllButTheResidueAndIsNewsNoMore) {
  GossipNet net(1'000, GossipOptions::of(GossipStrategy::rumor), 3);
  net.announce(0, "k");
  net.run_for(seconds(5));
  std::uint32_t missed = 0;
  for (NodeId id = 0; id < net.size(); ++id) missed += net.member(id).index.size() == 0 ? 1U : 0U;
  EXPECT_LE(missed, 1u);
  const GossipCounters before = net.totals();
  net.run_for(seconds(60));
  EXPECT_EQ(net.totals().messages_sent, before.messages_sent);
  // Everybody has sent it as often as the budget says: ceil(ln 1000 + 4) = 11 times.
  EXPECT_LE(before.messages_sent, 1'000u * (11 + 2));
  EXPECT_GE(before.messages_sent, (1'000u - missed) * 11);
}

TEST(RumorTest, NewsIsNotToldToWhoToldIt) {
  GossipOptions options = GossipOptions::of(GossipStrategy::rumor);
  options.budget = kNoBudget;
  GossipNet net(2, options, 4);
  net.announce(0, "k");
  net.run_for(seconds(10));
  EXPECT_EQ(net.member(1).index.size(), 1u);
  EXPECT_EQ(net.member(1).gossip.counters().messages_sent, 0u);
}

TEST(RumorTest, ABatchHasItsSizeAndTheNewestWaits) {
  GossipOptions options = GossipOptions::of(GossipStrategy::rumor);
  options.fanout = 1;
  GossipNet net(2, options, 5);
  tests::SplitMix random(5);
  for (std::uint32_t i = 0; i < 400; ++i) net.announce(0, tests::random_key(random));
  net.run_for(milliseconds(300));
  const GossipCounters& first = net.member(0).gossip.counters();
  EXPECT_LE(first.payload_bytes_sent, first.messages_sent * 1'350);
  EXPECT_LT(net.member(1).index.size(), 100u);
  net.run_for(seconds(30));
  EXPECT_EQ(net.member(1).index.size(), 400u);
}

// The second holder of a content that all know is told by its beginning.
TEST(RumorTest, KnownContentsAreNamedShort) {
  const auto bytes_of_second = [](bool compact) {
    GossipOptions options = GossipOptions::of(GossipStrategy::rumor);
    options.compact = compact;
    GossipNet net(20, options, 6);
    net.announce(0, "k");
    net.run_for(seconds(10));
    const std::uint64_t before = net.totals().payload_bytes_sent;
    net.announce(1, "k");
    net.run_for(seconds(10));
    EXPECT_TRUE(net.converged());
    EXPECT_EQ(net.member(7).index.holders_of(key_of("k")).size(), 2u);
    return net.totals().payload_bytes_sent - before;
  };
  EXPECT_LT(bytes_of_second(true), bytes_of_second(false) * 6 / 10);
}

// Whoever does not know the content asks for the whole of it.
TEST(RumorTest, AShortNameThatSaysNothingIsAskedFor) {
  GossipNet net(3, GossipOptions::of(GossipStrategy::rumor), 7);
  net.connected = [](NodeId from, NodeId to) { return from != 2 && to != 2; };
  net.announce(0, "k");
  net.run_for(seconds(10));
  net.connected = [](NodeId, NodeId) { return true; };
  net.announce(1, "k");
  net.run_for(seconds(10));
  EXPECT_EQ(net.member(2).index.holders_of(key_of("k")), (std::vector{name("n1")}));
  EXPECT_GT(net.member(2).gossip.counters().unresolved, 0u);
}

TEST(RumorTest, WhatDoesNotFitIntoTheQueueIsLeftToSync) {
  GossipOptions options = GossipOptions::of(GossipStrategy::hybrid);
  options.queue = 10;
  GossipNet net(4, options, 8);
  tests::SplitMix random(8);
  for (std::uint32_t i = 0; i < 100; ++i) net.announce(0, tests::random_key(random));
  EXPECT_EQ(net.member(0).gossip.counters().overflowed, 90u);
  net.run_for(seconds(60));
  EXPECT_TRUE(net.converged());
  EXPECT_EQ(net.member(3).index.size(), 100u);
}

// ---- fleets of several strategies

TEST(MixedTest, EveryStrategyUnderstandsEveryOther) {
  GossipNet net(8, GossipOptions::of(GossipStrategy::hybrid), 9);
  const GossipStrategy strategies[] = {GossipStrategy::full, GossipStrategy::sync, GossipStrategy::rumor,
                                       GossipStrategy::hybrid};
  for (NodeId id = 0; id < 8; ++id) {
    net.restart(id);
    net.member(id).options = GossipOptions::of(strategies[id % 4]);
    net.announce(id, key_text(id));
  }
  net.run_for(seconds(120));
  EXPECT_TRUE(net.converged());
}

// ---- bugs put in on purpose show

TEST(PlantedTest, ASkippedIncarnationKeepsANewLifeFromBeingHeard) {
  GossipOptions options = GossipOptions::of(GossipStrategy::sync);
  options.sync.reconciler = Reconciler::versions;
  GossipNet net(4, options, 12);
  for (NodeId id = 0; id < 4; ++id) net.member(id).bug = GossipBug::skip_incarnation;
  net.announce(1, "k");
  net.run_for(seconds(30));
  EXPECT_TRUE(net.converged());
  net.restart(1);
  net.member(1).bug = GossipBug::skip_incarnation;
  net.announce(1, "l");
  net.run_for(seconds(60));
  EXPECT_FALSE(net.converged());
}

TEST(PlantedTest, AWrongChecksumIsNoticedAndAnotherWayFound) {
  GossipOptions options = GossipOptions::of(GossipStrategy::sync);
  options.sync.reconciler = Reconciler::riblt;
  GossipNet net(4, options, 13);
  for (NodeId id = 0; id < 4; ++id) net.member(id).bug = GossipBug::wrong_checksum;
  for (std::uint32_t i = 0; i < 12; ++i) net.announce(i % 4, key_text(i));
  net.run_for(seconds(60));
  EXPECT_TRUE(net.converged());
  EXPECT_GT(net.totals().decode_failures, 0u);
}

TEST(PlantedTest, APeerThatIsForgottenOnceDownNeverHears) {
  for (const bool forgets : {false, true}) {
    GossipNet net(4, GossipOptions::of(GossipStrategy::sync), 14);
    for (NodeId id = 0; id < 4; ++id) {
      net.member(id).bug = forgets ? GossipBug::forget_down_peer : GossipBug::none;
      net.member(id).down = id < 2 ? std::vector<NodeId>{2, 3} : std::vector<NodeId>{0, 1};
    }
    net.announce(0, "k");
    net.run_for(seconds(120));
    EXPECT_EQ(net.converged(), !forgets);
  }
}

TEST(PlantedTest, DroppedBatchesLeaveAResidue) {
  std::uint32_t missed[2] = {0, 0};
  for (const bool drops : {false, true}) {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
      GossipOptions options = GossipOptions::of(GossipStrategy::rumor);
      options.budget = 4;
      GossipNet net(50, options, seed);
      for (NodeId id = 0; drops && id < net.size(); ++id) net.member(id).bug = GossipBug::drop_batch;
      net.announce(0, "k");
      net.run_for(seconds(10));
      for (NodeId id = 0; id < net.size(); ++id) missed[drops ? 1 : 0] += net.member(id).index.size() == 0 ? 1U : 0U;
    }
  }
  EXPECT_GT(missed[1], missed[0] * 5 / 4);
}

}  // namespace
}  // namespace fleetsim::core
