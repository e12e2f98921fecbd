#include "sim/net/network.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "tests/support/scenario_text.h"

namespace fleetsim::sim {
namespace {

using tests::scenario_of;

Scenario two_nodes(const std::string& link) {
  return scenario_of("fleetsim: 1\nname: t\ntime: { stop: 1s }\ntopology:\n  groups: [{ name: a }, { name: b }]\n"
                     "  links: [{ from: { node: a }, to: { node: b }, " +
                     link + " }]\n");
}

const core::Bytes kPacket{1, 2, 3};

std::optional<core::Duration> travel(Network& network, core::NodeId from, core::NodeId to, core::Instant now) {
  const PacketFate fate = network.fate(from, to, kPacket, now);
  const auto* delivered = std::get_if<PacketFate::Delivered>(&fate.outcome);
  return delivered ? std::optional(delivered->at - now) : std::nullopt;
}

int lost_of(Network& network, int packets) {
  int lost = 0;
  for (int i = 0; i < packets; ++i) lost += travel(network, 0, 1, {i * 1000}) ? 0 : 1;
  return lost;
}

TEST(NetworkTest, AConstantLatencyIsKept) {
  Network network(two_nodes("latency: 7ms"), 1);
  EXPECT_EQ(travel(network, 0, 1, {0}), core::milliseconds(7));
  EXPECT_EQ(travel(network, 1, 0, {5}), core::milliseconds(7));
}

TEST(NetworkTest, JitterIsAddedOnTop) {
  Network network(two_nodes("latency: 7ms, jitter: 2ms"), 1);
  core::Duration least = core::seconds(1);
  core::Duration most{0};
  for (int i = 0; i < 1000; ++i) {
    const core::Duration d = *travel(network, 0, 1, {i});
    least = std::min(least, d);
    most = std::max(most, d);
  }
  EXPECT_GE(least, core::milliseconds(7));
  EXPECT_LE(most, core::milliseconds(9));
  EXPECT_GT(most - least, core::microseconds(1900));
}

// Binomial, n = 20,000, p = 0.1: five standard deviations are 212.
TEST(NetworkTest, TheLossRatioIsMet) {
  Network network(two_nodes("latency: 1ms, loss: 10%"), 1);
  EXPECT_NEAR(lost_of(network, 20'000), 2000, 212);
}

TEST(NetworkTest, AFateDependsOnNothingThatHappenedBefore) {
  const Scenario scenario = two_nodes("latency: { uniform: [1ms, 90ms] }");
  Network busy(scenario, 9);
  Network quiet(scenario, 9);
  for (int i = 0; i < 100; ++i) travel(busy, 1, 0, {i});
  EXPECT_EQ(travel(busy, 0, 1, {500}), travel(quiet, 0, 1, {500}));
}

TEST(NetworkTest, AnotherSeedAnotherBytesOrAnotherInstantIsAnotherDraw) {
  const Scenario scenario = two_nodes("latency: { uniform: [1ms, 90ms] }");
  Network a(scenario, 1);
  Network b(scenario, 2);
  EXPECT_NE(travel(a, 0, 1, {0}), travel(b, 0, 1, {0}));
  EXPECT_NE(travel(a, 0, 1, {0}), travel(a, 0, 1, {1}) );
  const PacketFate other = a.fate(0, 1, core::Bytes{9}, {0});
  EXPECT_NE(std::get<PacketFate::Delivered>(other.outcome).at - core::Instant{0}, *travel(a, 0, 1, {0}));
}

TEST(NetworkTest, ACutDropsExactlyTheDirectionThatItCuts) {
  Network network(two_nodes("latency: 1ms"), 1);
  network.start(0, {{true, false}, {false, true}, false, NetworkFault::Cut{}});
  EXPECT_FALSE(travel(network, 0, 1, {0}));
  EXPECT_TRUE(travel(network, 1, 0, {0}));
  network.stop(0);
  EXPECT_TRUE(travel(network, 0, 1, {0}));
}

TEST(NetworkTest, AnAddedLossAndDelayComeOnTop) {
  Network network(two_nodes("latency: 1ms"), 1);
  network.start(0, {{true, false}, {false, true}, true, NetworkFault::Slow{core::milliseconds(30)}});
  EXPECT_EQ(travel(network, 0, 1, {0}), core::milliseconds(31));
  EXPECT_EQ(travel(network, 1, 0, {0}), core::milliseconds(31));
  network.start(1, {{true, false}, {false, true}, false, NetworkFault::Lossy{{1, 2}}});
  EXPECT_NEAR(lost_of(network, 10'000), 5000, 250);
}

TEST(NetworkTest, SwitchingALossyFaultOffLeavesTheLatenciesOfOtherPacketsAlone) {
  const Scenario scenario = two_nodes("latency: { uniform: [1ms, 90ms] }");
  Network with(scenario, 3);
  Network without(scenario, 3);
  with.start(0, {{true, false}, {false, true}, false, NetworkFault::Lossy{{1, 2}}});
  int compared = 0;
  for (int i = 0; i < 100; ++i) {
    const auto d = travel(with, 0, 1, {i});
    if (!d) continue;
    ++compared;
    EXPECT_EQ(d, travel(without, 0, 1, {i}));
  }
  EXPECT_GT(compared, 20);
}

TEST(NetworkTest, ADuplicateArrivesOnItsOwnTime) {
  Network network(two_nodes("latency: { uniform: [1ms, 90ms] }, duplicate: 100%"), 1);
  const PacketFate fate = network.fate(0, 1, kPacket, {0});
  const auto& delivered = std::get<PacketFate::Delivered>(fate.outcome);
  ASSERT_TRUE(delivered.duplicate_at.has_value());
  EXPECT_NE(*delivered.duplicate_at, delivered.at);
}

// From a to b.
void disturb(Network& network, decltype(NetworkFault::what) what, std::uint32_t fault = 0) {
  network.start(fault, {{true, false}, {false, true}, false, std::move(what), 77});
}

int counted(Network& network, int packets, Disturbance what) {
  int count = 0;
  for (int i = 0; i < packets; ++i) {
    const PacketFate fate = network.fate(0, 1, kPacket, {i * 1000});
    count += std::get<PacketFate::Delivered>(fate.outcome).disturbed.has(what) ? 1 : 0;
  }
  return count;
}

// Binomial, n = 20,000, p = 0.1: five standard deviations are 212.
TEST(NetworkTest, FaultsForAShareMeetIt) {
  Network network(two_nodes("latency: 1ms"), 1);
  disturb(network, NetworkFault::Doubling{{1, 10}});
  EXPECT_NEAR(counted(network, 20'000, Disturbance::doubled), 2000, 212);
  disturb(network, Reordering{{1, 10}, core::milliseconds(5)});
  EXPECT_NEAR(counted(network, 20'000, Disturbance::reordered), 2000, 212);
  disturb(network, NetworkFault::Corrupting{{1, 10}});
  EXPECT_NEAR(counted(network, 20'000, Disturbance::corrupted), 2000, 212);
  EXPECT_EQ(counted(network, 1'000, Disturbance::doubled), 0) << "one replaced the other";
}

TEST(NetworkTest, AReorderedPacketTakesUpToThatMuchLonger) {
  Network network(two_nodes("latency: 1ms"), 1);
  disturb(network, Reordering{{1, 1}, core::milliseconds(5)});
  core::Duration least = core::seconds(1);
  core::Duration most{0};
  for (int i = 0; i < 1000; ++i) {
    const core::Duration d = *travel(network, 0, 1, {i});
    least = std::min(least, d);
    most = std::max(most, d);
  }
  EXPECT_GE(least, core::milliseconds(1));
  EXPECT_LE(most, core::milliseconds(6));
  EXPECT_GT(most - least, core::microseconds(4900));
  EXPECT_EQ(travel(network, 1, 0, {0}), core::milliseconds(1)) << "the other direction";
}

TEST(NetworkTest, EveryBitCanBeTheFlippedOne) {
  Network network(two_nodes("latency: 1ms"), 1);
  disturb(network, NetworkFault::Corrupting{{1, 1}});
  std::set<std::uint64_t> bits;
  for (int i = 0; i < 1000; ++i)
    bits.insert(*std::get<PacketFate::Delivered>(network.fate(0, 1, kPacket, {i}).outcome).flipped_bit);
  EXPECT_EQ(bits.size(), 8 * kPacket.size());
  EXPECT_LT(*bits.rbegin(), 8 * kPacket.size());
  const PacketFate nothing = network.fate(0, 1, {}, {0});
  EXPECT_FALSE(std::get<PacketFate::Delivered>(nothing.outcome).flipped_bit);
}

TEST(NetworkTest, AClogHoldsWhatWouldHaveArrivedAndNothingElse) {
  Network network(two_nodes("latency: 7ms"), 1);
  disturb(network, NetworkFault::Clogged{}, 4);
  const PacketFate fate = network.fate(0, 1, kPacket, {0});
  const auto& held = std::get<PacketFate::Held>(fate.outcome);
  EXPECT_EQ(held.fault, 4u);
  network.stop(4);
  const PacketFate after = network.onward(0, 1, kPacket, held.journey, {5});
  EXPECT_EQ(std::get<PacketFate::Delivered>(after.outcome).at, core::Instant{5} + core::milliseconds(7));
  disturb(network, NetworkFault::Clogged{}, 4);
  disturb(network, NetworkFault::Cut{}, 5);
  EXPECT_EQ(std::get<DropReason>(network.fate(0, 1, kPacket, {0}).outcome), DropReason::partition);
}

TEST(NetworkTest, ABlackHoleDropsAndBreaksNoStream) {
  Network network(two_nodes("latency: 1ms, transport: stream"), 1);
  disturb(network, NetworkFault::Cut{true});
  EXPECT_FALSE(travel(network, 0, 1, {0}));
  EXPECT_TRUE(network.streams(0, 1));
  disturb(network, NetworkFault::Cut{false});
  EXPECT_FALSE(network.streams(0, 1));
}

// Fates of a packet under one fault are the same whatever other faults there are.
TEST(NetworkTest, DrawsOfAFaultAreItsOwn) {
  const Scenario scenario = two_nodes("latency: { uniform: [1ms, 90ms] }, loss: 10%");
  Network with(scenario, 3);
  Network without(scenario, 3);
  disturb(with, NetworkFault::Doubling{{1, 2}}, 0);
  disturb(with, NetworkFault::Corrupting{{1, 2}}, 1);
  for (int i = 0; i < 200; ++i) EXPECT_EQ(travel(with, 0, 1, {i}), travel(without, 0, 1, {i}));
}

TEST(NetworkTest, WithoutARouteNothingArrives) {
  Network network(two_nodes("latency: 1ms, symmetric: false"), 1);
  const PacketFate fate = network.fate(1, 0, kPacket, {0});
  EXPECT_EQ(std::get<DropReason>(fate.outcome), DropReason::no_route);
}

// ---- bandwidth

std::optional<DropReason> drop_of(const PacketFate& fate) {
  const auto* reason = std::get_if<DropReason>(&fate.outcome);
  return reason ? std::optional(*reason) : std::nullopt;
}

core::Instant arrival_of(const PacketFate& fate) { return std::get<PacketFate::Delivered>(fate.outcome).at; }

constexpr core::Instant at_ms(std::int64_t ms) { return core::Instant{} + core::milliseconds(ms); }

const core::Bytes kKilobyte(1000);

TEST(NetworkTest, APacketOnANarrowLineTakesItsBitsAndWaitsForThoseBefore) {
  Network network(two_nodes("latency: 7ms, bandwidth: 1Mbit/s"), 1);
  EXPECT_EQ(arrival_of(network.fate(0, 1, kKilobyte, at_ms(0))), at_ms(8 + 7));
  const PacketFate second = network.fate(0, 1, kKilobyte, at_ms(2));
  EXPECT_EQ(arrival_of(second), at_ms(16 + 7));
  EXPECT_EQ(second.queued, core::milliseconds(6));
  EXPECT_EQ(arrival_of(network.fate(1, 0, kKilobyte, at_ms(2))), at_ms(10 + 7)) << "the other direction is another line";
}

TEST(NetworkTest, AFullQueueDropsAtItsTail) {
  Network network(two_nodes("latency: 7ms, bandwidth: 1Mbit/s, queue: { limit: 2kB }"), 1);
  EXPECT_FALSE(drop_of(network.fate(0, 1, kKilobyte, at_ms(0))));
  EXPECT_FALSE(drop_of(network.fate(0, 1, kKilobyte, at_ms(0))));
  EXPECT_EQ(drop_of(network.fate(0, 1, kKilobyte, at_ms(0))), DropReason::queue_full);
  EXPECT_EQ(arrival_of(network.fate(0, 1, kKilobyte, at_ms(8))), at_ms(24 + 7));
}

TEST(NetworkTest, UpAndDownHaveTheirOwnBandwidth) {
  Network network(two_nodes("latency: 7ms, bandwidth: { up: 1Mbit/s, down: 8Mbit/s }"), 1);
  EXPECT_EQ(arrival_of(network.fate(0, 1, kKilobyte, at_ms(0))), at_ms(8 + 7));
  EXPECT_EQ(arrival_of(network.fate(1, 0, kKilobyte, at_ms(0))), at_ms(1 + 7));
}

TEST(NetworkTest, ASharedLineMakesPairsWaitForEachOtherAndADedicatedOneDoesNot) {
  const auto star = [](const std::string& sharing) {
    return scenario_of(
        "fleetsim: 1\nname: t\ntime: { stop: 1s }\ntopology:\n  groups: [{ name: n, count: 2 }, { name: hub }]\n"
        "  links: [{ from: { group: n }, to: { node: hub }, latency: 7ms, bandwidth: 1Mbit/s, sharing: " + sharing + " }]\n");
  };
  Network shared(star("shared"), 1);
  Network dedicated(star("dedicated"), 1);
  for (Network* network : {&shared, &dedicated}) network->fate(0, 2, kKilobyte, at_ms(0));
  EXPECT_EQ(arrival_of(shared.fate(1, 2, kKilobyte, at_ms(0))), at_ms(16 + 7));
  EXPECT_EQ(arrival_of(dedicated.fate(1, 2, kKilobyte, at_ms(0))), at_ms(8 + 7));
}

// The second line of a route is met when the packet gets there: whoever is there sooner goes first, whenever it set out.
TEST(NetworkTest, ALaterLineIsFirstComeFirstServed) {
  Network network(scenario_of(R"(
fleetsim: 1
name: t
time: { stop: 1s }
topology:
  groups: [{ name: far }, { name: near }, { name: mid }, { name: end }]
  links:
    - { from: { node: far }, to: { node: mid }, latency: 100ms }
    - { from: { node: near }, to: { node: mid }, latency: 1ms }
    - { from: { node: mid }, to: { node: end }, latency: 7ms, bandwidth: 1Mbit/s }
)"), 1);
  const PacketFate far = network.fate(0, 3, kKilobyte, at_ms(0));
  const auto& far_waits = std::get<PacketFate::Onward>(far.outcome);
  EXPECT_EQ(far_waits.at, at_ms(100));
  const PacketFate near = network.fate(1, 3, kKilobyte, at_ms(50));
  const auto& near_waits = std::get<PacketFate::Onward>(near.outcome);
  EXPECT_EQ(near_waits.at, at_ms(51));
  EXPECT_EQ(arrival_of(network.onward(1, 3, kKilobyte, near_waits.journey, at_ms(51))), at_ms(59 + 7));
  EXPECT_EQ(arrival_of(network.onward(0, 3, kKilobyte, far_waits.journey, at_ms(100))), at_ms(108 + 7));
}

TEST(NetworkTest, AThrottleIsOneMoreLineWhileItLasts) {
  Network network(two_nodes("latency: 7ms"), 1);
  disturb(network, NetworkFault::Throttled{{1'000'000, 0}, {2000}});
  EXPECT_EQ(arrival_of(network.fate(0, 1, kKilobyte, at_ms(0))), at_ms(8 + 7));
  EXPECT_EQ(arrival_of(network.fate(0, 1, kKilobyte, at_ms(0))), at_ms(16 + 7));
  EXPECT_EQ(drop_of(network.fate(0, 1, kKilobyte, at_ms(0))), DropReason::queue_full);
  EXPECT_EQ(arrival_of(network.fate(1, 0, kKilobyte, at_ms(0))), at_ms(7)) << "the other direction";
  network.stop(0);
  EXPECT_EQ(arrival_of(network.fate(0, 1, kKilobyte, at_ms(1))), at_ms(8));
  disturb(network, NetworkFault::Throttled{{1'000'000, 0}, {2000}});
  EXPECT_EQ(arrival_of(network.fate(0, 1, kKilobyte, at_ms(1))), at_ms(9 + 7)) << "a new one has an empty queue";
}

TEST(NetworkTest, ACopyHasQueuesOfItsOwn) {
  Network network(two_nodes("latency: 7ms, bandwidth: 1Mbit/s"), 1);
  network.fate(0, 1, kKilobyte, at_ms(0));
  Network copy = network;
  copy.fate(0, 1, kKilobyte, at_ms(0));
  EXPECT_EQ(arrival_of(network.fate(0, 1, kKilobyte, at_ms(0))), at_ms(16 + 7));
  EXPECT_EQ(arrival_of(copy.fate(0, 1, kKilobyte, at_ms(0))), at_ms(24 + 7));
}

// ---- what else links do

TEST(NetworkTest, DatagramsBeyondTheMtuAreDroppedAndStreamsAreNot) {
  Network network(two_nodes("latency: 7ms, mtu: 999B"), 1);
  EXPECT_EQ(drop_of(network.fate(0, 1, kKilobyte, at_ms(0))), DropReason::too_big);
  EXPECT_FALSE(drop_of(network.fate(0, 1, core::Bytes(999), at_ms(0))));
  EXPECT_FALSE(drop_of(network.fate(0, 1, kKilobyte, at_ms(0), true)));
}

// Loss comes in runs: after a lost packet the next one is lost far more often than on average.
TEST(NetworkTest, ABurstyLinkLosesPacketsOneAfterAnother) {
  Network network(two_nodes("latency: 1ms, loss: { burst: { bad: 80%, good_mean: 9s, bad_mean: 1s } }"), 1);
  int lost = 0;
  int lost_after_lost = 0;
  bool before = false;
  constexpr int kPackets = 200'000;
  for (int i = 0; i < kPackets; ++i) {
    const bool now = drop_of(network.fate(0, 1, kPacket, at_ms(10LL * i))) == DropReason::loss;
    lost += now ? 1 : 0;
    lost_after_lost += now && before ? 1 : 0;
    before = now;
  }
  EXPECT_NEAR(static_cast<double>(lost) / kPackets, 0.08, 0.02);
  EXPECT_GT(static_cast<double>(lost_after_lost) / lost, 0.7);
}

TEST(NetworkTest, BurstsFollowTheClockAndNotTheTraffic) {
  const Scenario scenario = two_nodes("latency: 1ms, loss: { burst: { bad: 1, good_mean: 300ms, bad_mean: 300ms } }");
  Network busy(scenario, 5);
  Network quiet(scenario, 5);
  for (int ms = 0; ms < 60'000; ms += 7) {
    const auto in_between = busy.fate(0, 1, kPacket, at_ms(ms));
    if (ms % 70 == 0) {
      EXPECT_EQ(drop_of(in_between), drop_of(quiet.fate(0, 1, kPacket, at_ms(ms)))) << ms;
    }
  }
}

TEST(NetworkTest, AFaultCanLoseInBurstsToo) {
  Network network(two_nodes("latency: 1ms"), 1);
  disturb(network, BurstLoss{{0, 1}, {1, 1}, core::seconds(1), core::seconds(1)});
  int runs = 0;
  int lost = 0;
  bool before = false;
  for (int ms = 0; ms < 100'000; ++ms) {
    const bool now = drop_of(network.fate(0, 1, kPacket, at_ms(ms))).has_value();
    lost += now ? 1 : 0;
    runs += now && !before ? 1 : 0;
    before = now;
  }
  EXPECT_NEAR(lost, 50'000, 20'000);
  EXPECT_LT(runs, 100);
  EXPECT_GT(runs, 20);
}

TEST(NetworkTest, LinksReorderAndCorruptLikeFaults) {
  Network network(two_nodes("latency: 1ms, reorder: { ratio: 10%, add: 5ms }, corrupt: 10%"), 1);
  EXPECT_NEAR(counted(network, 20'000, Disturbance::reordered), 2000, 212);
  EXPECT_NEAR(counted(network, 20'000, Disturbance::corrupted), 2000, 212);
}

TEST(NetworkTest, AProfileChangesALinkStepByStep) {
  Network network(two_nodes("latency: 10ms, bandwidth: 8Mbit/s, profile: { period: 1s, steps: ["
                            "{ at: 100ms, latency_factor: 2.5, bandwidth: 1Mbit/s }, { at: 200ms, loss: 1 }, { at: 300ms }] }"),
                  1);
  for (const std::int64_t second : {0, 1000, 7000}) {
    EXPECT_EQ(arrival_of(network.fate(0, 1, kKilobyte, at_ms(second))), at_ms(second + 1 + 10)) << "before the first step";
    EXPECT_EQ(arrival_of(network.fate(0, 1, kKilobyte, at_ms(second + 100))), at_ms(second + 100 + 8 + 25));
    EXPECT_EQ(drop_of(network.fate(0, 1, kKilobyte, at_ms(second + 200))), DropReason::loss);
    EXPECT_EQ(arrival_of(network.fate(0, 1, kKilobyte, at_ms(second + 999))), at_ms(second + 999 + 1 + 10));
  }
}

// ---- streams

TEST(NetworkTest, WhatAStreamLosesGoesAgainLaterAndLater) {
  Network network(two_nodes("latency: 1ms, transport: stream"), 1);
  disturb(network, NetworkFault::Lossy{{1, 1}});
  PacketFate fate = network.fate(0, 1, kPacket, at_ms(0), true);
  core::Instant now;
  core::Duration pause = core::milliseconds(200);
  for (int i = 0; i < 5; ++i) {
    const auto onward = std::get<PacketFate::Onward>(fate.outcome);
    EXPECT_TRUE(onward.retransmitted);
    EXPECT_EQ((onward.at - now).ns / 1'000'000 / 10, pause.ns / 1'000'000 / 10) << "to 10 ms: it was lost on its way";
    now = onward.at;
    pause = pause * 2;
    if (i == 4) network.stop(0);
    fate = network.onward(0, 1, kPacket, onward.journey, now);
  }
  EXPECT_EQ(arrival_of(fate), now + core::milliseconds(1));
}

TEST(NetworkTest, AStreamThatGetsNothingThroughIsGivenUp) {
  for (const auto& what : {decltype(NetworkFault::what)(NetworkFault::Lossy{{1, 1}}),
                           decltype(NetworkFault::what)(NetworkFault::Cut{true})}) {
    Network network(two_nodes("latency: 1ms, transport: stream"), 1);
    disturb(network, what);
    PacketFate fate = network.fate(0, 1, kPacket, at_ms(0), true);
    int tries = 0;
    core::Instant last;
    while (const auto* onward = std::get_if<PacketFate::Onward>(&fate.outcome)) {
      ++tries;
      last = onward->at;
      fate = network.onward(0, 1, kPacket, onward->journey, onward->at);
    }
    EXPECT_EQ(tries, 15);
    EXPECT_EQ(drop_of(fate), DropReason::reset);
    EXPECT_NEAR(static_cast<double>(last.ns) / 1e9, 804.6, 1.0) << "0.2 s doubled ten times, then 120 s five times";
  }
}

TEST(NetworkTest, AStreamShowsNeitherCopiesNorDamage) {
  Network network(two_nodes("latency: 1ms, corrupt: 50%, transport: stream"), 1);
  disturb(network, NetworkFault::Doubling{{1, 1}});
  int again = 0;
  for (int i = 0; i < 1000; ++i) {
    PacketFate fate = network.fate(0, 1, kPacket, {i}, true);
    while (const auto* onward = std::get_if<PacketFate::Onward>(&fate.outcome)) {
      ++again;
      fate = network.onward(0, 1, kPacket, onward->journey, onward->at);
    }
    const auto& delivered = std::get<PacketFate::Delivered>(fate.outcome);
    EXPECT_FALSE(delivered.duplicate_at);
    EXPECT_FALSE(delivered.flipped_bit);
  }
  EXPECT_NEAR(again, 1000, 250);
}

TEST(NetworkTest, AStreamWaitsForBandwidthAndIsNeverTooMuch) {
  Network network(two_nodes("latency: 7ms, bandwidth: 1Mbit/s, queue: { limit: 2kB }, transport: stream"), 1);
  for (int i = 1; i <= 10; ++i) EXPECT_EQ(arrival_of(network.fate(0, 1, kKilobyte, at_ms(0), true)), at_ms(8 * i + 7));
}

TEST(NetworkTest, AStreamIsThereWhenBothWaysAreMadeOfStreams) {
  Network network(scenario_of(R"(
fleetsim: 1
name: t
time: { stop: 1s }
topology:
  groups: [{ name: a }, { name: b }, { name: c }]
  links:
    - { id: ab, from: { node: a }, to: { node: b }, latency: 1ms, transport: stream }
    - { id: ac, from: { node: a }, to: { node: c }, latency: 9ms, transport: stream, symmetric: false }
    - { from: { node: c }, to: { node: a }, latency: 9ms, symmetric: false }
    - { from: { node: b }, to: { node: c }, latency: 90ms, transport: stream }
)"), 1);
  EXPECT_TRUE(network.streams(0, 1));
  EXPECT_FALSE(network.streams(0, 2)) << "one way is made of datagrams";
  network.fail_links({1});
  EXPECT_FALSE(network.streams(0, 1)) << "the way back is round c now, with datagrams in it";
  network.restore_links({1});
  EXPECT_TRUE(network.streams(0, 1));
}

// ---- shapes

TEST(NetworkTest, ARingCutsWhatIsFartherThanItsReach) {
  NetworkFault fault{.from = {}, .to = {}, .what = NetworkFault::Cut{}, .ring = {0, 2, 4, 1, 3}, .reach = 1};
  const auto cut = [&](core::NodeId a, core::NodeId b) { return fault.way(a, b) != NetworkFault::Way::none; };
  for (core::NodeId a = 0; a < 5; ++a) {
    int reached = 0;
    for (core::NodeId b = 0; b < 5; ++b) {
      EXPECT_EQ(cut(a, b), cut(b, a));
      reached += cut(a, b) ? 0 : 1;
    }
    EXPECT_EQ(reached, 3) << "itself and two neighbours: a majority";
  }
  EXPECT_FALSE(cut(0, 3)) << "places 0 and 1";
  EXPECT_FALSE(cut(0, 2)) << "places 0 and 4, round the ring";
  EXPECT_TRUE(cut(0, 1)) << "places 0 and 2";
}

}  // namespace
}  // namespace fleetsim::sim
