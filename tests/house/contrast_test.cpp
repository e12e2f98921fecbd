// Each scenario under scenarios/faults is a claim about what a default is good for: it passes as it is, and
// with the values of each of its contrasts exactly the named check fails.

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/failed_checks.h"
#include "sim/run/run.h"
#include "sim/scenario/reader.h"
#include "tests/support/source_tree.h"

namespace fleetsim::tests {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> fault_scenarios() {
  namespace fs = std::filesystem;
  std::set<std::string> files;
  const fs::path folder = fs::path(source_dir()) / "scenarios/faults";
  if (fs::exists(folder))
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder))
      if (entry.path().extension() == ".yaml") files.insert(entry.path().string());
  return {files.begin(), files.end()};
}

// The checks that failed, each with what it saw.
std::set<std::string> failed(const sim::Scenario& scenario, std::uint64_t seed) {
  const sim::RunRecord record = sim::run_once(scenario, seed, {});
  EXPECT_EQ(record.error, "");
  std::set<std::string> names;
  for (const sim::CheckResult* check : reports::failed_checks(record)) names.insert(check->name);
  return names;
}

class ContrastTest : public testing::TestWithParam<std::string> {
 protected:
  static sim::Scenario read(const std::vector<sim::Override>& set) {
    const sim::ReadResult result = sim::read_scenario_file(GetParam(), set);
    for (const sim::Finding& finding : result.findings) ADD_FAILURE() << finding.text();
    return result.scenario;
  }
};

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ContrastTest);

TEST_P(ContrastTest, PassesAsItIs) {
  const sim::Scenario scenario = read({});
  for (const std::uint64_t seed : scenario.seeds)
    EXPECT_THAT(failed(scenario, seed), IsEmpty()) << "seed " << seed;
}

TEST_P(ContrastTest, FailsInExactlyTheNamedCheckOnceTheValuesAreOthers) {
  for (const sim::Contrast& contrast : read({}).contrasts) {
    SCOPED_TRACE(contrast.set.front().path + " = " + contrast.set.front().value);
    const sim::Scenario scenario = read(contrast.set);
    for (const std::uint64_t seed : scenario.seeds)
      EXPECT_THAT(failed(scenario, seed), ElementsAre(contrast.fails)) << "seed " << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(Files, ContrastTest, testing::ValuesIn(fault_scenarios()),
                         [](const auto& row) { return std::filesystem::path(row.param).stem().string(); });

}  // namespace
}  // namespace fleetsim::tests
