#pragma once

#include "core/base/time.h"
#include "core/env/dice.h"

namespace fleetsim::sim {

/// max(0, mean + sd Z), Z standard normal: what would be negative is 0, so the mean is `mean` only while that
/// is rare (2.3 % at mean = 2 sd). Z lies between -9.1 and 9.1. Requires mean and sd of at least 0 and at
/// most kDrawnSpanMax. One draw, by inversion (normal_quantile), rounded to the nearest nanosecond.
struct Normal {
  core::Duration mean;
  core::Duration sd;  ///< the standard deviation

  friend bool operator==(const Normal&, const Normal&) = default;
};

core::Duration draw(const Normal& normal, core::Dice& dice);
/// No draw is shorter.
core::Duration least(const Normal& normal);
/// `mean`.
core::Duration median(const Normal& normal);

}  // namespace fleetsim::sim
