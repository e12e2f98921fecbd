#include "sim/rng/weibull.h"

#include "sim/rng/drawn_span.h"
#include "sim/rng/fixed_point.h"

namespace fleetsim::sim {
namespace {

/// scale * 2^(log2 / shape), log2 in units of 2^-57.
core::Duration stretched(const Weibull& weibull, std::int64_t log2) {
  const auto scale = static_cast<std::uint64_t>(weibull.scale.ns);
  return drawn_span(times_power(scale, log2, weibull.shape.inverse()));
}

}  // namespace

core::Duration draw(const Weibull& weibull, core::Dice& dice) {
  // U = (u + 1) / 2^64. Near U = 1 its logarithm has few digits; there -ln U is the distance to 1 itself, so
  // that the relative error of -ln U is below 2^-27 everywhere.
  const std::uint64_t u = dice.u64();
  const std::uint64_t steps_to_one = UINT64_MAX - u;
  if (steps_to_one == 0) return {};
  if (steps_to_one < std::uint64_t{1} << 36)
    return stretched(weibull, log2_of(steps_to_one) - 63 * kLogOne - kLogOne);
  const std::uint64_t minus_log2 =
      (std::uint64_t{64} << kLogPlaces) - static_cast<std::uint64_t>(log2_of(u + 1));
  return stretched(weibull, log2_of(minus_log2) - kLogPlaces * kLogOne + kLog2OfLn2);
}

core::Duration least(const Weibull& /*weibull*/) {
  return {};
}

core::Duration median(const Weibull& weibull) {
  return stretched(weibull, kLog2OfLn2);
}

}  // namespace fleetsim::sim
