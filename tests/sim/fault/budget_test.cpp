// What a budget leaves of a plan.

#include "sim/fault/budget.h"

#include <gtest/gtest.h>

#include <set>

#include "sim/fault/select.h"
#include "tests/support/scenario_text.h"
#include "tests/support/world_facts.h"

namespace fleetsim::sim {
namespace {

using core::Instant;
using core::seconds;
using Over = PlannedFault::Over;

Scenario fleet(const std::string& budget, const std::string& faults) {
  return tests::scenario_of(
      "fleetsim: 1\nname: t\ntime: { stop: 2min }\nphases: [{ name: safety, until: 100s }, { name: liveness }]\n"
      "topology: { groups: [{ name: core, count: 6 }, { name: edge, count: 4 }] }\n"
      "content: { items: [{ id: x }, { id: y }] }\n"
      "preload: [{ holder: { node: [core-0, core-1] }, content: x }, { holder: { group: edge, mode: one }, content: y }]\n"
      "budget: { " + budget + " }\nfaults:\n" + faults);
}

std::vector<Over> over(const Scenario& scenario, std::uint64_t seed = 1) {
  std::vector<Over> all;
  for (const PlannedFault& planned : plan_faults(scenario, seed)) all.push_back(planned.over);
  return all;
}

TEST(BudgetTest, NoMoreAreOffAtATimeThanItSays) {
  const Scenario scenario = fleet("max_down: { group: core, percent: 34% }",
                                  "  - { action: crash, select: { node: core-0 }, at: 1s, for: 10s }\n"
                                  "  - { action: crash, select: { node: core-1 }, at: 2s, for: 10s }\n"
                                  "  - { action: crash, select: { node: core-2 }, at: 3s, for: 10s }\n"
                                  "  - { action: crash, select: { node: core-0 }, at: 4s, for: 20s }\n"
                                  "  - { action: crash, select: { group: edge }, at: 5s, for: 10s }\n"
                                  "  - { action: restart, select: { node: core-3 }, at: 12s }\n"
                                  "  - { action: pause, select: { group: core }, at: 20s, for: 1s }\n");
  EXPECT_EQ(over(scenario), (std::vector{Over::no, Over::no, Over::refused, Over::no, Over::no, Over::no, Over::no}))
      << "two of six are allowed; who is off already is not off twice, who is back counts no more, others are not meant";
}

TEST(BudgetTest, WithoutASelectorItIsOfEverybody) {
  const Scenario scenario = fleet("max_down: { count: 1 }",
                                  "  - { action: crash, select: { node: core-0 }, at: 1s, for: 10s }\n"
                                  "  - { action: crash, select: { node: edge-2 }, at: 2s, for: 10s }\n");
  EXPECT_EQ(over(scenario), (std::vector{Over::no, Over::refused}));
}

TEST(BudgetTest, ACopyStays) {
  const Scenario scenario = fleet("keep_copies: 1",
                                  "  - { action: wipe, select: { node: core-0 }, at: 1s, for: 1s }\n"
                                  "  - { action: crash, select: { node: core-1 }, at: 50s, for: 1s }\n"
                                  "  - { action: crash, select: { node: core-0 }, at: 60s, for: 1s }\n"
                                  "  - { action: crash, select: { holders_of: y }, at: 70s, for: 1s }\n");
  EXPECT_EQ(over(scenario), (std::vector{Over::no, Over::refused, Over::no, Over::refused}))
      << "the first has lost its copy for good";
}

TEST(BudgetTest, WhoIsProtectedIsNotHit) {
  const Scenario scenario = fleet("protect: { node: core-3 }",
                                  "  - { action: bit_rot, select: { node: core-3 }, at: 1s }\n"
                                  "  - { action: pause, select: { group: core }, at: 2s, for: 1s }\n"
                                  "  - { action: pause, select: { node: core-2 }, at: 3s, for: 1s }\n"
                                  "  - { action: partition, select: { node: core-3 }, at: 4s, for: 1s }\n");
  EXPECT_EQ(over(scenario), (std::vector{Over::refused, Over::refused, Over::no, Over::no}));
}

TEST(BudgetTest, WhatIsCountedHappensAllTheSame) {
  const std::string faults =
      "  - { action: crash, select: { node: core-0 }, at: 1s, for: 10s }\n"
      "  - { action: crash, select: { node: core-1 }, at: 2s, for: 10s }\n";
  const Scenario counted = fleet("max_down: { count: 1 }, over: count", faults);
  EXPECT_EQ(over(counted), (std::vector{Over::no, Over::counted}));
  EXPECT_EQ(tests::happened<NodeDown>(tests::facts_of(counted)).size(), 2U);
  EXPECT_EQ(tests::metric(counted, "faults_over_budget"), 1);
  const Scenario refused = fleet("max_down: { count: 1 }", faults);
  const std::vector<Fact> facts = tests::facts_of(refused);
  EXPECT_EQ(tests::happened<NodeDown>(facts).size(), 1U);
  EXPECT_EQ(tests::happened<FaultBegan>(facts).size(), 1U);
  ASSERT_EQ(tests::happened<OverBudget>(facts).size(), 1U);
  EXPECT_EQ(tests::happened<OverBudget>(facts)[0].at, Instant{} + seconds(2));
  EXPECT_EQ(tests::metric(refused, "faults_over_budget"), 1);
}

TEST(BudgetTest, HoldsForEverythingThatIsDrawn) {
  const Scenario scenario = fleet("max_down: { group: core, count: 2 }, keep_copies: 1",
                                  "  - { action: crash, select: { group: core, mode: one }, rate: 1/2s, for: { uniform: [1s, 20s] } }\n"
                                  "  - { action: churn, select: { group: core }, at: 0s, up: { exponential: { mean: 20s } }, down: 5s }\n");
  std::size_t refused = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    std::set<core::NodeId> down;
    for (const Fact& fact : tests::facts_of(scenario, seed)) {
      if (std::holds_alternative<NodeDown>(fact.what)) down.insert(fact.node);
      if (std::holds_alternative<NodeUp>(fact.what)) down.erase(fact.node);
      EXPECT_LE(down.size(), 2U);
      EXPECT_FALSE(down.contains(0) && down.contains(1)) << "both holders of x are off";
      refused += std::holds_alternative<OverBudget>(fact.what) ? 1U : 0U;
    }
  }
  EXPECT_GT(refused, 100U);
}

TEST(SelectTest, HoldersAreThoseOfThatSeedAndHomesThoseWhoMayCompute) {
  const Scenario scenario = tests::scenario_of(
      "fleetsim: 1\nname: t\ntime: { stop: 2min }\n"
      "topology: { groups: [{ name: n, count: 9 }, { name: lab, compute: { service: 1ms, grants: [net] } }, { name: any, compute: { service: 1ms } }] }\n"
      "content: { items: [{ id: x, capabilities: [net] }, { id: y, capabilities: [gpu] }] }\n"
      "preload: [{ holder: { group: n, mode: fixed, value: 2 }, content: x }, { holder: { node: n-4 }, content: [y, x] }]\n"
      "faults:\n"
      "  - { action: pause, select: { holders_of: x }, at: 1s, for: 1s }\n"
      "  - { action: pause, select: { home_of: x }, at: 2s, for: 1s }\n"
      "  - { action: pause, select: { home_of: y }, at: 3s, for: 1s }\n"
      "  - { action: pause, select: { group: n, mode: minority_third }, at: 4s, for: 1s }\n");
  std::set<std::vector<std::uint32_t>> drawn;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const std::vector<PlannedFault> plan = plan_faults(scenario, seed);
    std::vector<std::uint32_t> holders;
    for (const Fact& fact : tests::facts_of(scenario, seed))
      if (const auto* preloaded = std::get_if<Preloaded>(&fact.what))
        if (preloaded->key == *core::ContentKey::from_request(scenario.content[0].request)) holders.push_back(fact.node);
    std::ranges::sort(holders);
    holders.erase(std::unique(holders.begin(), holders.end()), holders.end());
    EXPECT_EQ(plan[0].nodes, holders);
    drawn.insert(plan[0].nodes);
    EXPECT_EQ(plan[1].nodes, (std::vector<std::uint32_t>{9, 10}));
    EXPECT_EQ(plan[2].nodes, (std::vector<std::uint32_t>{10}));
    EXPECT_EQ(plan[3].nodes.size(), 2U) << "fewer than a third of nine";
  }
  EXPECT_GT(drawn.size(), 10U);
}

}  // namespace
}  // namespace fleetsim::sim
