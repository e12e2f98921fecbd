// Every shipped scenario has its fingerprints committed beside it (golden.txt of its directory): what a change of the
// program changes in its predictions shows up in the change itself. UPDATE_GOLDEN=1 rewrites them; CHANGELOG.md names
// what changed, under "Changed predictions".

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "sim/run/run.h"
#include "sim/scenario/reader.h"
#include "tests/support/source_tree.h"

namespace fleetsim::tests {
namespace {

// The first seeds of a file say as much about a change as all of them.
constexpr std::size_t kSeedsMax = 3;

std::string golden_of(const std::filesystem::path& directory) {
  std::set<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory))
    if (entry.path().extension() == ".yaml") files.insert(entry.path().string());
  std::string golden = "# scenario, seed, fingerprint: UPDATE_GOLDEN=1 fleetsim_tests --gtest_filter='*GoldenTest*'\n";
  for (const std::string& file : files) {
    const sim::ReadResult read = sim::read_scenario_file(file);
    EXPECT_TRUE(read.ok()) << file;
    if (!read.ok()) continue;
    for (std::size_t i = 0; i < std::min(kSeedsMax, read.scenario.seeds.size()); ++i) {
      const std::uint64_t seed = read.scenario.seeds[i];
      golden += fmt::format("{} {} {}\n", read.scenario.name, seed, sim::run_once(read.scenario, seed, {}).fingerprint);
    }
  }
  return golden;
}

class GoldenTest : public testing::TestWithParam<const char*> {};

TEST_P(GoldenTest, TheFingerprintsAreTheCommittedOnes) {
  const std::filesystem::path directory = std::filesystem::path(source_dir()) / "scenarios" / GetParam();
  const std::string golden = golden_of(directory);
  const std::string path = (directory / "golden.txt").string();
  if (const char* update = std::getenv("UPDATE_GOLDEN"); update != nullptr && *update == '1')
    std::ofstream(path, std::ios::binary) << golden;
  std::ostringstream committed;
  committed << std::ifstream(path, std::ios::binary).rdbuf();
  EXPECT_EQ(committed.str(), golden) << "a prediction changed; UPDATE_GOLDEN=1 rewrites " << path;
}

INSTANTIATE_TEST_SUITE_P(Scenarios, GoldenTest, testing::Values("smoke", "faults", "faults/gossip", "faults/membership", "planted"),
                         [](const auto& row) {
                           std::string name = row.param;
                           std::ranges::replace(name, '/', '_');
                           return name;
                         });

}  // namespace
}  // namespace fleetsim::tests
