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

}  // namespace
}  // namespace fleetsim::sim
