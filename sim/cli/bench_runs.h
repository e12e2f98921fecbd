#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "sim/cli/arguments.h"
#include "sim/cli/session.h"

namespace fleetsim::sim {

/// What one run of a bench came to, by name.
using BenchValues = std::map<std::string, std::int64_t>;

/// Plays the runs 0 to `runs` - 1, as many at a time as the command line says, and hands each one's values on, in order and by
/// one thread. A run takes the place of one of a scenario. Returns the exit code when a signal ended it, which is said on
/// the session's error stream; else kExitPass.
int play_bench(std::uint64_t runs, const Arguments& arguments, Session& session,
               const std::function<BenchValues(std::uint64_t run)>& play,
               const std::function<void(std::uint64_t run, const BenchValues& values)>& add);

}  // namespace fleetsim::sim
