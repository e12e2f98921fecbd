// `expect.thresholds`: mistakes in it, and that it knows every metric.

#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/observe/metrics.h"
#include "sim/scenario/metric_names.h"
#include "sim/scenario/reader.h"
#include "tests/support/bad_scenario.h"

namespace fleetsim::sim {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> findings_of(const std::string& threshold) {
  std::vector<std::string> texts;
  for (const Finding& finding :
       read_scenario(tests::scenario_with("expect: { thresholds: [{ " + threshold + " }] }\n"), "t.yaml").findings)
    texts.push_back(finding.text());
  return texts;
}

TEST(ThresholdFindingsTest, EveryMetricMayHaveOne) {
  std::vector<std::string> names;
  for (const auto& [name, value] : Metrics(1).values()) names.push_back(name);
  EXPECT_THAT(names, testing::ElementsAreArray(kMetricNames.begin(), kMetricNames.end()));
  for (const std::string& name : names) {
    const MetricUnit unit = unit_of(name);
    const char* value = unit == MetricUnit::time ? "3ms" : unit == MetricUnit::bytes ? "3KiB" : "3";
    EXPECT_THAT(findings_of("metric: " + name + ", op: <, value: " + value), testing::IsEmpty());
  }
}

TEST(ThresholdFindingsTest, MistakesAreNamed) {
  EXPECT_THAT(findings_of("metric: message_sent, op: <, value: 3"),
              ElementsAre(AllOf(HasSubstr("expect.thresholds[0].metric"), HasSubstr("no metric is called"),
                                HasSubstr("messages_sent"))));
  EXPECT_THAT(findings_of("metric: messages_sent, op: under, value: 3"), ElementsAre(HasSubstr("thresholds[0].op")));
  EXPECT_THAT(findings_of("metric: messages_sent, op: <, value: 3s"), ElementsAre(HasSubstr("thresholds[0].value")));
  EXPECT_THAT(findings_of("metric: spread_ns_50, op: <, value: 3"), ElementsAre(HasSubstr("thresholds[0].value")));
  EXPECT_THAT(findings_of("metric: bytes_sent, op: <, value: 3s"), ElementsAre(HasSubstr("thresholds[0].value")));
  EXPECT_THAT(findings_of("metric: messages_sent, op: <, value: 0"), ElementsAre(HasSubstr("less than nothing")));
  EXPECT_THAT(findings_of("metric: messages_sent, op: \">=\", value: 0"), ElementsAre(HasSubstr("at least nothing")));
  EXPECT_THAT(findings_of("metric: messages_sent, op: <, value: 3, stat: mean"), ElementsAre(HasSubstr("stat")));
  EXPECT_THAT(findings_of("metric: messages_sent, op: <"), ElementsAre(HasSubstr("no key \"value\"")));
}

}  // namespace
}  // namespace fleetsim::sim
