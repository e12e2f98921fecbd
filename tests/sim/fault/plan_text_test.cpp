#include "sim/fault/plan_text.h"

#include <gtest/gtest.h>

#include "sim/scenario/reader.h"
#include "tests/support/scenario_text.h"

namespace fleetsim::sim {
namespace {

TEST(PlanTextTest, HasALineForEachTimeThatAFaultHappens) {
  const Scenario scenario = tests::scenario_of(R"(
fleetsim: 1
name: t
time: { stop: 2min }
phases: [{ name: safety, until: 100s }, { name: liveness }]
topology:
  groups: [{ name: a }, { name: b }, { name: many, count: 30 }]
  links: [{ id: spine, from: { node: a }, to: { group: many }, latency: 1ms }, { from: { node: a }, to: { node: b }, latency: 1ms }]
faults:
  - { id: late, action: wipe, select: { node: [a, b] }, at: 90s, heal: never }
  - { id: cut, action: partition, between: [{ node: a }, { node: b }], at: 1s, for: 1500ms }
  - { id: deaf, action: loss, select: { node: b }, direction: to, ratio: 5%, every: 40s, for: 30s }
  - { id: down, action: link_down, link: spine, direction: from, at: 5s }
  - { id: all, action: bit_rot, select: { group: many }, at: 50s }
  - { id: wait, action: crash, select: there, when: { fact: recorded, node: a }, for: 1s }
budget: { max_down: { count: 1 } }
)");
  EXPECT_EQ(plan_text(scenario, 1), R"(# faults of seed 1: 6 planned
#   1.000000000 to 2.500000000: cut, partition, [a] <-> [b]
#   5.000000000 to 100.000000000: down, link_down, [spine back]
#   40.000000000 to 70.000000000: deaf/0, loss, [a, many-0, many-1, many-2, many-3, many-4, many-5, many-6, many-7, many-8, many-9, many-10, many-11, many-12, many-13, many-14, many-15, many-16, many-17, many-18 and 11 more] -> [b]
#   50.000000000: all, bit_rot, [many-0, many-1, many-2, many-3, many-4, many-5, many-6, many-7, many-8, many-9, many-10, many-11, many-12, many-13, many-14, many-15, many-16, many-17, many-18, many-19 and 10 more]
#   80.000000000 to 100.000000000: deaf/1, loss, [a, many-0, many-1, many-2, many-3, many-4, many-5, many-6, many-7, many-8, many-9, many-10, many-11, many-12, many-13, many-14, many-15, many-16, many-17, many-18 and 11 more] -> [b]
#   90.000000000 for ever: late, wipe, [a, b], over budget and refused
#   waiting: wait, crash, { when: { fact: recorded, node: { node: a }, nth: 1 }, delay: 0s, times: 1, for: 1s, heal: auto }
)");
}

TEST(PlanTextTest, IsThatOfTheSeedAndLeavesTheScenarioReadable) {
  const Scenario scenario = tests::scenario_of(
      "fleetsim: 1\nname: t\ntime: { stop: 1h }\nphases: [{ name: safety, until: 1h }, { name: liveness }]\n"
      "topology: { groups: [{ name: node, count: 10 }] }\n"
      "faults: [{ action: crash, select: { group: node, mode: one }, rate: 6/h, for: { uniform: [1s, 1min] } }]\n");
  EXPECT_EQ(plan_text(scenario, 7), plan_text(scenario, 7));
  EXPECT_NE(plan_text(scenario, 7), plan_text(scenario, 8));
  const ReadResult again = read_scenario(print_scenario(scenario) + plan_text(scenario, 7), "t.yaml");
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(print_scenario(again.scenario), print_scenario(scenario));
}

}  // namespace
}  // namespace fleetsim::sim
