#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/eval/eval_request.h"
#include "sim/scenario/reader.h"

namespace fleetsim::sim {

struct RequestResult {
  core::EvalRequest request;      ///< complete only when there are no findings
  std::vector<Finding> findings;  ///< all of them, in order of place

  bool ok() const { return findings.empty(); }
};

/// Reads one request in the typed JSON form of the conformance vectors (tests/conformance/vectors/README.md),
/// of which every member but `expr` may be left out. JSON is read as the YAML that it is; text that needs
/// surrogate pairs must be written as itself. Never throws.
RequestResult read_request(std::string_view text, const std::string& path);

/// The same from a file; a file that cannot be read is a finding.
RequestResult read_request_file(const std::string& path);

}  // namespace fleetsim::sim
