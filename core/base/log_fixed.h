#pragma once

#include <cstdint>

#include "core/base/ratio.h"

namespace fleetsim::core {

/// ln(n) in units of 2^-57, rounded down, n >= 1; error below 2 units. Made of integers: the same bits everywhere.
/// ln(2^64) is 44.4, so that it always fits.
std::uint64_t ln_q57(std::uint64_t n);
inline constexpr int kLnPlaces = 57;

/// The smallest k with 2^k >= n; 0 for n <= 1.
std::uint32_t log2_ceil(std::uint64_t n);

/// How often each of `nodes` has to pass a piece of news on, so that everybody hears it but with probability
/// 1 - exp(-exp(-extra)): ceil((ln nodes + extra) / (1 - loss)), `loss` being the share of messages that is lost.
/// Smooth in `nodes` and in `loss`: no step at which a fleet that is larger by one suddenly misses more.
///
/// Model: s = exp(-L (1 - p)(1 - s)) is the share that does not hear of what each informed node sends L times
///   (Kermack and McKendrick's final size); nobody is left once n s is small.
/// At least 1, at most UINT32_MAX, which is also the answer when everything is lost. A ratio with a denominator
/// above 2^32 is rounded up by less than 2^-31.
std::uint32_t transmit_budget(std::uint64_t nodes, std::uint32_t extra, Ratio loss);

}  // namespace fleetsim::core
