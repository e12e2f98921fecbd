// Mistakes in when faults begin and end.

#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "sim/scenario/reader.h"
#include "tests/support/bad_scenario.h"

namespace fleetsim::sim {
namespace {

struct Mistake {
  const char* name;
  const char* phases;
  const char* fault;  ///< behind `faults: [{ `
  int column;
  const char* says;
};

void PrintTo(const Mistake& mistake, std::ostream* out) {
  *out << mistake.name;
}

constexpr const char* kPhases = "phases: [{ name: safety, until: 8s }, { name: liveness }]";
constexpr const char* kNone = "";

class FaultTimeMistakeTest : public testing::TestWithParam<Mistake> {};

TEST_P(FaultTimeMistakeTest, IsOneFindingAtItsPlace) {
  const Mistake& mistake = GetParam();
  const ReadResult read = read_scenario(
      tests::scenario_with(std::string(mistake.phases) + "\nfaults: [{ " + mistake.fault + " }]\n"), "t.yaml");
  std::string all;
  for (const Finding& finding : read.findings) all += finding.text() + "\n";
  ASSERT_EQ(read.findings.size(), 1u) << all;
  EXPECT_NE(all.find(mistake.says), std::string::npos) << all;
  EXPECT_EQ(read.findings[0].place.line, 9) << all;
  EXPECT_EQ(read.findings[0].place.column, mistake.column) << all;
}

INSTANTIATE_TEST_SUITE_P(
    Times, FaultTimeMistakeTest,
    testing::Values(
        Mistake{"no_time", kPhases, "action: pause, select: { node: a }", 10, "faults[0]: no key \"at\""},
        Mistake{"two_verbs", kPhases, "every: 1s, rate: 1/s, action: pause, select: { node: a }", 29,
                "faults[0].rate: both \"every\" and \"rate\", expected one of them"},
        Mistake{"no_interval", kPhases, "every: {}, action: pause, select: { node: a }", 19,
                "faults[0].every: no key \"interval\""},
        Mistake{"interval_of_nothing", kPhases, "every: 0s, action: pause, select: { node: a }", 19, "0s"},
        Mistake{"interval_without_unit", kPhases, "every: 45, action: pause, select: { node: a }", 19,
                "\"45\" has no unit"},
        Mistake{"stagger_too_long", kPhases, "every: { interval: 1s, stagger: 2s }, action: pause, select: { node: a }", 44,
                "every.stagger: \"2s\" is longer than the interval, expected at most 1s"},
        Mistake{"stagger_elsewhere", kPhases, "stagger: 1s, every: 1s, action: pause, select: { node: a }", 12,
                "unknown key \"stagger\""},
        Mistake{"rate_of_nothing", kPhases, "rate: 0/h, action: pause, select: { node: a }", 18,
                "\"0/h\" is never, expected so many in a span of time, such as 6/h or 1/90s"},
        Mistake{"rate_without_time", kPhases, "rate: 6, action: pause, select: { node: a }", 18,
                "\"6\" is not so many in a span of time"},
        Mistake{"rate_of_a_list", kPhases, "rate: [], action: pause, select: { node: a }", 18, "such as 6/h"},
        Mistake{"rate_too_high", kPhases, "rate: 20/ms, action: pause, select: { node: a }", 18,
                "\"20/ms\" happens more than 100000 times in 8s, expected a fault that happens at most 100000 times"},
        Mistake{"interval_too_short", kPhases, "every: 1us, action: pause, select: { node: a }", 19,
                "happens more than 100000 times"},
        Mistake{"first_time_too_late", kPhases, "every: 8s, action: pause, select: { node: a }", 19,
                "the first time is at 8s, when the safety phase is over, expected less than 8s"},
        Mistake{"begins_too_late", kPhases, "at: 9s, every: 1s, action: pause, select: { node: a }", 16,
                "the first time is at 9s, when the safety phase is over"},
        Mistake{"again_without_end", kNone, "every: 1s, for: 1s, action: pause, select: { node: a }", 19,
                "a fault that comes again and again, expected \"phases\" that end it"},
        Mistake{"drawn_without_end", kNone, "at: 1s, for: { uniform: [1s, 2s] }, action: pause, select: { node: a }", 25,
                "a fault whose length is drawn, expected \"phases\" that end it"},
        Mistake{"never", kPhases, "at: 1s, probability: 0%, action: pause, select: { node: a }", 33,
                "a fault that never happens, expected a ratio above 0"},
        Mistake{"likelier_than_sure", kPhases, "at: 1s, probability: 2, action: pause, select: { node: a }", 33, "a ratio"},
        Mistake{"no_length", kPhases, "at: 1s, for: { constant: 0s }, action: pause, select: { node: a }", 25,
                "a fault that lasts no time"},
        Mistake{"stable_for_nothing", kPhases, "at: 1s, for: 2s, stability: 1s, action: pause, select: { node: a }", 40,
                "stability of a fault that happens once and lasts as long as it says, expected no \"stability\""},
        Mistake{"stable_for_longer", kPhases, "rate: 1/s, for: 2s, stability: 3s, action: pause, select: { node: a }", 43,
                "the fault lasts 2s and is stable for longer, expected at most 2s"},
        Mistake{"joins_again", kPhases, "at: 1s, rate: 1/s, action: join, select: { node: a }", 20,
                "unknown key \"rate\""},
        Mistake{"joins_perhaps", kPhases, "at: 1s, probability: 50%, action: join, select: { node: a }", 20,
                "unknown key \"probability\""},
        Mistake{"churns_by_rate", kPhases, "at: 1s, rate: 1/s, up: 1s, down: 1s, action: churn, select: { node: a }", 20,
                "unknown key \"rate\""},
        Mistake{"churn_without_end", kNone, "at: 1s, up: 1s, down: 1s, action: churn, select: { node: a }", 10,
                "nodes that come and go, expected \"phases\" that end it"},
        Mistake{"churn_without_sessions", kPhases, "at: 1s, down: 1s, action: churn, select: { node: a }", 10,
                "no key \"up\""},
        Mistake{"churn_by_leaving", kPhases, "at: 1s, up: 1s, down: 1s, how: leave, action: churn, select: { node: a }", 43,
                "\"leave\", expected one of crash, restart, wipe"},
        Mistake{"churn_that_never_heals", kPhases, "at: 1s, up: 1s, down: 1s, heal: never, action: churn, select: { node: a }", 38,
                "unknown key \"heal\""}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(FaultTimeMistakeTest, WhatMayEndSeveralTimesIsNoPointInTime) {
  for (const char* times : {"every: 1s, for: 100ms", "rate: 1/s, for: 100ms", "at: 1s, for: 1s, probability: 50%"}) {
    const ReadResult read = read_scenario(
        tests::scenario_with(std::string(kPhases) + "\nfaults: [{ id: f, action: pause, select: { node: a }, " + times +
                             " }]\nexpect: { converge: [{ content: x, holders: actual, within: 1s, after: \"fault:f\" }] }\n"),
        "t.yaml");
    ASSERT_EQ(read.findings.size(), 1u) << times;
    EXPECT_NE(read.findings[0].text().find("fault \"f\" may end several times, or never, expected a fault that happens once, "
                                           "heal, or start"),
              std::string::npos)
        << read.findings[0].text();
  }
}

TEST(FaultTimeMistakeTest, SessionsAreNotSoManyThatTheyCannotBeDrawn) {
  const ReadResult read = read_scenario(
      "fleetsim: 1\nname: t\ntime: { stop: 1h }\nphases: [{ name: safety, until: 1h }, { name: liveness }]\n"
      "topology: { groups: [{ name: e, count: 300 }] }\n"
      "faults: [{ at: 0s, up: 10s, down: 1s, action: churn, select: { group: e } }]\n", "t.yaml");
  EXPECT_TRUE(read.findings.empty());
  const ReadResult more = read_scenario(
      "fleetsim: 1\nname: t\ntime: { stop: 1h }\nphases: [{ name: safety, until: 1h }, { name: liveness }]\n"
      "topology: { groups: [{ name: e, count: 400 }] }\n"
      "faults: [{ at: 0s, up: 10s, down: 1s, action: churn, select: { group: e } }]\n", "t.yaml");
  ASSERT_EQ(more.findings.size(), 1u);
  EXPECT_NE(more.findings[0].text().find("400 nodes come and go more than 100000 times, expected fewer nodes, or longer sessions"),
            std::string::npos)
      << more.findings[0].text();
}

}  // namespace
}  // namespace fleetsim::sim
