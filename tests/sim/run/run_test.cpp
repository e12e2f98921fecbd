#include "sim/run/run.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/scenario_text.h"

namespace fleetsim::sim {
namespace {

using tests::scenario_of;
using tests::shipped_scenario;

const CheckResult& check(const RunRecord& record, const std::string& name) {
  const auto found = std::ranges::find(record.checks, name, &CheckResult::name);
  if (found == record.checks.end()) throw std::out_of_range(name);
  return *found;
}

constexpr const char* kPair = R"(
fleetsim: 1
name: pair
time: { stop: 10s }
topology: { groups: [{ name: a }, { name: b }] }
content: { items: [{ id: x, reply: hello }, { id: z }] }
preload: [{ holder: { node: b }, content: x }]
workload: [{ at: 4s, node: a, content: x, as: ask }]
)";

TEST(RunTest, TheSameSeedGivesTheSameRecord) {
  const Scenario scenario = shipped_scenario("smoke/split_and_heal_converges.yaml");
  const RunRecord one = run_once(scenario, 7, {});
  const RunRecord two = run_once(scenario, 7, {});
  EXPECT_EQ(one.fingerprint, two.fingerprint);
  EXPECT_EQ(one.metrics, two.metrics);
  EXPECT_EQ(one.events, two.events);
}

TEST(RunTest, AnotherSeedGivesAnotherFingerprint) {
  const Scenario scenario = shipped_scenario("smoke/split_and_heal_converges.yaml");
  EXPECT_NE(run_once(scenario, 1, {}).fingerprint, run_once(scenario, 2, {}).fingerprint);
}

TEST(RunTest, ATraceChangesNothing) {
  const Scenario scenario = shipped_scenario("smoke/three_node_store.yaml");
  RunOptions traced;
  std::size_t lines = 0;
  traced.trace = [&](const std::string& line) { lines += line.empty() ? 0U : 1U; };
  EXPECT_EQ(run_once(scenario, 3, traced).fingerprint, run_once(scenario, 3, {}).fingerprint);
  EXPECT_GT(lines, 50U);
}

TEST(RunTest, VerifyingAgreesWithRunningOnce) {
  const Scenario scenario = shipped_scenario("smoke/three_node_store.yaml");
  RunOptions verify;
  verify.verify = true;
  const RunRecord record = run_once(scenario, 3, verify);
  EXPECT_EQ(record.exit, kExitPass);
  EXPECT_EQ(record.fingerprint, run_once(scenario, 3, {}).fingerprint);
}

TEST(RunTest, TheFingerprintDoesNotDependOnWhatTheFileIsCalledOrExpects) {
  Scenario scenario = scenario_of(kPair);
  const std::string before = run_once(scenario, 1, {}).fingerprint;
  scenario.path = "elsewhere.yaml";
  ReplySpec wrong;
  wrong.id = "r";
  wrong.request = "ask";
  wrong.outcome = Outcome::error;
  scenario.replies.push_back(wrong);
  EXPECT_EQ(run_once(scenario, 1, {}).fingerprint, before);
}

TEST(RunTest, AFailedExpectationIsExit1AndSaysWhatWasSeen) {
  const Scenario scenario = scenario_of(std::string(kPair) +
                                        "expect: { replies: [{ id: r, request: ask, outcome: ok, value: goodbye }] }\n");
  const RunRecord record = run_once(scenario, 1, {});
  EXPECT_EQ(record.exit, kExitFailed);
  EXPECT_EQ(record.verdict, Verdict::fail);
  EXPECT_NE(check(record, "r").detail.find("goodbye"), std::string::npos);
  EXPECT_TRUE(check(record, "r").at.has_value());
}

TEST(RunTest, AFailedConvergenceIsExit3) {
  const Scenario scenario = scenario_of(std::string(kPair) +
                                        "fabric: { gossip: { strategy: none } }\n"
                                        "expect: { converge: [{ id: c, content: x, holders: [a, b], within: 1s }] }\n");
  const RunRecord record = run_once(scenario, 1, {});
  EXPECT_EQ(record.exit, kExitLiveness);
  EXPECT_EQ(check(record, "c").verdict, Verdict::fail);
}

TEST(RunTest, AnExpectationAboutARequestThatIsNeverAnsweredFails) {
  const Scenario scenario = scenario_of(std::string(kPair) +
                                        "faults: [{ id: f, action: crash, select: { node: a }, at: 1s, heal: never }]\n"
                                        "expect: { replies: [{ id: r, request: ask, outcome: ok }] }\n");
  EXPECT_EQ(run_once(scenario, 1, {}).exit, kExitFailed);
}

TEST(RunTest, AConvergenceThatNobodyIsLeftToShowIsVacuousAndFails) {
  const Scenario scenario = scenario_of(std::string(kPair) +
                                        "faults: [{ id: f, action: crash, select: { node: [a, b] }, at: 1s, heal: never }]\n"
                                        "expect: { converge: [{ id: c, content: x, holders: [b], within: 1s }] }\n");
  const RunRecord record = run_once(scenario, 1, {});
  EXPECT_EQ(check(record, "c").verdict, Verdict::vacuous);
  EXPECT_EQ(record.exit, kExitLiveness);
}

TEST(RunTest, TheLimitOnEventsIsExit3) {
  const Scenario scenario = scenario_of(std::string(kPair) + "limits: { events: 5 }\n");
  const RunRecord record = run_once(scenario, 1, {});
  EXPECT_EQ(record.exit, kExitLiveness);
  EXPECT_EQ(record.events, 5U);
  EXPECT_EQ(check(record, "events_limit").verdict, Verdict::fail);
}

TEST(RunTest, WhatTheLimitDidNotLetHappenIsExit3AndWhatWentWrongBeforeItExit1) {
  const std::string expected = "expect: { replies: [{ id: r, request: ask, outcome: error }] }\n";
  const RunRecord cut = run_once(scenario_of(kPair + ("limits: { events: 5 }\n" + expected)), 1, {});
  EXPECT_EQ(check(cut, "r").evaluated, 0U);
  EXPECT_EQ(cut.exit, kExitLiveness);
  const RunRecord whole = run_once(scenario_of(kPair + expected), 1, {});
  EXPECT_EQ(whole.exit, kExitFailed) << "the same answer, which is another than the expected one";
  const RunRecord late =
      run_once(scenario_of(kPair + (fmt::format("limits: {{ events: {} }}\n", whole.events) + expected)), 1, {});
  EXPECT_EQ(check(late, "events_limit").verdict, Verdict::fail);
  EXPECT_EQ(late.exit, kExitFailed);
}

TEST(RunTest, UntilStopsEarlyWithoutJudgingWhatWasToCome) {
  const Scenario scenario = scenario_of(std::string(kPair) +
                                        "expect: { replies: [{ id: r, request: ask, outcome: ok }] }\n");
  RunOptions options;
  options.until = core::seconds(2);
  const RunRecord record = run_once(scenario, 1, options);
  EXPECT_EQ(record.exit, kExitPass);
  EXPECT_EQ(record.end, core::Instant{} + core::seconds(2));
}

TEST(RunTest, EverySmokeScenarioPassesOverSeeds) {
  for (const char* name :
       {"three_node_store", "partitioned_holder_is_skipped", "stale_announcement_falls_back",
        "gossip_asks_only_the_announced_holder", "local_hold_survives_total_partition", "total_partition_fails_closed",
        "home_computes_once", "denied_capability_is_not_recorded", "late_joiner_learns_all_holders",
        "restart_recovers_from_the_ledger", "lossy_links_still_converge", "split_and_heal_converges"}) {
    const Scenario scenario = shipped_scenario(std::string("smoke/") + name + ".yaml");
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      const RunRecord record = run_once(scenario, seed, {});
      EXPECT_EQ(record.exit, kExitPass) << name << " seed " << seed;
      for (const CheckResult& result : record.checks)
        EXPECT_EQ(result.verdict, Verdict::pass) << name << " seed " << seed << " " << result.name << ": " << result.detail;
    }
  }
}

TEST(RunTest, HomeComputesWhatTwoAskersWantAtOnceOnlyOnce) {
  const Scenario scenario = scenario_of(R"(
fleetsim: 1
name: single
time: { stop: 5s }
topology:
  groups: [{ name: a }, { name: b }, { name: home, compute: { slots: 4, service: 100ms } }]
  overlay: none
fabric: { gossip: { strategy: none } }
content: { items: [{ id: x }] }
workload: [{ at: 1s, node: a, content: x }, { at: 1s, node: b, content: x }]
)");
  const RunRecord record = run_once(scenario, 1, {});
  EXPECT_EQ(record.metrics.at("home_computes"), 1);
  EXPECT_EQ(record.metrics.at("answers_home"), 2);
}

TEST(RunTest, ComputationsWaitForAFreeSlot) {
  const std::string text = R"(
fleetsim: 1
name: queue
time: { stop: 5s }
topology:
  groups: [{ name: a }, { name: home, compute: { slots: SLOTS, service: 1s } }]
  overlay: none
fabric: { gossip: { strategy: none } }
content: { items: [{ id: x }, { id: z }] }
workload: [{ at: 0s, node: a, content: x, deadline: 1500ms, as: first }, { at: 0s, node: a, content: z, deadline: 1500ms, as: second }]
expect: { replies: [{ id: f, request: first, outcome: ok }, { id: s, request: second, outcome: OUTCOME }] }
)";
  const auto with = [&](std::string slots, std::string outcome) {
    std::string yaml = text;
    yaml.replace(yaml.find("SLOTS"), 5, slots);
    yaml.replace(yaml.find("OUTCOME"), 7, outcome);
    return run_once(scenario_of(yaml), 1, {}).exit;
  };
  EXPECT_EQ(with("2", "ok"), kExitPass);
  EXPECT_EQ(with("1", "error"), kExitPass);
}

}  // namespace
}  // namespace fleetsim::sim
