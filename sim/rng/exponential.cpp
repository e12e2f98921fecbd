#include "sim/rng/exponential.h"

#include "sim/rng/fixed_point.h"

namespace fleetsim::sim {
namespace {

constexpr std::uint64_t kLn2Short = 2'977'044'472;  // ln 2 in units of 2^-32

}  // namespace

core::Duration draw(const Exponential& exponential, core::Dice& dice) {
  const auto ln = static_cast<std::uint64_t>((static_cast<Wide>(minus_log2(dice.u64())) * kLn2Short) >> 32);
  const auto above = (static_cast<Wide>(ln) * static_cast<std::uint64_t>(exponential.mean_above.ns)) >> 32;
  return exponential.min + core::Duration{static_cast<std::int64_t>(above)};
}

core::Duration least(const Exponential& exponential) {
  return exponential.min;
}

core::Duration median(const Exponential& exponential) {
  const auto above = (static_cast<Wide>(exponential.mean_above.ns) * kLn2Short) >> 32;
  return exponential.min + core::Duration{static_cast<std::int64_t>(above)};
}

}  // namespace fleetsim::sim
