#pragma once

#include "core/base/ratio.h"
#include "core/base/time.h"
#include "core/env/dice.h"

namespace fleetsim::sim {

/// `slow` with the probability `slow_share`, exactly, else `fast`: a cache that mostly hits, a path with a
/// detour. One draw, also for shares of 0 and 1. Requires fast <= slow.
struct Bimodal {
  core::Duration fast;
  core::Duration slow;
  core::Ratio slow_share;

  friend bool operator==(const Bimodal&, const Bimodal&) = default;
};

inline core::Duration draw(const Bimodal& bimodal, core::Dice& dice) {
  return dice.chance(bimodal.slow_share) ? bimodal.slow : bimodal.fast;
}

/// `fast`.
inline core::Duration least(const Bimodal& bimodal) {
  return bimodal.fast;
}

/// `fast` up to a share of one half.
inline core::Duration median(const Bimodal& bimodal) {
  const core::Ratio share = bimodal.slow_share;
  return share.numerator > share.denominator - share.numerator ? bimodal.slow : bimodal.fast;
}

}  // namespace fleetsim::sim
