#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/host/node_config.h"
#include "sim/scenario/reader.h"

namespace fleetsim::sim {

struct NodeConfigResult {
  core::NodeConfig config;        ///< complete only when there are no findings
  std::vector<Finding> findings;  ///< all of them, in order of place

  bool ok() const { return findings.empty(); }
};

/// Reads and checks the configuration of one real node (README.md, "A node's configuration"). As strict as a
/// scenario: every key that is not understood is a finding. `fabric` is read by the scenario's own reader.
/// Never throws.
NodeConfigResult read_node_config(std::string_view text, const std::string& path);

/// The same from a file; a file that cannot be read is a finding.
NodeConfigResult read_node_config_file(const std::string& path);

}  // namespace fleetsim::sim
