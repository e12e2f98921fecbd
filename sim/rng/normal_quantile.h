#pragma once

#include <cstdint>

namespace fleetsim::sim {

/// Quantiles of the standard normal distribution: z with P(Z < z) = (u + 1/2) / 2^64, in units of 2^-57, so
/// that a uniform word becomes a normal deviate. From -9.1 to 9.1, strictly symmetric (u and its complement),
/// not decreasing but for the error: below 2^-38, from arithmetic.
///
/// Source: Wichura, "Algorithm AS 241: The percentage points of the normal distribution", Applied Statistics
/// 37(3), 1988, routine PPND16 (relative error 1e-16), whose coefficients are all positive: nothing cancels
/// in fixed point.
std::int64_t normal_quantile(std::uint64_t u);

}  // namespace fleetsim::sim
