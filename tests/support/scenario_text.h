#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

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

}  // namespace fleetsim::tests
