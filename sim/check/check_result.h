#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/time.h"
#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

enum class Verdict : std::uint8_t { pass, fail, vacuous, error };
enum class CheckKind : std::uint8_t { safety, liveness, expectation, threshold, sometimes };

const char* to_string(Verdict verdict);
const char* to_string(CheckKind kind);

/// What one check said of one run.
struct CheckResult {
  std::string name;
  CheckKind kind = CheckKind::safety;
  Verdict verdict = Verdict::pass;          ///< pass, fail, or vacuous (never evaluated; fails the run for expectations)
  std::uint64_t evaluated = 0;              ///< how many facts it judged
  std::string detail = {};                  ///< one line: what was expected, what was seen; empty on pass
  std::optional<core::Instant> at = {};     ///< of the first offending fact
  Place place = {};                         ///< of the expectation in its scenario; 0:0 for built-in checks
};

}  // namespace fleetsim::sim
