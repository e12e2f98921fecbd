#include "sim/rng/pareto.h"

#include <algorithm>

#include "sim/rng/fixed_point.h"

namespace fleetsim::sim {
namespace {

/// min * 2^(log2 / shape), log2 in units of 2^-57.
core::Duration stretched(const Pareto& pareto, std::int64_t log2) {
  const auto min = static_cast<std::uint64_t>(pareto.min.ns);
  return std::min(drawn_span(times_power(min, log2, pareto.shape.inverse())), pareto.cap);
}

}  // namespace

core::Duration draw(const Pareto& pareto, core::Dice& dice) {
  // U = (u + 1) / 2^64; its logarithm is 0 for the largest u, where u + 1 is 2^64.
  const std::uint64_t u = dice.u64();
  if (u == UINT64_MAX) return stretched(pareto, 0);
  // -log2 U may just be 64 in units of 2^-57, one more than fits.
  const auto minus_log2 = (std::uint64_t{64} << kLogPlaces) - static_cast<std::uint64_t>(log2_of(u + 1));
  return stretched(pareto,
                   static_cast<std::int64_t>(std::min(minus_log2, static_cast<std::uint64_t>(INT64_MAX))));
}

core::Duration least(const Pareto& pareto) {
  return stretched(pareto, 0);
}

core::Duration median(const Pareto& pareto) {
  return stretched(pareto, kLogOne);
}

}  // namespace fleetsim::sim
