// Faults of nodes in a whole world: what they do to what nodes say, and when.

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sim/observe/fact_codec.h"
#include "tests/support/scenario_text.h"
#include "tests/support/world_facts.h"

namespace fleetsim::sim {
namespace {

using core::Instant;
using core::milliseconds;
using core::seconds;
using tests::facts_of;
using tests::happened;
using tests::metric;
using tests::said;
using tests::scenario_of;

// `a` asks at 4 s; `b` holds x; y is computed at `home`, which takes 1 s for it.
Scenario trio(const std::string& faults, const std::string& content = "x", const std::string& clock = "{}") {
  return scenario_of(R"(
fleetsim: 1
name: trio
time: { stop: 30s }
topology:
  groups: [{ name: a, clock: )" + clock + R"( }, { name: b }, { name: home, compute: { service: 1s } }]
content: { items: [{ id: x }, { id: y }] }
preload: [{ holder: { node: b }, content: x }]
workload: [{ at: 4s, node: a, content: )" + content + R"(, as: ask }]
faults:
)" + faults);
}

Instant at(std::int64_t ms) {
  return Instant{} + milliseconds(ms);
}

Instant answered_at(const Scenario& scenario) {
  const std::vector<Fact> answers = said<core::Answered>(facts_of(scenario));
  return answers.size() == 1 ? answers[0].at : Instant{};
}

TEST(PauseTest, WhatReachesAProcessThatStandsStillWaitsAndIsTakenUpInItsOrder) {
  const Scenario scenario = trio("  - { action: pause, select: { node: b }, at: 3s, for: 4s }\n");
  const std::vector<Fact> facts = facts_of(scenario);
  ASSERT_EQ(happened<NodePaused>(facts).size(), 1u);
  ASSERT_EQ(happened<NodeResumed>(facts).size(), 1u);
  EXPECT_EQ(happened<NodeResumed>(facts)[0].at, at(7000));
  for (const Fact& fact : facts)
    if (fact.node == 1 && fact.at > at(3000) && fact.at < at(7000))
      ADD_FAILURE() << "it did something at " << fact.at.ns;
  std::vector<Instant> served;
  for (const Fact& fact : said<core::Served>(facts))
    if (fact.node == 1) served.push_back(fact.at);
  EXPECT_EQ(served, std::vector{at(7000)}) << "the question had waited in its inbox";
  EXPECT_TRUE(happened<NodeDown>(facts).empty());
  EXPECT_EQ(metric(scenario, "messages_dropped_receiver_down"), 0);
  EXPECT_EQ(metric(scenario, "nodes_paused"), 1);
}

TEST(PauseTest, AComputationGoesOnWhereItStood) {
  const Instant without = answered_at(trio("  - { action: pause, select: { node: b }, at: 3s, for: 1s }\n", "y"));
  const Instant with = answered_at(trio("  - { action: pause, select: { node: home }, at: 4500ms, for: 3s }\n", "y"));
  EXPECT_EQ(with - without, seconds(3));
}

TEST(PauseTest, TimersThatCameDueFireWhenItGoesOn) {
  const Scenario scenario = trio("  - { action: pause, select: { node: a }, at: 3s, for: 10s }\n");
  const std::vector<Fact> facts = facts_of(scenario);
  const std::vector<Fact> asked = said<core::Asked>(facts);
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(asked[0].at, at(13000)) << "the request was made of a process that stood still";
  bool gossiped = false;
  for (const Fact& fact : happened<Sent>(facts)) gossiped |= fact.node == 0 && fact.at == at(13000);
  EXPECT_TRUE(gossiped);
}

TEST(PauseTest, ACrashEndsItAndLosesWhatHadCome) {
  const Scenario scenario = trio(
      "  - { action: pause, select: { node: a }, at: 3s, for: 9s }\n"
      "  - { action: crash, select: { node: a }, at: 6s, for: 1s }\n");
  const std::vector<Fact> facts = facts_of(scenario);
  EXPECT_EQ(happened<RequestRefused>(facts).size(), 1u);
  EXPECT_GT(metric(scenario, "messages_dropped_receiver_down"), 0);
  EXPECT_TRUE(happened<NodeResumed>(facts).empty()) << "its next life does not stand still";
  bool sent = false;
  for (const Fact& fact : happened<Sent>(facts)) sent |= fact.node == 0 && fact.at > at(7000) && fact.at < at(12000);
  EXPECT_TRUE(sent);
}

TEST(PauseTest, TwoAtOnceAreOverWhenBothAre) {
  const std::vector<Fact> facts = facts_of(trio(
      "  - { action: pause, select: { node: b }, at: 3s, for: 4s }\n"
      "  - { action: pause, select: { node: b }, at: 5s, for: 4s }\n"));
  ASSERT_EQ(happened<NodeResumed>(facts).size(), 1u);
  EXPECT_EQ(happened<NodeResumed>(facts)[0].at, at(9000));
}

TEST(SlowNodeTest, ComputationsTakeThatManyTimesAsLong) {
  const Instant usual = answered_at(trio("  - { action: pause, select: { node: b }, at: 3s, for: 1s }\n", "y"));
  const Instant slow = answered_at(trio("  - { action: slow_node, select: { node: home }, factor: 4, at: 3s, for: 9s }\n", "y"));
  EXPECT_EQ(slow - usual, seconds(3));
}

TEST(SlowNodeTest, EachMessageWaitsForTheOneBeforeIt) {
  const std::vector<Fact> facts = facts_of(trio("  - { action: slow_node, select: { node: b }, handling: 700ms, at: 3s, for: 9s }\n"));
  Instant last;
  bool any = false;
  for (const Fact& fact : facts) {
    const auto* what = std::get_if<core::Observation>(&fact.what);
    if (what == nullptr || !std::holds_alternative<core::Served>(*what)) continue;
    any = true;
    last = fact.at;
  }
  EXPECT_TRUE(any);
  EXPECT_GE(last, at(4000 + 700));
}

TEST(RestartTest, WhatWasWrittenAndNotSyncedIsThereInTheNextLifeOfTheProcess) {
  const auto recovered = [](const std::string& action) {
    Scenario scenario = scenario_of(R"(
fleetsim: 1
name: t
time: { stop: 30s }
topology: { groups: [{ name: a, store: { append: 1ms, sync: 5s } }, { name: home, compute: { service: 1s } }] }
content: { items: [{ id: x }] }
workload: [{ at: 4s, node: a, content: x, as: ask }]
faults:
  - { action: )" + action + R"(, select: { node: a }, at: 7s, for: 1s }
)");
    return said<core::Recovered>(facts_of(scenario, 3)).size();
  };
  EXPECT_EQ(recovered("restart"), 1u);
  EXPECT_EQ(recovered("crash"), 0u);
}

TEST(RestartTest, ItIsBackAfterASecondIfNobodySaysOtherwise) {
  const std::vector<Fact> up = happened<NodeUp>(facts_of(trio("  - { action: restart, select: { node: b }, at: 3s }\n")));
  ASSERT_EQ(up.size(), 4u);
  EXPECT_EQ(up[3].at, at(4000));
}

TEST(LeaveTest, ItEndsWhatItHasBegunTakesNothingNewAndDoesNotComeBack) {
  Scenario scenario = scenario_of(R"(
fleetsim: 1
name: t
time: { stop: 30s }
topology: { groups: [{ name: a }, { name: home, compute: { service: 1s } }] }
content: { items: [{ id: x }, { id: y }] }
workload:
  - { at: 4s, node: a, content: x, as: before }
  - { at: 4600ms, node: a, content: y, as: after }
faults:
  - { action: leave, select: { node: a }, at: 4500ms }
expect:
  replies: [{ request: before, outcome: ok, from: home }]
)");
  const std::vector<Fact> facts = facts_of(scenario);
  EXPECT_EQ(happened<RequestRefused>(facts).size(), 1u);
  const std::vector<Fact> down = happened<NodeDown>(facts);
  ASSERT_EQ(down.size(), 1u);
  EXPECT_TRUE(std::get<NodeDown>(down[0].what).left);
  EXPECT_GT(down[0].at, at(5000));
  EXPECT_LT(down[0].at, at(5100));
  EXPECT_EQ(happened<NodeUp>(facts).size(), 2u);
  EXPECT_EQ(run_once(scenario, 1, {}).exit, kExitPass);
  EXPECT_EQ(metric(scenario, "nodes_left"), 1);
}

TEST(LeaveTest, ItWaitsTwoSecondsAtMost) {
  const std::vector<Fact> facts = facts_of(trio(
      "  - { action: leave, select: { node: a }, at: 4100ms }\n"
      "  - { action: pause, select: { node: home }, at: 3s, for: 20s }\n", "y"));
  ASSERT_EQ(happened<NodeDown>(facts).size(), 1u);
  EXPECT_EQ(happened<NodeDown>(facts)[0].at, at(6100));
}

TEST(LeaveTest, WhoIsOffAlreadyStaysOff) {
  const std::vector<Fact> facts = facts_of(trio(
      "  - { action: crash, select: { node: b }, at: 3s, for: 4s }\n"
      "  - { action: leave, select: { node: b }, at: 5s }\n"));
  EXPECT_EQ(happened<NodeDown>(facts).size(), 2u);
  EXPECT_EQ(happened<NodeUp>(facts).size(), 3u);
}

TEST(LeaveTest, ItsCopiesAreCountedAsLost) {
  EXPECT_EQ(metric(trio("  - { action: leave, select: { node: b }, at: 3s }\n", "y"), "contents_lost"), 1);
  EXPECT_EQ(metric(trio("  - { action: restart, select: { node: b }, at: 3s }\n", "y"), "contents_lost"), 0);
}

TEST(ClockFaultTest, TimersFireByTheClockThatTheNodeSees) {
  // The asked node is off, so that the asker gives up after 2 s by its own clock.
  const auto gave_up_after = [](const std::string& clock, const std::string& more = "") {
    const Scenario scenario = scenario_of(R"(
fleetsim: 1
name: t
time: { stop: 60s }
topology: { groups: [{ name: a, clock: )" + clock + R"( }, { name: b }] }
fabric: { lookup: { announced_timeout: 2s, order: [local, announced] } }
content: { items: [{ id: x }] }
preload: [{ holder: { node: b }, content: x }]
workload: [{ at: 10s, node: a, content: x, as: ask }]
faults:
  - { id: dead, action: crash, select: { node: b }, at: 8s, heal: never }
)" + more);
    const std::vector<Fact> answers = said<core::Answered>(facts_of(scenario));
    return answers.size() == 1 ? (answers[0].at - at(10'000)).ns : -1;
  };
  EXPECT_EQ(gave_up_after("{}"), 2'000'000'000);
  EXPECT_EQ(gave_up_after("{ offset: 5h }"), 2'000'000'000);
  EXPECT_EQ(gave_up_after("{ drift: 500000ppm }"), 1'333'333'334);
  EXPECT_EQ(gave_up_after("{ offset: -3s, drift: -500000ppm }"), 4'000'000'000);
  const auto jump = [](const char* by) {
    return std::string("  - { action: clock_jump, select: { node: a }, at: 11s, by: ") + by + " }\n";
  };
  EXPECT_EQ(gave_up_after("{ source: steady }", jump("1h")), 2'000'000'000);
  EXPECT_EQ(gave_up_after("{ source: wall }", jump("1h")), 1'000'000'000) << "at once, at the jump";
  EXPECT_EQ(gave_up_after("{ source: wall }", jump("-20s")), 22'000'000'000);
  EXPECT_EQ(gave_up_after("{ source: steady }",
                          "  - { action: clock_drift, select: { node: a }, drift: -500000ppm, at: 11s, for: 1s }\n"),
            2'500'000'000);
}

TEST(ClockFaultTest, FactsCarryBothTimesAndTraceLinesShowThemWhereTheyDiffer) {
  const std::vector<Fact> facts = facts_of(trio("  - { action: clock_jump, select: { node: b }, at: 3s, by: -2s }\n", "x", "{ offset: 1500ms }"));
  for (const Fact& fact : facts) {
    if (fact.node == 0) {
      EXPECT_EQ(fact.skew, milliseconds(1500));
    } else {
      EXPECT_EQ(fact.skew, core::Duration{}) << "b is told the steady clock, which nobody sets";
    }
  }
  const Scenario scenario = trio("  - { action: clock_jump, select: { node: b }, at: 3s, by: -2s }\n", "x", "{ offset: 1500ms }");
  RunOptions options;
  std::vector<std::string> lines;
  options.trace = [&](const std::string& line) { lines.push_back(line); };
  run_once(scenario, 1, options);
  const auto has = [&](const std::string& wanted) {
    return std::ranges::any_of(lines, [&](const std::string& line) { return line == wanted; });
  };
  EXPECT_TRUE(has("0.000000000 a up incarnation=1 clock=1.500000000"));
  EXPECT_TRUE(has("0.000000000 b up incarnation=1"));
  EXPECT_TRUE(has("3.000000000 b clock-set by=-2.000000000"));
  EXPECT_EQ(metric(scenario, "clocks_set"), 1);
}

TEST(ClockFaultTest, ANodeWhoseClockWasSetSaysSoInItsNextLife) {
  const std::vector<Fact> facts = facts_of(trio(
      "  - { action: clock_jump, select: { node: b }, at: 3s, by: -2s }\n"
      "  - { action: restart, select: { node: b }, at: 5s }\n"));
  for (const Fact& fact : facts)
    if (fact.node == 1) {
      EXPECT_EQ(fact.skew, fact.at >= at(6000) ? seconds(-2) : core::Duration{}) << fact.at.ns;
    }
}

TEST(ClockFaultTest, AClockThatIsSetAndKeepsItsTimeChangesNoFingerprint) {
  // All machines are off by the same: nobody can tell.
  const auto run = [](const std::string& clock) {
    return run_once(trio("  - { action: pause, select: { node: b }, at: 3s, for: 1s }\n", "x", clock), 1, {});
  };
  EXPECT_EQ(run("{}").fingerprint, run("{ offset: 0s, drift: 0ppm, source: wall }").fingerprint);
  EXPECT_NE(run("{}").fingerprint, run("{ offset: 1ns }").fingerprint);
  EXPECT_EQ(run("{}").events, run("{ offset: 1h }").events);
}

TEST(AnnouncementFaultTest, WhatIsLostIsUnknownUntilTheFaultIsOver) {
  const auto first_told = [](const std::string& fault) {
    for (const Fact& fact : said<core::Learned>(facts_of(trio(fault, "y"))))
      if (const auto& learned = std::get<core::Learned>(std::get<core::Observation>(fact.what)); learned.from == 1 && fact.node != 1)
        return fact.at;
    return Instant{};
  };
  EXPECT_LT(first_told("  - { action: pause, select: { node: home }, at: 20s, for: 1s }\n"), at(3000));
  EXPECT_GT(first_told("  - { action: lost_announcement, select: { node: b }, at: 0s, for: 9s }\n"), at(9000));
  EXPECT_GT(first_told("  - { action: lost_announcement, select: { node: b }, content: x, at: 0s, for: 9s }\n"), at(9000));
  EXPECT_LT(first_told("  - { action: lost_announcement, select: { node: b }, content: y, at: 0s, for: 9s }\n"), at(3000));
}

TEST(AnnouncementFaultTest, StaleGossipTellsNothingNewAndIsAnsweredOnce) {
  const Scenario scenario = trio("  - { action: stale_announcement, select: { node: home }, at: 3s, for: 20s }\n", "y");
  const std::vector<Fact> facts = facts_of(scenario);
  for (const Fact& fact : said<core::Learned>(facts)) {
    const auto& learned = std::get<core::Learned>(std::get<core::Observation>(fact.what));
    if (learned.from == 2 && fact.node != 2 && fact.at > at(5000)) {
      EXPECT_GT(fact.at, at(23000));
    }
  }
  EXPECT_LT(happened<Sent>(facts).size(), 400u);
}

TEST(NodeFaultsTest, RunsOverSeedsAgreeWithTheirRepetition) {
  RunOptions verify;
  verify.verify = true;
  for (const char* name : {"faults/clocks_that_disagree_still_converge.yaml", "faults/a_paused_holder_answers_late.yaml"})
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      const RunRecord record = run_once(tests::shipped_scenario(name), seed, verify);
      EXPECT_EQ(record.exit, kExitPass) << name << " " << seed << " " << record.error;
    }
}

}  // namespace
}  // namespace fleetsim::sim
