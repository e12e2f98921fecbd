// Faults that happen again and again, and those that may not happen: what the plan says of them.

#include "sim/fault/occurrences.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "sim/fault/fault_plan.h"
#include "tests/support/scenario_text.h"

namespace fleetsim::sim {
namespace {

using core::Instant;
using core::milliseconds;
using core::seconds;

constexpr std::int64_t kSafety = 3600;

Scenario hour(const std::string& faults) {
  return tests::scenario_of(
      "fleetsim: 1\nname: t\ntime: { stop: 2h }\nphases: [{ name: safety, until: 1h }, { name: liveness }]\n"
      "topology: { groups: [{ name: node, count: 10 }], links: [{ from: { group: node }, to: { group: node }, latency: 1ms }] }\n"
      "faults:\n" + faults);
}

std::vector<PlannedFault> plan_of(const std::string& fault, std::uint64_t seed = 1) {
  return plan_faults(hour("  - { id: f, " + fault + " }\n"), seed);
}

std::vector<std::int64_t> begins(const std::vector<PlannedFault>& plan) {
  std::vector<std::int64_t> all;
  for (const PlannedFault& planned : plan) all.push_back(planned.begin.ns);
  return all;
}

TEST(EveryTest, ComesAtEachIntervalUntilTheSafetyPhaseEnds) {
  const std::vector<PlannedFault> plan = plan_of("action: pause, select: { node: node-1 }, every: 10min, for: 1s");
  ASSERT_EQ(plan.size(), 5U) << "at one hour the phase is over";
  for (std::uint32_t i = 0; i < 5; ++i) {
    EXPECT_EQ(plan[i].begin, Instant{} + seconds(600 * (i + 1)));
    EXPECT_EQ(plan[i].end, plan[i].begin + seconds(1));
    EXPECT_EQ(plan[i].occurrence, i);
    EXPECT_EQ(plan[i].name, "f/" + std::to_string(i));
  }
  EXPECT_EQ(plan_of("action: pause, select: { node: node-1 }, at: 0s, every: 10min, for: 1s").size(), 6U);
}

TEST(EveryTest, AStaggerMakesEachOneLaterByAsMuchAsIsDrawn) {
  const std::vector<PlannedFault> plan =
      plan_of("action: bit_rot, select: { node: node-1 }, every: { interval: 45s, stagger: 15s }");
  ASSERT_GE(plan.size(), 78U);
  std::set<std::int64_t> staggers;
  for (const PlannedFault& planned : plan) {
    const auto number = std::stoll(planned.name.substr(2));
    const core::Duration stagger = planned.begin - (Instant{} + seconds(45 * (number + 1)));
    EXPECT_GE(stagger, seconds(0));
    EXPECT_LE(stagger, seconds(15));
    staggers.insert(stagger.ns);
  }
  EXPECT_EQ(staggers.size(), plan.size());
}

TEST(RateTest, ComesAsOftenAsItSaysOnAverage) {
  std::size_t all = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const std::vector<PlannedFault> plan = plan_of("action: bit_rot, select: { group: node, mode: one }, rate: 6/h", seed);
    all += plan.size();
    EXPECT_TRUE(std::ranges::is_sorted(begins(plan)));
    for (const PlannedFault& planned : plan) EXPECT_LT(planned.begin, Instant{} + seconds(kSafety));
  }
  // 1200 on average, standard deviation 35.
  EXPECT_GT(all, 1095U);
  EXPECT_LT(all, 1305U);
}

TEST(RateTest, BeginsAtAt) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed)
    for (const PlannedFault& planned : plan_of("action: bit_rot, select: { node: node-1 }, at: 50min, rate: 1/min", seed))
      EXPECT_GE(planned.begin, Instant{} + seconds(3000));
}

TEST(ProbabilityTest, IsThatOfEachTime) {
  const std::string fault = "action: bit_rot, select: { node: node-1 }, every: 1s, probability: 25%";
  const std::size_t happened = plan_of(fault).size();
  // Of 3599, 900 on average, standard deviation 26.
  EXPECT_GT(happened, 820U);
  EXPECT_LT(happened, 980U);
  std::size_t runs = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed)
    runs += plan_of("action: pause, select: { node: node-1 }, at: 1s, for: 1s, probability: 10%", seed).size();
  EXPECT_GT(runs, 15U);
  EXPECT_LT(runs, 70U);
}

TEST(LengthTest, IsDrawnEachTimeAndEndsWithTheSafetyPhase) {
  const std::vector<PlannedFault> plan =
      plan_of("action: pause, select: { group: node, mode: one }, every: 1min, for: { uniform: [5s, 2min] }");
  std::set<std::int64_t> lengths;
  for (const PlannedFault& planned : plan) {
    if (!planned.end) {
      EXPECT_GT(planned.begin, Instant{} + seconds(kSafety - 120));
      continue;
    }
    EXPECT_LT(*planned.end, Instant{} + seconds(kSafety));
    EXPECT_GE(*planned.end - planned.begin, seconds(5));
    EXPECT_LE(*planned.end - planned.begin, seconds(120));
    lengths.insert((*planned.end - planned.begin).ns);
  }
  EXPECT_GT(lengths.size(), 45U);
}

TEST(LengthTest, IsNotBelowStability) {
  for (const PlannedFault& planned :
       plan_of("action: pause, select: { group: node, mode: one }, every: 1min, for: { uniform: [1s, 20s] }, stability: 10s"))
    if (planned.end) EXPECT_GE(*planned.end - planned.begin, seconds(10));
}

TEST(StabilityTest, NobodyIsHitAgainTooSoon) {
  std::map<std::uint32_t, Instant> free_from;
  const std::vector<PlannedFault> plan = plan_of(
      "action: crash, select: { group: node, mode: fixed, value: 3 }, rate: 1/10s, for: { exponential: { mean: 20s } }, stability: 15s");
  EXPECT_GT(plan.size(), 150U);
  for (const PlannedFault& planned : plan) {
    for (const std::uint32_t node : planned.nodes) {
      if (free_from.contains(node)) EXPECT_GE(planned.begin, free_from[node]);
      if (planned.end) free_from[node] = *planned.end + seconds(15);
    }
  }
}

TEST(StabilityTest, WhoHasLeftIsNotHitAgain) {
  std::set<std::uint32_t> left;
  for (const PlannedFault& planned : plan_of("action: leave, select: { group: node, mode: one }, rate: 1/min"))
    for (const std::uint32_t node : planned.nodes) EXPECT_TRUE(left.insert(node).second);
  EXPECT_EQ(left.size(), 10U);
}

TEST(StabilityTest, APartitionIsWholeOrDoesNotHappen) {
  Instant free_from;
  for (const PlannedFault& planned : plan_of("action: partition, shape: halves, rate: 1/10s, for: 30s, stability: 5s")) {
    EXPECT_GE(planned.begin, free_from);
    EXPECT_EQ(planned.nodes.size(), 5U);
    free_from = planned.end.value_or(Instant{} + seconds(kSafety)) + seconds(5);
  }
  free_from = {};
  const std::vector<PlannedFault> links = plan_of("action: link_down, link: link-0, rate: 1/10s, for: 30s");
  EXPECT_GT(links.size(), 50U);
  for (const PlannedFault& planned : links) {
    EXPECT_GE(planned.begin, free_from);
    free_from = planned.end.value_or(Instant{} + seconds(kSafety));
  }
}

TEST(OccurrencesTest, EachDrawsItsOwnAndMovesNobodyElse) {
  const std::string fault = "action: bit_rot, select: { group: node, mode: one }, every: { interval: 1min, stagger: 10s }";
  const std::vector<PlannedFault> all = plan_of(fault);
  std::set<std::uint32_t> hit;
  for (const PlannedFault& planned : all) hit.insert(planned.nodes.at(0));
  EXPECT_GT(hit.size(), 7U);
  // Those that happen are as they are without a probability.
  std::map<std::string, const PlannedFault*> by_name;
  for (const PlannedFault& planned : all) by_name[planned.name] = &planned;
  for (const PlannedFault& planned : plan_of(fault + ", probability: 50%")) {
    EXPECT_EQ(planned.begin, by_name.at(planned.name)->begin);
    EXPECT_EQ(planned.nodes, by_name.at(planned.name)->nodes);
  }
}

TEST(OccurrencesTest, OfOneInstantTheyComeInTheOrderOfTheFile) {
  const Scenario scenario = hour(
      "  - { id: late, action: pause, select: { node: node-1 }, at: 30s, for: 1s }\n"
      "  - { id: again, action: pause, select: { node: node-2 }, every: 10s, for: 1s }\n"
      "  - { id: soon, action: pause, select: { node: node-3 }, at: 10s, for: 1s }\n");
  const std::vector<PlannedFault> plan = plan_faults(scenario, 1);
  ASSERT_GT(plan.size(), 5U);
  const auto name = [&](std::size_t i) { return plan[i].name; };
  EXPECT_EQ(name(0), "again/0");
  EXPECT_EQ(name(1), "soon");
  EXPECT_EQ(name(2), "again/1");
  EXPECT_EQ(name(3), "late");
  EXPECT_EQ(name(4), "again/2");
}

TEST(ChurnTest, EachNodeComesAndGoesOnItsOwn) {
  const std::vector<PlannedFault> plan = plan_of(
      "action: churn, select: { group: node, mode: fixed, value: 4 }, at: 1min, up: { exponential: { mean: 3min } }, "
      "down: { uniform: [5s, 20s] }");
  std::map<std::uint32_t, Instant> up_from;
  std::map<std::uint32_t, std::size_t> times;
  core::Duration up;
  for (const PlannedFault& planned : plan) {
    ASSERT_EQ(planned.nodes.size(), 1U);
    const std::uint32_t node = planned.nodes[0];
    if (!up_from.contains(node)) up_from[node] = Instant{} + seconds(60);
    EXPECT_GT(planned.begin, up_from[node]);
    up = up + (planned.begin - up_from[node]);
    if (planned.end) {
      EXPECT_GE(*planned.end - planned.begin, seconds(5));
      EXPECT_LE(*planned.end - planned.begin, seconds(20));
    }
    up_from[node] = planned.end.value_or(Instant{} + seconds(kSafety));
    ++times[node];
  }
  EXPECT_EQ(times.size(), 4U);
  // About 74 sessions of three minutes on average.
  const std::int64_t mean = up.ns / static_cast<std::int64_t>(plan.size());
  EXPECT_GT(mean, seconds(110).ns);
  EXPECT_LT(mean, seconds(260).ns);
  EXPECT_TRUE(std::ranges::is_sorted(begins(plan)));
}

TEST(ChurnTest, EndsWithItsLength) {
  for (const PlannedFault& planned :
       plan_of("action: churn, select: { group: node }, at: 1min, for: 10min, up: 30s, down: 20s, stability: 25s")) {
    EXPECT_LT(planned.begin, Instant{} + seconds(660));
    ASSERT_TRUE(planned.end);
    EXPECT_LE(*planned.end, Instant{} + seconds(660));
    EXPECT_TRUE(*planned.end - planned.begin == seconds(25) || *planned.end == Instant{} + seconds(660));
  }
}

TEST(ChurnTest, AnotherNodeMovesNobodysSessions) {
  const auto of_one = [](const std::string& nodes) {
    std::vector<std::int64_t> all;
    for (const PlannedFault& planned :
         plan_of("action: churn, select: { node: " + nodes + " }, at: 0s, up: { exponential: { mean: 1min } }, down: 5s"))
      if (planned.nodes[0] == 3) all.push_back(planned.begin.ns);
    return all;
  };
  EXPECT_EQ(of_one("node-3"), of_one("[node-1, node-3, node-7]"));
}

}  // namespace
}  // namespace fleetsim::sim
