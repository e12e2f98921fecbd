#pragma once

#include "core/base/time.h"
#include "core/env/dice.h"

namespace fleetsim::sim {

/// min - mean_above ln U, U uniform on 2^64 points: memoryless above `min`. At most 44.4 times `mean_above`
/// longer than it. Requires 0 <= min and 0 <= mean_above, sum of min and 45 mean_above below 2^63 ns. One
/// draw; by minus_log2, in units of 2^-32 of the mean.
struct Exponential {
  core::Duration min;
  core::Duration mean_above;  ///< the mean of the part above `min`

  friend bool operator==(const Exponential&, const Exponential&) = default;
};

core::Duration draw(const Exponential& exponential, core::Dice& dice);
/// No draw is shorter.
core::Duration least(const Exponential& exponential);
/// min + mean_above ln 2.
core::Duration median(const Exponential& exponential);

}  // namespace fleetsim::sim
