#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

/// Something wrong with a scenario, at its place. Printed as `file:line:column: what, expected ...`.
struct Finding {
  std::string file;
  Place place;
  std::string key_path;  ///< e.g. `topology.groups[1].count`; may be empty
  std::string what;      ///< e.g. `unknown key "cuont"`
  std::string expected;  ///< e.g. `one of count, name, ... (did you mean "count"?)`; may be empty

  std::string text() const;
};

struct ReadResult {
  Scenario scenario;              ///< complete only when there are no findings
  std::vector<Finding> findings;  ///< all of them, in order of place

  bool ok() const { return findings.empty(); }
};

/// Limits on a scenario file; beyond them it is refused.
struct ReaderLimits {
  std::size_t bytes_max = 16 * 1024 * 1024;
  std::size_t yaml_nodes_max = 1'000'000;  ///< visited, so that aliases cannot multiply without end
  int depth_max = 64;
  std::uint64_t nodes_max = 2'000'000;     ///< fleet nodes
  std::uint64_t content_max = 10'000'000;  ///< content ids
};

/// Reads, checks and resolves one scenario. Never throws for bad input, whatever the bytes are; every key
/// that is not understood, every unit left out, every reference to nothing is a finding. `path` names the
/// text in messages and in the scenario.
ReadResult read_scenario(std::string_view text, const std::string& path,
                         const std::vector<Override>& overrides = {}, const ReaderLimits& limits = {});

/// The same from a file; a file that cannot be read is a finding.
ReadResult read_scenario_file(const std::string& path, const std::vector<Override>& overrides = {},
                              const ReaderLimits& limits = {});

/// Whether the node matches the selector's fields; `mode` is not applied.
bool matches(const Selector& selector, const Scenario& scenario, std::uint32_t node);

/// The nodes that match the selector's fields, ascending; `mode` is not applied (who among them is drawn by
/// seed).
std::vector<std::uint32_t> candidates(const Selector& selector, const Scenario& scenario);

/// The fully expanded scenario in the same language, every default written out; reading it again gives an
/// equal one.
std::string print_scenario(const Scenario& scenario);

}  // namespace fleetsim::sim
