#pragma once

#include "core/base/time.h"
#include "core/env/dice.h"

namespace fleetsim::sim {

/// Every nanosecond from `low` to `high` alike, both included. Requires low <= high. One draw, exact
/// (Dice::between; a second one with a probability of width / 2^64).
struct Uniform {
  core::Duration low;
  core::Duration high;

  friend bool operator==(const Uniform&, const Uniform&) = default;
};

inline core::Duration draw(const Uniform& uniform, core::Dice& dice) {
  return dice.between(uniform.low, uniform.high);
}

/// `low`.
inline core::Duration least(const Uniform& uniform) {
  return uniform.low;
}

inline core::Duration median(const Uniform& uniform) {
  return {uniform.low.ns + (uniform.high - uniform.low).ns / 2};
}

}  // namespace fleetsim::sim
