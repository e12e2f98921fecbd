// Mistakes in `budget` and in faults that wait for something.

#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "sim/scenario/reader.h"
#include "tests/support/bad_scenario.h"

namespace fleetsim::sim {
namespace {

struct Mistake {
  const char* name;
  const char* yaml;  ///< one line, behind phases
  int column;
  const char* says;
};

void PrintTo(const Mistake& mistake, std::ostream* out) {
  *out << mistake.name;
}

class LimitMistakeTest : public testing::TestWithParam<Mistake> {};

void expect_only(const std::string& yaml, int line, int column, const char* says) {
  const ReadResult read = read_scenario(yaml, "t.yaml");
  std::string all;
  for (const Finding& finding : read.findings) all += finding.text() + "\n";
  ASSERT_EQ(read.findings.size(), 1u) << all;
  EXPECT_NE(all.find(says), std::string::npos) << all;
  EXPECT_EQ(read.findings[0].place.line, line) << all;
  EXPECT_EQ(read.findings[0].place.column, column) << all;
}

constexpr const char* kPhases = "phases: [{ name: safety, until: 8s }, { name: liveness }]\n";

TEST_P(LimitMistakeTest, IsOneFindingAtItsPlace) {
  expect_only(tests::scenario_with(kPhases + std::string("faults: [{ action: crash, select: { node: a }, at: 1s }]\n") +
                                   "budget: { " + GetParam().yaml + " }\n"),
              10, GetParam().column, GetParam().says);
}

INSTANTIATE_TEST_SUITE_P(
    Budgets, LimitMistakeTest,
    testing::Values(
        Mistake{"nothing", "", 9, "a budget without a limit, expected \"max_down\", \"keep_copies\" or \"protect\""},
        Mistake{"no_limit", "max_down: { group: e }", 21, "budget.max_down: no limit, expected \"count\" or \"percent\""},
        Mistake{"two_limits", "max_down: { group: e, count: 1, percent: 5% }", 52,
                "both \"count\" and \"percent\", expected one of them"},
        Mistake{"share_above_one", "max_down: { percent: 134% }", 32, "a ratio such as 5%"},
        Mistake{"unknown_group", "max_down: { group: f, count: 1 }", 30, "no group is called \"f\""},
        Mistake{"mode_of_a_limit", "max_down: { group: e, mode: one, count: 1 }", 33, "unknown key \"mode\""},
        Mistake{"too_many_copies", "keep_copies: 1001", 24, "from 0 to 1000"},
        Mistake{"protects_nobody", "protect: {}", 20, "a selector of nobody"},
        Mistake{"unknown_over", "keep_copies: 1, over: ignore", 33, "\"ignore\", expected one of refuse, count"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(LimitMistakeTest, ABudgetOfNothing) {
  expect_only(tests::scenario_with("budget: { keep_copies: 1 }\n"), 8, 9, "a budget of no faults, expected \"faults\"");
}

class WaitingMistakeTest : public testing::TestWithParam<Mistake> {};

TEST_P(WaitingMistakeTest, IsOneFindingAtItsPlace) {
  expect_only(tests::scenario_with(kPhases + std::string("faults: [{ action: crash, ") + GetParam().yaml + " }]\n"), 9,
              GetParam().column, GetParam().says);
}

INSTANTIATE_TEST_SUITE_P(
    Reactions, WaitingMistakeTest,
    testing::Values(
        Mistake{"at_too", "select: there, at: 1s, when: { fact: up }", 46, "both \"when\" and \"at\", expected one of them"},
        Mistake{"rate_too", "select: there, rate: 1/s, when: { fact: up }", 48, "both \"when\" and \"rate\""},
        Mistake{"every_too", "select: there, every: 1s, when: { fact: up }", 49, "both \"when\" and \"every\""},
        Mistake{"no_fact", "select: there, when: {}", 48, "faults[0].when: no key \"fact\""},
        Mistake{"unknown_fact", "select: there, when: { fact: record }", 56, "\"record\", expected one of asked"},
        Mistake{"content_of_none", "select: there, when: { fact: up, content: x }", 69,
                "content of \"up\", which is about none, expected no \"content\""},
        Mistake{"request_of_none", "select: there, when: { fact: recorded, request: ask }", 75,
                "a request of \"recorded\", which is about none"},
        Mistake{"unknown_request", "select: there, when: { fact: asked, request: akk }", 72,
                "no request is called \"akk\", expected the \"as\" of a request (did you mean \"ask\"?)"},
        Mistake{"unknown_node", "select: there, when: { fact: asked, node: z }", 69, "no node is called \"z\""},
        Mistake{"zeroth", "select: there, when: { fact: asked, nth: 0 }", 68, "from 1"},
        Mistake{"no_times", "select: there, times: 0, when: { fact: asked }", 49, "from 1 to 10000"},
        Mistake{"times_without_when", "select: { node: a }, times: 2, at: 1s", 48, "unknown key \"times\""},
        Mistake{"stability", "select: there, stability: 1s, for: { uniform: [1s, 2s] }, when: { fact: asked }", 42,
                "unknown key \"stability\""},
        Mistake{"there_without_when", "select: there, at: 1s", 35,
                "\"there\", where nothing has happened, expected a selector, or \"when\""}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(WaitingMistakeTest, WithoutPhasesItWouldWaitForEver) {
  expect_only(tests::scenario_with("faults: [{ action: crash, select: there, when: { fact: up }, for: 1s }]\n"), 8, 48,
              "a fault that waits, expected \"phases\" that end the waiting");
}

}  // namespace
}  // namespace fleetsim::sim
