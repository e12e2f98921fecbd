#pragma once

#include <cstdint>

#include "core/base/time.h"
#include "core/env/dice.h"

namespace fleetsim::sim {

/// A distribution of spans of time. Every draw is made of integers: the same bits on every machine.
struct Distribution {
  enum class Kind : std::uint8_t { constant, uniform, exponential };
  Kind kind = Kind::constant;
  core::Duration low;   ///< constant: the value; uniform: smallest; exponential: added to every draw (`min`)
  core::Duration high;  ///< uniform: largest, inclusive; exponential: the mean of the part above `low`
};

/// One draw. Exponential: low - (high) ln U by fixed-point arithmetic, U uniform on 2^64 points.
core::Duration draw(const Distribution& distribution, core::Dice& dice);

/// The middle of it, for routing: half of all draws are shorter.
core::Duration median(const Distribution& distribution);

/// -log2(u / 2^64) in units of 2^-32, for u >= 1; u == 0 stands for 2^64. Truncated, error below 2 units.
std::uint64_t minus_log2(std::uint64_t u);

}  // namespace fleetsim::sim
