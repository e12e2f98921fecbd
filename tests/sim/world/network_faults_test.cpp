// Faults of the network in a whole world: what is sent, what arrives, what nodes make of it.

#include <string>

#include <gtest/gtest.h>

#include "sim/run/run.h"
#include "tests/support/scenario_text.h"

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

std::int64_t metric(const Scenario& scenario, const std::string& name) {
  return run_once(scenario, 1, {}).metrics.at(name);
}

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
  const Scenario hole = pair("action: blackhole, select: { node: a }, for: 5s", "stream");
  const Scenario cut = pair("action: partition, select: { node: a }, for: 5s", "stream");
  EXPECT_GT(metric(hole, "messages_dropped_partition"), 0);
  const RunRecord silent = run_once(hole, 1, {});
  const RunRecord told = run_once(cut, 1, {});
  EXPECT_GE(silent.metrics.at("misses_timeout") + silent.metrics.at("answers_error"), 1);
  EXPECT_NE(silent.fingerprint, told.fingerprint);
}

}  // namespace
}  // namespace fleetsim::sim
