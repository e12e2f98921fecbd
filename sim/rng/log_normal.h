#pragma once

#include <cstdint>

#include "core/base/time.h"
#include "core/env/dice.h"

namespace fleetsim::sim {

/// exp(m + s Z), Z standard normal, given by what people measure: half of all draws are below `p50`, 99 %
/// below `p99`. That is p50 (p99 / p50)^(Z / 2.3263...), by fixed-point log2 and exp2. One draw, by
/// inversion; cut to whole nanoseconds and at kDrawnSpanMax.
class LogNormal {
 public:
  /// Requires 1ns <= p50 <= p99 <= kDrawnSpanMax. Equal ones: always that span.
  LogNormal(core::Duration p50, core::Duration p99);

  core::Duration p50() const { return p50_; }
  core::Duration p99() const { return p99_; }
  /// The value at u / 2^64 of all draws.
  core::Duration quantile(std::uint64_t u) const;

  friend bool operator==(const LogNormal&, const LogNormal&) = default;

 private:
  core::Duration p50_;
  core::Duration p99_;
  std::int64_t log2_sd_;  // the standard deviation of log2 of the draws, in units of 2^-57
};

core::Duration draw(const LogNormal& log_normal, core::Dice& dice);
/// No draw is shorter.
core::Duration least(const LogNormal& log_normal);
/// `p50`.
core::Duration median(const LogNormal& log_normal);

}  // namespace fleetsim::sim
