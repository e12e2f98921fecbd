#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "sim/run/live_witness.h"
#include "sim/run/pauses.h"
#include "sim/run/run_record.h"
#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

struct RunOptions {
  /// How many threads a run may use. The run is the same whatever their number; one that cannot be divided uses one. Not with
  /// `trace`, `pauses` or `begin`. With `verify` the second run is one on one thread, not in step with the first.
  unsigned threads = 1;
  /// Run twice, side by side, and compare; a difference is exit 4 and names the first fact that differs and
  /// what led to it on both sides.
  bool verify = false;
  /// Stop at this instant, without judging what lies after it.
  std::optional<core::Duration> until;
  /// Gets a line for each event and each fact, in order; never changes anything about the run.
  TraceLine trace;
  /// Who looks at the run on its way. Not with `verify`.
  std::optional<Pauses> pauses;
  /// A run of that scenario and seed which has come some way, not beyond `until`, to go on with; none: it begins with the
  /// boot. Must not throw. Not with `verify`.
  using Begin = std::function<std::optional<LiveRun>(const std::shared_ptr<const Scenario>& scenario,
                                                     std::uint64_t seed, core::Instant until)>;
  Begin begin;
  /// Extra arguments that the replay line must repeat (overrides).
  std::string replay_arguments;
  /// For tests of `verify`.
  LiveWitness::Disturb disturb;
};

/// One run = one function of (rules, scenario, seed). Never throws: a broken invariant becomes a record with
/// verdict `error`, exit 70, and scenario, seed, instant and event in `error`.
RunRecord run_once(const Scenario& scenario, std::uint64_t seed, const RunOptions& options);

/// One run to do: `scenario` indexes the list given to run_many.
struct Job {
  std::size_t scenario = 0;
  std::uint64_t seed = 0;
};

/// Runs all jobs on `threads` threads, one world each. `on_done` is called on the calling thread, in job
/// order, whatever the order in which they end. Stops taking new jobs once `interrupted()` is true; what was
/// finished has been reported. `options.trace` is only allowed with a single job.
void run_many(const std::vector<Scenario>& scenarios, const std::vector<Job>& jobs, unsigned threads,
              const RunOptions& options, const std::function<void(const RunRecord&)>& on_done,
              const std::function<bool()>& interrupted);

}  // namespace fleetsim::sim
