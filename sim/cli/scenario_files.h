#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "sim/scenario/reader.h"

namespace fleetsim::sim {

/// All `*.yaml` files under a directory, recursively, sorted by path (byte order). Throws BadInput when it
/// cannot be read or holds none.
std::vector<std::string> scenario_files_under(const std::string& directory);

/// The arguments with each directory replaced by the scenario files under it.
std::vector<std::string> scenario_files(const std::vector<std::string>& arguments);

/// Reads all files; every finding is printed on `err`, one per line. Returns the scenarios in order; throws
/// BadInput when there was any finding.
std::vector<Scenario> read_scenarios(const std::vector<std::string>& files,
                                     const std::vector<Override>& overrides, std::ostream& err);

}  // namespace fleetsim::sim
