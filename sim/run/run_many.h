#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "sim/run/run.h"

namespace fleetsim::sim {

/// Gives the next job, or nothing when there is none left. Called by one thread at a time, in job order; this
/// is how a range of a billion seeds is run without being written out.
using JobSource = std::function<std::optional<Job>()>;

/// What does one run; run_once but for tests.
using Runner =
    std::function<RunRecord(const Scenario& scenario, std::uint64_t seed, const RunOptions& options)>;

/// run_many over a source of jobs, with a stated runner.
///
/// Memory: at most `threads * kRunsAheadMax` finished records wait for an earlier one.
/// Threads: `on_done` runs on the calling thread; `next` and `interrupted` on any, but never two at once.
/// Errors: what `on_done` throws leaves this function, after the runs under way have ended. A `runner` must
/// not throw.
void run_many(const std::vector<Scenario>& scenarios, const JobSource& next, unsigned threads,
              const RunOptions& options, const std::function<void(const RunRecord&)>& on_done,
              const std::function<bool()>& interrupted, const Runner& runner);

/// How many runs one thread may be ahead of the earliest unfinished one, on average.
inline constexpr std::size_t kRunsAheadMax = 64;

}  // namespace fleetsim::sim
