// `expect.thresholds` over runs: what holds, what does not, what was never measured, and what was cut short.

#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/run/run.h"
#include "sim/scenario/reader.h"

namespace fleetsim::sim {
namespace {

using testing::HasSubstr;

// Three nodes, a fact of one of them that all come to know.
RunRecord run_with(const std::string& thresholds, const RunOptions& options = {}, const std::string& more = "") {
  const ReadResult read = read_scenario(
      "fleetsim: 1\nname: t\ntime: { stop: 10s }\ntopology: { groups: [{ name: n, count: 3 }] }\n"
      "content: { items: [{ id: c }] }\npreload: [{ holder: { node: n-0 }, content: c }]\n" + more +
          "expect: { thresholds: [" + thresholds + "] }\n",
      "t.yaml");
  for (const Finding& finding : read.findings) ADD_FAILURE() << finding.text();
  return run_once(read.scenario, 1, options);
}

CheckResult last(const RunRecord& record) { return record.checks.back(); }

TEST(ThresholdsTest, EachComparisonHoldsAndFailsAsItSays) {
  // facts_learned is 3 there: each node knows the one fact.
  const std::map<std::string, std::string> holds = {{"<", "4"},  {"<=", "3"}, {"\"=\"", "3"},
                                                    {"\"!=\"", "4"}, {"\">=\"", "3"}, {"\">\"", "2"}};
  const std::map<std::string, std::string> fails = {{"<", "3"},  {"<=", "2"}, {"\"=\"", "4"},
                                                    {"\"!=\"", "3"}, {"\">=\"", "4"}, {"\">\"", "3"}};
  for (const auto& [op, value] : holds) {
    const RunRecord record = run_with("{ id: x, metric: facts_learned, op: " + op + ", value: " + value + " }");
    EXPECT_EQ(record.exit, kExitPass) << op;
    EXPECT_EQ(last(record).name, "x");
    EXPECT_EQ(last(record).verdict, Verdict::pass) << op;
    EXPECT_EQ(last(record).kind, CheckKind::threshold);
    EXPECT_EQ(last(record).evaluated, 1U);
  }
  for (const auto& [op, value] : fails) {
    const RunRecord record = run_with("{ metric: facts_learned, op: " + op + ", value: " + value + " }");
    EXPECT_EQ(record.exit, kExitFailed) << op;
    EXPECT_EQ(last(record).verdict, Verdict::fail) << op;
    EXPECT_THAT(last(record).detail, HasSubstr("facts_learned is 3, expected "));
  }
}

TEST(ThresholdsTest, ValuesAreInTheUnitOfTheMetric) {
  EXPECT_THAT(last(run_with("{ metric: last_learned_ns, op: <, value: 1us }")).detail,
              testing::MatchesRegex("last_learned_ns is .*s, expected < 1us"));
  EXPECT_THAT(last(run_with("{ metric: bytes_sent, op: <, value: 1B }")).detail, HasSubstr("expected < 1B"));
}

TEST(ThresholdsTest, ATimeThatWasNeverMeasuredIsVacuous) {
  const RunRecord record = run_with("{ metric: answer_ns_max, op: <, value: 5s }");
  EXPECT_EQ(last(record).verdict, Verdict::vacuous);
  EXPECT_EQ(last(record).detail, "answer_ns_max was never measured");
  EXPECT_EQ(record.exit, kExitFailed);
}

TEST(ThresholdsTest, ARunThatWasCutShortIsNotJudged) {
  RunOptions half;
  half.until = core::seconds(5);
  const RunRecord cut = run_with("{ metric: facts_learned, op: <, value: 1 }", half);
  EXPECT_EQ(last(cut).verdict, Verdict::vacuous);
  EXPECT_EQ(cut.exit, kExitPass);
  const RunRecord limited = run_with("{ metric: facts_learned, op: <, value: 1 }", {}, "limits: { events: 5 }\n");
  EXPECT_EQ(last(limited).verdict, Verdict::vacuous);
  EXPECT_EQ(limited.exit, kExitLiveness);
}

}  // namespace
}  // namespace fleetsim::sim
