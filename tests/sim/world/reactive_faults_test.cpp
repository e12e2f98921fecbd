// Faults that wait for something: what starts them, and what is seen of them.

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sim/run/live_run.h"
#include "sim/snapshot/snapshot.h"
#include "tests/support/scenario_text.h"
#include "tests/support/world_facts.h"

namespace fleetsim::sim {
namespace {

using core::Instant;
using core::milliseconds;
using core::seconds;
using tests::facts_of;
using tests::happened;
using tests::said;

Scenario asking(const std::string& fault) {
  return tests::scenario_of(
      "fleetsim: 1\nname: t\ntime: { stop: 1min }\nphases: [{ name: safety, until: 50s }, { name: liveness }]\n"
      "topology: { groups: [{ name: client }, { name: other }, { name: holder }] }\n"
      "content: { items: [{ id: x }, { id: y }] }\npreload: [{ holder: { node: holder }, content: [x, y] }]\n"
      "workload:\n"
      "  - { at: 10s, node: client, content: x, as: one }\n"
      "  - { at: 20s, node: client, content: y, as: two }\n"
      "  - { at: 30s, node: other, content: x, as: three }\n"
      "faults:\n  - { id: f, " + fault + " }\n");
}

Instant recorded_at(const std::vector<Fact>& facts, std::size_t which) { return said<core::Recorded>(facts).at(which).at; }

TEST(ReactiveTest, BeginsWhereAndWhenTheFactIs) {
  const std::vector<Fact> facts = facts_of(asking("action: crash, select: there, when: { fact: recorded }, for: 2s"));
  const std::vector<Fact> downs = happened<NodeDown>(facts);
  ASSERT_EQ(downs.size(), 1U) << "once, unless it says more";
  EXPECT_EQ(downs[0].node, 0U);
  EXPECT_EQ(downs[0].at, recorded_at(facts, 0));
  ASSERT_EQ(happened<NodeUp>(facts).size(), 4U);
  EXPECT_EQ(happened<NodeUp>(facts)[3].at, downs[0].at + seconds(2));
  ASSERT_EQ(happened<FaultBegan>(facts).size(), 1U);
  EXPECT_EQ(happened<FaultEnded>(facts).size(), 1U);
}

TEST(ReactiveTest, WaitsForExactlyWhatItSays) {
  const auto downs_of = [](const std::string& when) {
    return happened<NodeDown>(facts_of(asking("action: restart, select: there, when: { " + when + " }")));
  };
  EXPECT_EQ(downs_of("fact: recorded, node: other").at(0).node, 1U);
  EXPECT_EQ(downs_of("fact: recorded, node: { group: holder }").size(), 0U);
  EXPECT_GT(downs_of("fact: recorded, content: y").at(0).at, Instant{} + seconds(20));
  EXPECT_GT(downs_of("fact: answered, request: three").at(0).at, Instant{} + seconds(30));
  EXPECT_GT(downs_of("fact: recorded, nth: 2").at(0).at, Instant{} + seconds(20));
  EXPECT_EQ(downs_of("fact: served").at(0).node, 2U);
  EXPECT_EQ(downs_of("fact: evicted").size(), 0U);
}

TEST(ReactiveTest, EachNthStartsItUpToSoManyTimes) {
  const auto began = [](const std::string& rest) {
    return happened<FaultBegan>(facts_of(asking("action: pause, select: there, for: 1s, " + rest)));
  };
  EXPECT_EQ(began("when: { fact: asked }, times: 2").size(), 2U);
  EXPECT_EQ(began("when: { fact: asked }, times: 9").size(), 3U);
  EXPECT_EQ(began("when: { fact: asked, nth: 2 }, times: 9").size(), 1U);
  const std::vector<Fact> all = began("when: { fact: asked }, times: 9");
  for (std::uint32_t i = 0; i < 3; ++i) EXPECT_EQ(std::get<FaultBegan>(all[i].what).occurrence, i);
}

TEST(ReactiveTest, ADelayIsCountedFromTheFact) {
  const std::vector<Fact> facts =
      facts_of(asking("action: crash, select: there, when: { fact: recorded }, delay: 300ms, for: 2s"));
  EXPECT_EQ(happened<NodeDown>(facts).at(0).at, recorded_at(facts, 0) + milliseconds(300));
  EXPECT_TRUE(happened<FaultBegan>(facts_of(asking("action: crash, select: there, when: { fact: asked }, delay: 49s"))).empty())
      << "the safety phase is over by then";
}

TEST(ReactiveTest, TheStartOfAllIsAFactToo) {
  const std::vector<Fact> facts =
      facts_of(asking("action: crash, select: there, when: { fact: up, node: other }, delay: 3s, for: 2s, times: 2"));
  const std::vector<Fact> downs = happened<NodeDown>(facts);
  ASSERT_EQ(downs.size(), 2U) << "and what it does may start it again";
  EXPECT_EQ(downs[0].at, Instant{} + seconds(3));
  EXPECT_EQ(downs[1].at, Instant{} + seconds(8));
}

TEST(ReactiveTest, MayHitOthersAndTheNetworkToo) {
  EXPECT_EQ(happened<NodeDown>(facts_of(asking("action: crash, select: { node: holder }, when: { fact: asked }, for: 1s")))
                .at(0).node, 2U);
  const std::vector<Fact> facts =
      facts_of(asking("action: partition, select: there, direction: from, when: { fact: served }, for: 5s"));
  std::size_t dropped = 0;
  for (const Fact& fact : happened<Dropped>(facts)) {
    EXPECT_EQ(std::get<Dropped>(fact.what).reason, DropReason::partition);
    EXPECT_EQ(fact.node, 2U);
    ++dropped;
  }
  EXPECT_GT(dropped, 0U);
}

TEST(ReactiveTest, AProbabilityIsAskedEachTime) {
  std::size_t began = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed)
    began += happened<FaultBegan>(
                 facts_of(asking("action: pause, select: there, for: 1s, when: { fact: asked }, times: 3, probability: 50%"), seed))
                 .size();
  EXPECT_GT(began, 110U);
  EXPECT_LT(began, 190U);
}

TEST(ReactiveTest, GoesOnFromACopyAndFromASnapshot) {
  const auto scenario = std::make_shared<const Scenario>(
      asking("action: restart, select: there, when: { fact: recorded }, delay: 500ms, times: 3, for: { uniform: [1s, 15s] }"));
  LiveRun whole(scenario, 5);
  const Instant end = Instant{} + scenario->stop;
  while (whole.step(end)) {
  }
  whole.finish(end);
  // Between the fact and the fault, while it lasts, and between the two.
  for (const std::int64_t at : {10'100, 10'300, 11'200, 19'000, 21'500, 40'000}) {
    LiveRun part(scenario, 5);
    while (part.step(Instant{} + milliseconds(at))) {
    }
    LiveRun copy = part;
    core::Result<LiveRun> loaded = load_snapshot(save_snapshot(part), scenario, 5);
    ASSERT_TRUE(loaded);
    for (LiveRun* run : {&part, &copy, &*loaded}) {
      while (run->step(end)) {
      }
      run->finish(end);
      EXPECT_EQ(run->fingerprint().text(), whole.fingerprint().text()) << at;
    }
  }
}

}  // namespace
}  // namespace fleetsim::sim
