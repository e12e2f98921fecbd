#include "reports/console.h"

#include <sstream>

#include <gtest/gtest.h>

#include "tests/support/records.h"

namespace fleetsim::tests {
namespace {

std::string report(const std::vector<sim::RunRecord>& records, reports::ConsoleOptions options) {
  std::ostringstream out;
  reports::ConsoleReport console(options);
  for (const sim::RunRecord& record : records) console.add(out, record);
  console.finish(out);
  return out.str();
}

TEST(ConsoleTest, ManyRunsAreALineEachAndFailuresSayWhatAndHowToReplay) {
  EXPECT_EQ(
      report({passed_record(1), failed_record(2), broken_record(3)}, {}),
      R"(PASS scenarios/a.yaml seed 1: 121 events, 5s virtual, fingerprint 00000000000000000000000000000001
FAIL scenarios/a.yaml seed 2: 122 events, 5s virtual, fingerprint 00000000000000000000000000000002
  failed: known (expectation) at 4.2s, scenarios/a.yaml:9:5
          node-b lists <none>, expected node-a
replay: fleetsim replay scenarios/a.yaml --seed 2
FAIL scenarios/a.yaml seed 3: 123 events, 5s virtual, fingerprint 00000000000000000000000000000003
  error: virtual time went back
replay: fleetsim replay scenarios/a.yaml --seed 3
3 runs: 1 passed, 2 failed
)");
}

TEST(ConsoleTest, ASingleRunShowsItsChecksAndReplayLineAlsoWhenItPasses) {
  EXPECT_EQ(
      report({passed_record(1)}, {.single = true}),
      R"(PASS scenarios/a.yaml seed 1: 121 events, 5s virtual, fingerprint 00000000000000000000000000000001
  pass     safety       index_only_grows  evaluated 12
  pass     expectation  known             evaluated 1
  metric   bytes               900
  metric   messages_delivered  7
replay: fleetsim replay scenarios/a.yaml --seed 1
1 run: 1 passed, 0 failed
)");
}

TEST(ConsoleTest, ANeverEvaluatedExpectationIsNamedAndABuiltInCheckIsNot) {
  sim::RunRecord record = failed_record(4);
  record.checks[0].verdict = sim::Verdict::vacuous;
  record.checks[1].verdict = sim::Verdict::vacuous;
  record.checks[1].detail.clear();
  record.checks[1].at.reset();
  EXPECT_EQ(
      report({record}, {}),
      R"(FAIL scenarios/a.yaml seed 4: 124 events, 5s virtual, fingerprint 00000000000000000000000000000004
  failed: known (expectation), scenarios/a.yaml:9:5
          never evaluated: nothing happened that it judges
replay: fleetsim replay scenarios/a.yaml --seed 4
1 run: 0 passed, 1 failed
)");
}

TEST(ConsoleTest, ColoursOnlyWhenAsked) {
  EXPECT_EQ(report({passed_record(1)}, {}).find('\x1b'), std::string::npos);
  const std::string colored = report({passed_record(1), failed_record(2)}, {.color = true});
  EXPECT_NE(colored.find("\x1b[32mPASS\x1b[0m"), std::string::npos);
  EXPECT_NE(colored.find("\x1b[31mFAIL\x1b[0m"), std::string::npos);
  EXPECT_NE(colored.find("\x1b[31m1 failed\x1b[0m"), std::string::npos);
}

TEST(ConsoleTest, TextFromAScenarioCanNeitherBreakALineNorSteerATerminal) {
  sim::RunRecord record = failed_record(2);
  record.scenario = "a\n\x1b[31m.yaml";
  record.checks[1].detail = "two\nlines\t\x7f";
  const std::string text = report({record}, {});
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_NE(text.find("FAIL a\\n\\x1b[31m.yaml seed 2"), std::string::npos);
  EXPECT_NE(text.find("two\\nlines\\t\\x7f\n"), std::string::npos);
}

}  // namespace
}  // namespace fleetsim::tests
