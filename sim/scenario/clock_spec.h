#pragma once

#include <cstdint>

#include "core/base/time.h"
#include "sim/rng/distribution.h"

namespace fleetsim::sim {

/// How many nanoseconds a clock gains in a second that truly passes; negative: it loses them. 1 ppm is 1000.
using DriftPpb = std::int64_t;

/// The most that a clock may gain or lose: half of the time that passes.
inline constexpr DriftPpb kDriftMax = 500'000'000;

/// How the clocks of the machines of a group differ from the true time. Each machine draws its own, from
/// `node/<name>/clock`: first how far it is off, then to which side (`either`), then its drift (`drift_drawn`).
struct ClockSpec {
  enum class Side : std::uint8_t { ahead, behind, either };
  /// What a node is told: `steady` is the time of day at which its life began, and from there what has passed, as
  /// the real host does it; `wall` the time of day itself, which may be set.
  enum class Source : std::uint8_t { steady, wall };
  Distribution offset;  ///< how far off at the start of the run
  Side side = Side::ahead;
  DriftPpb drift = 0;
  bool drift_drawn = false;  ///< every nanosecond a second from -drift to drift alike
  Source source = Source::steady;

  friend bool operator==(const ClockSpec&, const ClockSpec&) = default;
};

}  // namespace fleetsim::sim
