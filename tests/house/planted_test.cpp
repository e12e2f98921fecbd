// A check that has never failed has not been shown to work: each scenario under scenarios/planted breaks the
// world on purpose and names the one check that must notice.

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/failed_checks.h"
#include "sim/run/run.h"
#include "sim/scenario/reader.h"
#include "tests/support/source_tree.h"

namespace fleetsim::tests {
namespace {

using testing::AnyOf;
using testing::ElementsAre;

TEST(PlantedTest, EveryPlantedScenarioFailsInExactlyItsCheck) {
  namespace fs = std::filesystem;
  std::set<std::string> files;
  for (const fs::directory_entry& entry :
       fs::recursive_directory_iterator(fs::path(source_dir()) / "scenarios/planted"))
    if (entry.path().extension() == ".yaml") files.insert(entry.path().string());
  ASSERT_FALSE(files.empty());

  for (const std::string& file : files) {
    SCOPED_TRACE(file);
    const sim::ReadResult read = sim::read_scenario_file(file);
    for (const sim::Finding& finding : read.findings) ADD_FAILURE() << finding.text();
    if (!read.ok()) continue;
    const sim::Scenario& scenario = read.scenario;
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
