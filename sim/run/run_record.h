#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

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
  std::string detail;                       ///< one line: what was expected, what was seen; empty on pass
  std::optional<core::Instant> at;          ///< of the first offending fact
  Place place;                              ///< of the expectation in its scenario; 0:0 for built-in checks
};

/// Exit codes of the program (see README).
inline constexpr int kExitPass = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitBadInput = 2;
inline constexpr int kExitLiveness = 3;
inline constexpr int kExitDiverged = 4;
inline constexpr int kExitBroken = 70;

/// One finished run, as plain data: everything a report needs.
struct RunRecord {
  std::string scenario;                     ///< path as given
  std::string name;
  std::uint64_t seed = 0;
  Verdict verdict = Verdict::pass;          ///< pass, fail or error
  int exit = kExitPass;
  std::string fingerprint;                  ///< 32 hex digits
  std::uint64_t events = 0;
  core::Instant end;                        ///< virtual time reached
  std::vector<CheckResult> checks;          ///< built-in checks first, then expectations in file order
  std::map<std::string, std::int64_t> metrics;
  std::string replay;                       ///< the one line that replays it
  std::string error;                        ///< verdict error: what broke, or where two runs of one seed differ
  /// Wall-clock figures: kept apart, because everything else is the same on every machine.
  double wall_s = 0;
};

}  // namespace fleetsim::sim
