#pragma once

#include "core/base/time.h"
#include "core/env/dice.h"
#include "sim/rng/rational.h"

namespace fleetsim::sim {

/// scale (-ln U)^(1/shape): P(X > x) = exp(-(x / scale)^shape). Shape 1 is exponential; below 1 what has
/// lasted long lasts longer (session lengths, failures of infancy), above 1 it wears out. Requires 0 <= scale
/// <= kDrawnSpanMax and a shape above 0. One draw, by inversion in fixed point, U uniform on 2^64 points; cut
/// to whole nanoseconds and at kDrawnSpanMax.
struct Weibull {
  core::Duration scale;  ///< 63.2 % of all draws are shorter
  Rational shape;

  friend bool operator==(const Weibull&, const Weibull&) = default;
};

core::Duration draw(const Weibull& weibull, core::Dice& dice);
/// No draw is shorter.
core::Duration least(const Weibull& weibull);
/// scale (ln 2)^(1/shape).
core::Duration median(const Weibull& weibull);

}  // namespace fleetsim::sim
