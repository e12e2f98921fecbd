// Faults of the network in a whole world: what is sent, what arrives, what nodes make of it.

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "sim/run/run.h"
#include "sim/world/world.h"
#include "tests/support/scenario_text.h"
#include "tests/support/world_facts.h"

namespace fleetsim::sim {
namespace {

using tests::scenario_of;

// `a` asks the home for x at 2 s, under a fault from 1 s on.
Scenario pair(const std::string& fault, const std::string& transport = "datagram") {
  return scenario_of("fleetsim: 1\nname: pair\ntime: { stop: 20s }\n"
                     "topology:\n  groups: [{ name: a }, { name: home, compute: { service: 10ms } }]\n"
                     "  links: [{ from: { node: a }, to: { node: home }, latency: 5ms, transport: " + transport + " }]\n"
                     "fabric: { gossip: { strategy: none } }\n"
                     "content: { items: [{ id: x, reply: of x }] }\n"
                     "workload: [{ at: 2s, node: a, content: x, deadline: 8s, as: ask }]\n"
                     "faults: [{ id: f, at: 1s, " + fault + " }]\n");
}

using tests::metric;

TEST(NetworkFaultsTest, ADoubledAskIsComputedOnceAndItsSecondReplyDropped) {
  const Scenario scenario = pair("action: duplicate, ratio: 100%, for: 9s");
  EXPECT_GT(metric(scenario, "messages_doubled"), 1);
  EXPECT_EQ(metric(scenario, "answers_home"), 1);
  EXPECT_EQ(metric(scenario, "home_computes"), 1);
  EXPECT_GE(metric(scenario, "replies_dropped"), 1);
}

TEST(NetworkFaultsTest, ADamagedMessageIsRefusedAndChangesNothing) {
  const Scenario scenario = pair("action: corrupt, ratio: 100%, for: 9s");
  EXPECT_GT(metric(scenario, "messages_corrupted"), 0);
  EXPECT_EQ(metric(scenario, "messages_refused"), metric(scenario, "messages_corrupted"));
  EXPECT_EQ(metric(scenario, "home_computes"), 0);
  EXPECT_EQ(metric(scenario, "answers_error"), 1);
}

TEST(NetworkFaultsTest, AReorderedMessageArrivesLate) {
  const Scenario late = pair("action: reorder, ratio: 100%, add: 2s, for: 9s");
  const Scenario plain = pair("action: reorder, ratio: 100%, add: 2s, for: 1ms");
  EXPECT_GT(metric(late, "messages_reordered"), 0);
  EXPECT_GT(metric(late, "answer_ns_max"), metric(plain, "answer_ns_max"));
  EXPECT_EQ(metric(late, "answers_home"), 1);
}

TEST(NetworkFaultsTest, AClogLetsGoInTheEnd) {
  const Scenario scenario = pair("action: clog, for: 3s");
  EXPECT_GT(metric(scenario, "messages_held"), 0);
  EXPECT_EQ(metric(scenario, "home_computes"), 1) << "the ask came after all";
  EXPECT_EQ(metric(pair("action: clog, heal: never"), "home_computes"), 0);
}

TEST(NetworkFaultsTest, ABlackHoleLeavesAConnectionUpAndAPartitionDoesNot) {
  const auto reports = [](const std::string& action) {
    return tests::happened<LinkReported>(tests::facts_of(pair("action: " + action + ", select: { node: a }, for: 5s", "stream")))
        .size();
  };
  EXPECT_EQ(reports("blackhole"), 2U) << "up at the start, at both ends";
  EXPECT_EQ(reports("partition"), 6U) << "down and up again";
}

// `a` and the home, with keys of the link and of the top level.
Scenario linked(const std::string& link, const std::string& rest = {}) {
  return scenario_of("fleetsim: 1\nname: linked\ntime: { stop: 60s }\n"
                     "topology:\n  groups: [{ name: a }, { name: home, compute: { service: 10ms, reply_bytes: 10KiB } }]\n"
                     "  links: [{ from: { node: a }, to: { node: home }, latency: 5ms, " + link + " }]\n"
                     "fabric: { gossip: { strategy: none }, lookup: { order: [local, home], breaker: none } }\n"
                     "content: { catalog: { size: 20, expr: 'x{i}' } }\n"
                     "workload:\n" + [] {
                       std::string asks;
                       for (int i = 0; i < 20; ++i)
                         asks += "  - { at: 2s, node: a, content: x" + std::to_string(i) + ", deadline: 40s }\n";
                       return asks;
                     }() + rest);
}

TEST(NetworkFaultsTest, ANarrowLineMakesAnswersWaitAndAShortQueueLosesThem) {
  const Scenario wide = linked("bandwidth: 1Gbit/s");
  const Scenario narrow = linked("bandwidth: 100kbit/s");
  const Scenario brief = linked("bandwidth: 100kbit/s, queue: { limit: 15KiB }");
  EXPECT_EQ(metric(narrow, "answers_home"), 20);
  EXPECT_GT(metric(narrow, "messages_queued"), metric(wide, "messages_queued"));
  EXPECT_GT(metric(narrow, "queue_ns_max"), 10'000'000'000) << "twenty replies of 10 KiB at 12.5 kB a second";
  EXPECT_GT(metric(narrow, "answer_ns_max"), metric(narrow, "queue_ns_max"));
  EXPECT_EQ(metric(narrow, "messages_dropped_queue_full"), 0);
  EXPECT_GT(metric(brief, "messages_dropped_queue_full"), 10);
  EXPECT_LT(metric(brief, "answers_home"), 20);
}

TEST(NetworkFaultsTest, AThrottleNarrowsWhatIsWide) {
  const Scenario throttled =
      linked("bandwidth: 1Gbit/s", "faults: [{ action: throttle, bandwidth: 100kbit/s, sharing: dedicated, at: 1s, for: 40s }]\n");
  EXPECT_GT(metric(throttled, "queue_ns_max"), 10'000'000'000);
  EXPECT_EQ(metric(throttled, "answers_home"), 20);
}

TEST(NetworkFaultsTest, RepliesBeyondTheMtuAreDropped) {
  const Scenario scenario = linked("mtu: 1400B");
  EXPECT_GE(metric(scenario, "messages_dropped_too_big"), 20);
  EXPECT_EQ(metric(scenario, "answers_home"), 0);
}

TEST(NetworkFaultsTest, ALossyStreamSendsAgainAndLosesNothing) {
  const Scenario scenario = linked("loss: 30%, corrupt: 5%, reorder: { ratio: 30%, add: 90ms }, transport: stream");
  EXPECT_EQ(metric(scenario, "answers_home"), 20);
  EXPECT_GT(metric(scenario, "messages_retransmitted"), 5);
  EXPECT_EQ(metric(scenario, "messages_dropped_loss"), 0);
  EXPECT_EQ(metric(scenario, "messages_corrupted"), 0);
  EXPECT_EQ(metric(scenario, "messages_refused"), 0);
}

// Messages of one sender come in the order of sending, however the line treats them; as datagrams they do not.
TEST(NetworkFaultsTest, AStreamKeepsTheOrderOfSending) {
  const auto out_of_order = [](const std::string& transport) {
    const auto facts = tests::facts_of(linked("loss: 20%, jitter: 50ms, transport: " + transport));
    std::vector<core::ContentKey> sent;
    std::vector<core::ContentKey> came;
    for (const Fact& fact : tests::said<core::Asked>(facts))
      sent.push_back(std::get<core::Asked>(std::get<core::Observation>(fact.what)).key);
    for (const Fact& fact : tests::said<core::ComputeStarted>(facts))
      came.push_back(std::get<core::ComputeStarted>(std::get<core::Observation>(fact.what)).key);
    return came.size() == sent.size() ? came != sent : true;
  };
  EXPECT_FALSE(out_of_order("stream"));
  EXPECT_TRUE(out_of_order("datagram"));
}

TEST(NetworkFaultsTest, WhatIsUnderWayWhenAStreamBreaksIsLost) {
  const auto scenario = [](const std::string& transport) {
    return scenario_of("fleetsim: 1\nname: cut\ntime: { stop: 20s }\n"
                       "topology:\n  groups: [{ name: a }, { name: home, compute: { service: 10ms } }]\n"
                       "  links: [{ from: { node: a }, to: { node: home }, latency: 500ms, transport: " + transport + " }]\n"
                       "fabric: { gossip: { strategy: none }, lookup: { order: [local, home] } }\n"
                       "content: { items: [{ id: x }] }\n"
                       "workload: [{ at: 2s, node: a, content: x, deadline: 8s }]\n"
                       "faults: [{ action: partition, select: { node: a }, at: 2200ms, for: 1s }]\n");
  };
  EXPECT_EQ(metric(scenario("stream"), "messages_dropped_reset"), 1);
  EXPECT_EQ(metric(scenario("datagram"), "messages_dropped_reset"), 0);
  EXPECT_EQ(metric(scenario("datagram"), "home_computes"), 1) << "it was beyond the cut already";
}

TEST(NetworkFaultsTest, ABlackHoleDelaysWhatAStreamCarries) {
  const Scenario hole = pair("action: blackhole, select: { node: a }, for: 3s", "stream");
  EXPECT_EQ(metric(hole, "answers_home"), 1);
  EXPECT_EQ(metric(hole, "messages_dropped_partition"), 0);
  EXPECT_GT(metric(hole, "messages_retransmitted"), 2);
  EXPECT_GT(metric(hole, "answer_ns_max"), 2'000'000'000);
}

TEST(NetworkFaultsTest, AStreamWithoutHopeIsGivenUpAndTried) {
  const Scenario scenario = scenario_of(
      "fleetsim: 1\nname: hopeless\ntime: { stop: 30min }\n"
      "topology:\n  groups: [{ name: a }, { name: home, compute: { service: 10ms } }]\n"
      "  links: [{ from: { node: a }, to: { node: home }, latency: 5ms, transport: stream }]\n"
      "fabric: { gossip: { strategy: none } }\ncontent: { items: [{ id: x }] }\n"
      "workload: [{ at: 2s, node: a, content: x, deadline: 8s }]\n"
      "faults: [{ action: blackhole, at: 1s, heal: never }]\n");
  int down = 0;
  int up = 0;
  for (const Fact& fact : tests::happened<LinkReported>(tests::facts_of(scenario)))
    if (fact.at > core::Instant{} + core::seconds(600)) ++(std::get<LinkReported>(fact.what).up ? up : down);
  EXPECT_EQ(down, 2) << "both ends";
  EXPECT_EQ(up, 2);
  EXPECT_GE(metric(scenario, "messages_dropped_reset"), 1);
}

TEST(NetworkFaultsTest, AFlappingLinkGoesDownAndUpAndKeepsItsStability) {
  const Scenario scenario = linked(
      "transport: stream",
      "faults: [{ action: flap, down: { uniform: [0s, 1s] }, up: 500ms, stability: 400ms, at: 5s, for: 30s }]\n");
  const std::vector<Fact> flaps = tests::happened<Flapped>(tests::facts_of(scenario));
  ASSERT_GT(flaps.size(), 40U);
  core::Instant before = core::Instant{} + core::seconds(5);
  bool down = true;
  for (const Fact& flap : flaps) {
    EXPECT_NE(std::get<Flapped>(flap.what).down, down);
    down = !down;
    const core::Duration stayed = flap.at - before;
    EXPECT_GE(stayed, core::milliseconds(400));
    EXPECT_LE(stayed, core::seconds(1));
    if (down) {
      EXPECT_EQ(stayed, core::milliseconds(500)) << "it was up";
    }
    before = flap.at;
  }
  EXPECT_GT(tests::happened<LinkReported>(tests::facts_of(scenario)).size(), 2 * flaps.size());
}

// Of seven nodes: who is heard by whom in the time of the fault.
std::vector<std::vector<bool>> heard_under(const std::string& fault, std::uint64_t seed) {
  const Scenario scenario = scenario_of(
      "fleetsim: 1\nname: shapes\ntime: { stop: 60s }\ntopology: { groups: [{ name: n, count: 7 }] }\n"
      "fabric: { gossip: { strategy: full, interval: 200ms } }\ncontent: { items: [{ id: x }] }\n"
      "faults: [{ action: partition, at: 0s, for: 59s, " + fault + " }]\n");
  std::vector<std::vector<bool>> heard(7, std::vector<bool>(7, true));
  for (const Fact& fact : tests::happened<Dropped>(tests::facts_of(scenario, seed)))
    heard[fact.node][std::get<Dropped>(fact.what).to] = false;
  return heard;
}

TEST(NetworkFaultsTest, ABridgeReachesBothSidesThatDoNotReachEachOther) {
  const auto heard = heard_under("shape: bridge, select: { node: n-3 }", 1);
  for (std::size_t a = 0; a < 7; ++a)
    for (std::size_t b = 0; b < 7; ++b) {
      const bool same_side = (a < 3) == (b < 3);
      EXPECT_EQ(heard[a][b], a == 3 || b == 3 || same_side) << a << " to " << b;
    }
}

TEST(NetworkFaultsTest, OnARingEverybodyReachesAMajorityAndNotAll) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const auto heard = heard_under("shape: ring", seed);
    for (std::size_t a = 0; a < 7; ++a) {
      EXPECT_EQ(std::ranges::count(heard[a], true), 5) << "itself and two on either side";
      for (std::size_t b = 0; b < 7; ++b) EXPECT_EQ(heard[a][b], heard[b][a]);
    }
  }
}

TEST(NetworkFaultsTest, RandomSidesDifferFromSeedToSeedAndHaveSomebodyEach) {
  std::set<std::vector<bool>> sides;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const auto heard = heard_under("shape: random", seed);
    const std::vector<bool>& side = heard[0];
    EXPECT_LT(std::ranges::count(side, true), 7);
    for (std::size_t a = 0; a < 7; ++a) EXPECT_EQ(heard[a] == side, side[a]) << "either side hears itself alone";
    sides.insert(side);
  }
  EXPECT_GT(sides.size(), 4U);
}

TEST(NetworkFaultsTest, ALinkThatIsDownIsGoneRoundUntilThereIsNoWay) {
  const Scenario scenario = scenario_of(R"(
fleetsim: 1
name: detour
time: { stop: 60s }
topology:
  groups: [{ name: a }, { name: b }, { name: home, compute: { service: 10ms } }]
  links:
    - { id: direct, from: { node: a }, to: { node: home }, latency: 5ms }
    - { id: first, from: { node: a }, to: { node: b }, latency: 50ms }
    - { id: second, from: { node: b }, to: { node: home }, latency: 50ms }
fabric: { gossip: { strategy: none }, lookup: { order: [local, home], home_timeout: 2s, breaker: none } }
content: { catalog: { size: 4, expr: 'x{i}' } }
workload:
  - { at: 1s, node: a, content: x0 }
  - { at: 11s, node: a, content: x1 }
  - { at: 21s, node: a, content: x2, deadline: 3s }
  - { at: 41s, node: a, content: x3 }
faults:
  - { action: link_down, link: direct, at: 10s, for: 20s }
  - { action: link_down, link: second, direction: from, at: 20s, for: 10s }
)");
  std::vector<std::int64_t> took;
  core::Instant asked;
  const std::vector<Fact> facts = tests::facts_of(scenario);
  for (const Fact& fact : facts) {
    const auto* said = std::get_if<core::Observation>(&fact.what);
    if (said == nullptr) continue;
    if (std::holds_alternative<core::Asked>(*said)) asked = fact.at;
    if (std::holds_alternative<core::Answered>(*said)) took.push_back((fact.at - asked).ns / 1'000'000);
  }
  ASSERT_EQ(took.size(), 4U);
  EXPECT_NEAR(static_cast<double>(took[0]), 20, 5);
  EXPECT_NEAR(static_cast<double>(took[1]), 210, 5);
  EXPECT_GE(took[2], 2000);
  EXPECT_NEAR(static_cast<double>(took[3]), 20, 5);
  EXPECT_GE(metric(scenario, "messages_dropped_no_route"), 1);
  EXPECT_EQ(metric(scenario, "answers_home"), 3);
}

// A copy of a world in the middle of everything goes on as the original: queues, streams, held and waiting messages are in it.
TEST(NetworkFaultsTest, ACopyOfAWorldGoesOnAsTheOriginal) {
  const auto scenario = std::make_shared<const Scenario>(linked(
      "bandwidth: 200kbit/s, loss: { burst: { bad: 50%, good_mean: 1s, bad_mean: 1s } }, transport: stream",
      "faults:\n"
      "  - { action: clog, at: 3s, for: 2s }\n"
      "  - { action: throttle, bandwidth: 150kbit/s, at: 4s, for: 20s }\n"
      "  - { action: flap, down: 300ms, up: { exponential: { mean: 2s } }, at: 6s, for: 20s }\n"
      "  - { action: link_down, link: link-0, at: 15s, for: 2s }\n"));
  const auto rest_of = [&](World& world) {
    std::vector<Fact> facts;
    while (world.step(core::Instant{} + scenario->stop, facts)) {
    }
    std::vector<std::pair<std::int64_t, std::size_t>> brief;
    for (const Fact& fact : facts) brief.emplace_back(fact.at.ns, fact.what.index());
    return brief;
  };
  for (const std::int64_t stop_ms : {2100, 3500, 4500, 7000, 15'500}) {
    World world(scenario, 1);
    std::vector<Fact> facts;
    world.start(facts);
    while (world.step(core::Instant{} + core::milliseconds(stop_ms), facts)) {
    }
    World copy = world;
    const auto of_copy = rest_of(copy);
    EXPECT_EQ(of_copy, rest_of(world)) << stop_ms;
    EXPECT_FALSE(of_copy.empty());
  }
}

}  // namespace
}  // namespace fleetsim::sim
