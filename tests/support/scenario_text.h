#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/reader.h"
#include "tests/support/source_tree.h"

namespace fleetsim::tests {

/// A scenario from text that must be good; findings fail the test that asks.
inline sim::Scenario scenario_of(std::string_view yaml) {
  sim::ReadResult read = sim::read_scenario(yaml, "test.yaml");
  for (const sim::Finding& finding : read.findings) ADD_FAILURE() << finding.text();
  return std::move(read.scenario);
}

/// One of the shipped ones, by its path below `scenarios/`.
inline sim::Scenario shipped_scenario(const std::string& path) {
  sim::ReadResult read = sim::read_scenario_file(source_dir() + "/scenarios/" + path);
  for (const sim::Finding& finding : read.findings) ADD_FAILURE() << finding.text();
  return std::move(read.scenario);
}

/// All that are shipped and must pass, by their paths below `scenarios/`, sorted.
inline std::vector<std::string> shipped_scenarios() {
  namespace fs = std::filesystem;
  const fs::path root = source_dir() + "/scenarios";
  std::vector<std::string> paths;
  for (const char* directory : {"smoke", "faults"})
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / directory))
      if (entry.path().extension() == ".yaml") paths.push_back(fs::relative(entry.path(), root).string());
  std::ranges::sort(paths);
  return paths;
}

}  // namespace fleetsim::tests
