// Mistakes in how a home computes.

#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "sim/scenario/reader.h"

namespace fleetsim::sim {
namespace {

struct Mistake {
  const char* name;
  const char* compute;
  const char* says;
};

void PrintTo(const Mistake& mistake, std::ostream* out) {
  *out << mistake.name;
}

class ComputeMistakeTest : public testing::TestWithParam<Mistake> {};

TEST_P(ComputeMistakeTest, IsOneFindingOnItsLine) {
  const std::string yaml = std::string(
                               "fleetsim: 1\n"
                               "name: t\n"
                               "time: { stop: 1s }\n"
                               "topology:\n"
                               "  groups:\n"
                               "    - name: home\n"
                               "      compute: ") +
                           GetParam().compute + "\n";
  const ReadResult read = read_scenario(yaml, "t.yaml");
  ASSERT_EQ(read.findings.size(), 1u);
  EXPECT_EQ(read.findings[0].place.line, 7);
  EXPECT_NE(read.findings[0].text().find(GetParam().says), std::string::npos) << read.findings[0].text();
}

INSTANTIATE_TEST_SUITE_P(
    Compute, ComputeMistakeTest,
    testing::Values(
        Mistake{"no_service", "{ slots: 1 }", "service"},
        Mistake{"unknown_evaluator", "{ service: 1ms, evaluator: magic }", "one of synthetic, arithmetic"},
        Mistake{"steps_of_a_synthetic", "{ service: 1ms, step_limit: 5 }",
                "expected \"evaluator: arithmetic\" beside it"},
        Mistake{"reply_of_an_arithmetic", "{ evaluator: arithmetic, reply_bytes: 1KiB }",
                "expected \"evaluator: synthetic\" beside it"},
        Mistake{"no_steps", "{ evaluator: arithmetic, step_limit: 0 }", "from 1 to 1000000000"},
        Mistake{"memory_without_unit", "{ evaluator: arithmetic, memory_limit: 64 }", "\"64\" has no unit"},
        Mistake{"memory_of_time", "{ evaluator: arithmetic, memory_limit: 64ms }", "has an unknown unit"},
        Mistake{"too_much_memory", "{ evaluator: arithmetic, memory_limit: 2GiB }", "from 1B to 1GiB"},
        Mistake{"half_a_byte", "{ service: 1ms, reply_bytes: 0.5B }", "is no whole number of bytes"},
        Mistake{"slow_steps", "{ evaluator: arithmetic, step_time: 2s }", "at most 1s"},
        Mistake{"memory_of_a_list", "{ evaluator: arithmetic, memory_limit: [] }", "a size such as 64MiB"}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace fleetsim::sim
