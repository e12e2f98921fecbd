#pragma once

#include <cstdint>

#include "core/base/time.h"
#include "core/env/dice.h"

namespace fleetsim::sim {

/// Arrivals that know nothing of each other, at a constant rate: a Poisson process as a value. Gaps are
/// exponential with the mean per / events.
///
/// Units: nanoseconds; the sum of the gaps is kept to 2^-32 ns, so that no rate drifts by rounding. Several
/// arrivals may fall into one nanosecond. One draw an arrival.
class PoissonArrivals {
 public:
  /// `events` in `per` on average, after `start`. Requires 1 <= events and 1ns <= per.
  PoissonArrivals(std::uint64_t events, core::Duration per, core::Instant start = {});

  /// The next arrival, never before the last one; kNever from where time ends.
  core::Instant next(core::Dice& dice);

  friend bool operator==(const PoissonArrivals&, const PoissonArrivals&) = default;

 private:
  std::uint64_t events_;
  core::Duration per_;
  core::Instant at_;
  std::uint32_t fraction_ = 0;  // of a nanosecond behind `at_`, units of 2^-32
};

/// How many of them arrive within a window: Poisson with the mean events * window / per, cut to units of
/// 2^-32.
///
/// Up to a mean of 16 one draw, by inversion. Above, rejection under an exponential hat about the mode
/// (Devroye, "A simple generator for discrete log-concave distributions", Computing 39, 1987): 4 tries on
/// average, up to 4 draws each, whatever the mean; probabilities right to a relative 2^-24. Requires 1ns <=
/// per, window of at least 0 and a mean of at most 2^32.
std::uint64_t poisson_count(std::uint64_t events, core::Duration per, core::Duration window,
                            core::Dice& dice);

}  // namespace fleetsim::sim
