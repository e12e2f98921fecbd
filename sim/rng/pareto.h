#pragma once

#include "core/base/time.h"
#include "core/env/dice.h"
#include "sim/rng/drawn_span.h"
#include "sim/rng/rational.h"

namespace fleetsim::sim {

/// min U^(-1/shape): P(X > x) = (min / x)^shape for x >= min. The smaller the shape, the heavier the tail; no
/// mean up to 1, no variance up to 2. Draws beyond `cap` are `cap`. Requires 0 <= min <= cap <= kDrawnSpanMax
/// and a shape above 0. One draw, by inversion in fixed point, U uniform on 2^64 points; cut to whole
/// nanoseconds.
struct Pareto {
  core::Duration min;
  Rational shape;
  core::Duration cap = kDrawnSpanMax;

  friend bool operator==(const Pareto&, const Pareto&) = default;
};

core::Duration draw(const Pareto& pareto, core::Dice& dice);
/// No draw is shorter.
core::Duration least(const Pareto& pareto);
/// min 2^(1/shape), or `cap`.
core::Duration median(const Pareto& pareto);

}  // namespace fleetsim::sim
