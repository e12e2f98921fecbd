// Faults that come again and again, in a whole world: what is seen of them.

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sim/observe/fact_codec.h"
#include "tests/support/scenario_text.h"
#include "tests/support/world_facts.h"

namespace fleetsim::sim {
namespace {

using core::Instant;
using core::seconds;
using tests::facts_of;
using tests::happened;

Scenario four(const std::string& faults) {
  return tests::scenario_of(
      "fleetsim: 1\nname: t\ntime: { stop: 2min }\nphases: [{ name: safety, until: 100s }, { name: liveness }]\n"
      "topology: { groups: [{ name: node, count: 4 }] }\n"
      "content: { items: [{ id: x }] }\npreload: [{ holder: { node: node-0 }, content: x }]\n"
      "faults:\n" + faults);
}

TEST(RepeatedFaultTest, BeginsAndEndsEachTimeAndSaysWhich) {
  const std::vector<Fact> facts = facts_of(four("  - { id: f, action: pause, select: { node: node-1 }, every: 10s, for: 2s }\n"));
  const std::vector<Fact> began = happened<FaultBegan>(facts);
  const std::vector<Fact> ended = happened<FaultEnded>(facts);
  ASSERT_EQ(began.size(), 9U);
  ASSERT_EQ(ended.size(), 9U);
  for (std::uint32_t i = 0; i < 9; ++i) {
    EXPECT_EQ(began[i].at, Instant{} + seconds(10 * (i + 1)));
    EXPECT_EQ(ended[i].at, began[i].at + seconds(2));
    EXPECT_EQ(std::get<FaultBegan>(began[i].what).fault, 0U);
    EXPECT_EQ(std::get<FaultBegan>(began[i].what).occurrence, i);
  }
  EXPECT_EQ(happened<NodePaused>(facts).size(), 9U);
  EXPECT_EQ(happened<NodeResumed>(facts).size(), 9U);
  const FactNames names;
  EXPECT_EQ(describe(began[0], names), "10.000000000 - fault-began fault=0");
  EXPECT_EQ(describe(began[3], names), "40.000000000 - fault-began fault=0 occurrence=3");
}

TEST(RepeatedFaultTest, TheLastOneEndsWithTheSafetyPhase) {
  const std::vector<Fact> facts = facts_of(four("  - { id: f, action: pause, select: { node: node-1 }, every: 45s, for: 20s }\n"));
  const std::vector<Fact> ended = happened<FaultEnded>(facts);
  ASSERT_EQ(ended.size(), 2U);
  EXPECT_EQ(ended[1].at, Instant{} + seconds(100));
  EXPECT_EQ(happened<NodeResumed>(facts).back().at, Instant{} + seconds(100));
}

TEST(RepeatedFaultTest, CrashesByRateTakeNodesDownAndUp) {
  const std::vector<Fact> facts = facts_of(
      four("  - { id: f, action: crash, select: { group: node, mode: one }, rate: 1/5s, for: { uniform: [1s, 4s] } }\n"));
  const std::size_t downs = happened<NodeDown>(facts).size();
  EXPECT_GT(downs, 5U);
  EXPECT_EQ(happened<NodeUp>(facts).size(), downs + 4);
}

TEST(RepeatedFaultTest, OverlappingPartitionsHaveTheirOwnSides) {
  const Scenario scenario =
      four("  - { id: f, action: partition, select: { group: node, mode: one }, direction: from, every: 3s, for: 8s }\n");
  const std::vector<Fact> facts = facts_of(scenario);
  EXPECT_GT(happened<FaultBegan>(facts).size(), 10U);
  std::map<core::NodeId, int> cut;
  for (const Fact& fact : happened<Dropped>(facts))
    if (std::get<Dropped>(fact.what).reason == DropReason::partition) ++cut[fact.node];
  EXPECT_GT(cut.size(), 1U) << "those who were drawn lost what they sent, each in turn";
}

TEST(RepeatedFaultTest, ADriftIsTakenBackEachTime) {
  const std::vector<Fact> facts = facts_of(
      four("  - { id: f, action: clock_drift, select: { node: node-2 }, drift: 100000ppm, every: 10s, for: 1s }\n"));
  const std::vector<Fact> ended = happened<FaultEnded>(facts);
  ASSERT_EQ(ended.size(), 9U);
  core::Duration skew;
  for (const Fact& fact : facts)
    if (fact.node == 2) skew = fact.skew;
  EXPECT_EQ(skew, core::milliseconds(900)) << "a tenth of nine seconds";
}

TEST(ChurnWorldTest, NodesGoAsItSaysAndComeBack) {
  for (const char* how : {"crash", "restart", "wipe"}) {
    const std::vector<Fact> facts = facts_of(four(std::string("  - { id: f, action: churn, select: { node: [node-0, node-1] }, "
                                                              "at: 5s, up: 10s, down: 2s, how: ") + how + " }\n"));
    const std::vector<Fact> downs = happened<NodeDown>(facts);
    ASSERT_EQ(downs.size(), 16U) << how;
    EXPECT_EQ(downs[0].at, Instant{} + seconds(15));
    EXPECT_EQ(downs[2].at, Instant{} + seconds(27));
    for (const Fact& fact : downs) EXPECT_EQ(std::get<NodeDown>(fact.what).wiped, std::string(how) == "wipe");
    EXPECT_EQ(happened<NodeUp>(facts).size(), 20U);
    const bool found = !tests::said<core::Recovered>(facts).empty() &&
                       tests::said<core::Recovered>(facts).back().at > Instant{} + seconds(15);
    EXPECT_EQ(found, std::string(how) != "wipe") << how;
  }
}

}  // namespace
}  // namespace fleetsim::sim
