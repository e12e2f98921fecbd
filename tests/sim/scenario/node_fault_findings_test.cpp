// Mistakes in faults of nodes and in clocks.

#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "sim/scenario/reader.h"
#include "tests/support/bad_scenario.h"

namespace fleetsim::sim {
namespace {

struct Mistake {
  const char* name;
  const char* yaml;
  const char* says;
};

void PrintTo(const Mistake& mistake, std::ostream* out) {
  *out << mistake.name;
}

std::string only_finding(const std::string& yaml) {
  const ReadResult read = read_scenario(yaml, "t.yaml");
  std::string all;
  for (const Finding& finding : read.findings) all += finding.text() + "\n";
  EXPECT_EQ(read.findings.size(), 1u) << all;
  return all;
}

class NodeFaultMistakeTest : public testing::TestWithParam<Mistake> {};

TEST_P(NodeFaultMistakeTest, IsOneFinding) {
  const std::string all = only_finding(
      tests::scenario_with(std::string("faults: [{ select: { node: a }, at: 1s, action: ") + GetParam().yaml + " }]\n"));
  EXPECT_NE(all.find(GetParam().says), std::string::npos) << all;
}

INSTANTIATE_TEST_SUITE_P(
    Faults, NodeFaultMistakeTest,
    testing::Values(Mistake{"not_slower", "slow_node, for: 1s", "a slow node that is not slower"},
                    Mistake{"not_slower_by_factor", "slow_node, factor: 1, for: 1s", "a slow node that is not slower"},
                    Mistake{"too_slow", "slow_node, factor: 1001, for: 1s", "from 1 to 1000"},
                    Mistake{"no_jump", "clock_jump", "by"},
                    Mistake{"jump_of_nothing", "clock_jump, by: 0s", "a jump of nothing"},
                    Mistake{"jump_without_unit", "clock_jump, by: -5", "\"-5\" has no unit"},
                    Mistake{"jump_too_far", "clock_jump, by: -31d", "at most 30d either way"},
                    Mistake{"jump_of_a_list", "clock_jump, by: []", "a duration such as 5s or -5s"},
                    Mistake{"jump_that_lasts", "clock_jump, by: 1s, for: 1s", "unknown key \"for\""},
                    Mistake{"leave_that_ends", "leave, for: 1s", "unknown key \"for\""},
                    Mistake{"drift_of_nothing", "clock_drift, drift: 0ppm, for: 1s", "a drift of nothing"},
                    Mistake{"drift_without_unit", "clock_drift, drift: 5, for: 1s", "a drift such as 50ppm"},
                    Mistake{"drift_too_much", "clock_drift, drift: 500001ppm, for: 1s", "at most 500000ppm"},
                    Mistake{"drift_of_a_map", "clock_drift, drift: {}, for: 1s", "a drift such as 50ppm"},
                    Mistake{"endless_pause", "pause", "a fault without an end"},
                    Mistake{"unknown_content", "lost_announcement, content: z, for: 1s", "no content has the id"},
                    Mistake{"factor_of_a_pause", "pause, factor: 2, for: 1s", "unknown key \"factor\""}),
    [](const auto& row) { return std::string(row.param.name); });

class ClockMistakeTest : public testing::TestWithParam<Mistake> {};

TEST_P(ClockMistakeTest, IsOneFinding) {
  const std::string all = only_finding(std::string("fleetsim: 1\nname: t\ntime: { stop: 1s }\ntopology: { groups: [{ name: a, clock: ") +
                                       GetParam().yaml + " }] }\n");
  EXPECT_NE(all.find(GetParam().says), std::string::npos) << all;
}

INSTANTIATE_TEST_SUITE_P(
    Clocks, ClockMistakeTest,
    testing::Values(Mistake{"unknown_key", "{ ofset: 1s }", "did you mean \"offset\"?"},
                    Mistake{"no_unit", "{ offset: -1 }", "\"-1\" has no unit"},
                    Mistake{"two_sides", "{ offset: { ahead: 1s, behind: 1s } }", "2 sides"},
                    Mistake{"no_side", "{ offset: {} }", "one of ahead, behind, either"},
                    Mistake{"bad_distribution", "{ offset: { either: { uniform: [2s, 1s] } } }", "uniform"},
                    Mistake{"negative_width", "{ drift: { within: -1ppm } }", "a drift that is not negative"},
                    Mistake{"no_width", "{ drift: {} }", "within"},
                    Mistake{"unknown_source", "{ source: atomic }", "one of steady, wall"},
                    Mistake{"a_list", "[]", "a map"}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace fleetsim::sim
