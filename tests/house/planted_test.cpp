// A check that has never failed has not been shown to work: each scenario under scenarios/planted breaks the
// world on purpose and names the one check that must notice.

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/failed_checks.h"
#include "sim/run/run.h"
#include "sim/scenario/check_names.h"
#include "sim/scenario/reader.h"
#include "tests/support/source_tree.h"

namespace fleetsim::tests {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<sim::Scenario> planted_scenarios() {
  namespace fs = std::filesystem;
  std::set<std::string> files;
  for (const fs::directory_entry& entry :
       fs::recursive_directory_iterator(fs::path(source_dir()) / "scenarios/planted"))
    if (entry.path().extension() == ".yaml") files.insert(entry.path().string());
  std::vector<sim::Scenario> scenarios;
  for (const std::string& file : files) {
    sim::ReadResult read = sim::read_scenario_file(file);
    for (const sim::Finding& finding : read.findings) ADD_FAILURE() << finding.text();
    if (read.ok()) scenarios.push_back(std::move(read.scenario));
  }
  return scenarios;
}

TEST(PlantedTest, EveryInvariantHasABrokenWorldInWhichItFires) {
  std::set<std::string_view> without(sim::kInvariantNames.begin(), sim::kInvariantNames.end());
  const std::vector<sim::Scenario> scenarios = planted_scenarios();
  for (const sim::Scenario& scenario : scenarios)
    if (scenario.planted) without.erase(*scenario.planted);
  EXPECT_THAT(without, IsEmpty());
}

TEST(PlantedTest, EveryPlantedScenarioFailsInExactlyItsCheck) {
  const std::vector<sim::Scenario> scenarios = planted_scenarios();
  ASSERT_FALSE(scenarios.empty());
  for (const sim::Scenario& scenario : scenarios) {
    SCOPED_TRACE(scenario.path);
    ASSERT_TRUE(scenario.planted.has_value()) << "no `planted:` in it";
    for (const std::uint64_t seed : scenario.seeds) {
      SCOPED_TRACE("seed " + std::to_string(seed));
      const sim::RunRecord record = sim::run_once(scenario, seed, {});
      EXPECT_THAT(record.exit, AnyOf(sim::kExitFailed, sim::kExitLiveness)) << record.error;
      std::set<std::string> failed;
      for (const sim::CheckResult* check : reports::failed_checks(record)) failed.insert(check->name);
      EXPECT_THAT(failed, ElementsAre(*scenario.planted));
    }
  }
}

}  // namespace
}  // namespace fleetsim::tests
