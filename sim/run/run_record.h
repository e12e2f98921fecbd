#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "sim/check/check_result.h"

namespace fleetsim::sim {

/// Exit codes of the program (see README).
inline constexpr int kExitPass = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitBadInput = 2;
inline constexpr int kExitLiveness = 3;
inline constexpr int kExitDiverged = 4;
inline constexpr int kExitUnreachable = 69;  ///< `ask`: no node answered
inline constexpr int kExitBroken = 70;

/// Where a run took a future of its own.
struct BranchPoint {
  core::Instant at;
  std::uint64_t event = 0;   ///< the last one before
  std::uint64_t branch = 0;  ///< which of its futures
};

/// One finished run, as plain data: everything a report needs.
struct RunRecord {
  std::string scenario;  ///< path as given
  std::string name;
  std::uint64_t seed = 0;
  Verdict verdict = Verdict::pass;  ///< pass, fail or error
  int exit = kExitPass;
  std::optional<BranchPoint> branch;  ///< none: the run as the seed has it
  std::string fingerprint;            ///< 32 hex digits
  std::uint64_t events = 0;
  core::Instant end;                ///< virtual time reached
  std::vector<CheckResult> checks;  ///< built-in checks first, then expectations in file order
  std::map<std::string, std::int64_t> metrics;
  std::string replay;  ///< the one line that replays it
  std::string error;   ///< verdict error: what broke, or where two runs of one seed differ
  /// Wall-clock seconds of the run (of the first one, when it is verified by a second): kept apart, because
  /// everything else is the same on every machine.
  double wall_s = 0;
};

}  // namespace fleetsim::sim
