#pragma once

#include <functional>

#include "core/base/time.h"
#include "sim/run/live_run.h"

namespace fleetsim::sim {

/// Moments at which somebody looks at a run on its way, which is not changed by it.
struct Pauses {
  /// After the first event at or after each multiple of this, in virtual time. Longer than 0.
  core::Duration every;
  std::function<void(const LiveRun& run)> at;

  /// The first multiple after that instant.
  core::Instant after(core::Instant now) const {
    const std::int64_t left = every.ns - now.ns % every.ns;
    return now.ns > core::kNever.ns - left ? core::kNever : core::Instant{now.ns + left};
  }
};

}  // namespace fleetsim::sim
