#include "sim/rng/normal.h"

#include <algorithm>

#include "sim/rng/drawn_span.h"
#include "sim/rng/fixed_point.h"
#include "sim/rng/normal_quantile.h"

namespace fleetsim::sim {
namespace {

core::Duration at(const Normal& normal, std::uint64_t u) {
  const SignedWide off = static_cast<SignedWide>(normal_quantile(u)) * normal.sd.ns;
  const SignedWide rounded = (off + kLogOne / 2) >> kLogPlaces;
  const SignedWide ns = normal.mean.ns + rounded;
  return ns < 0 ? core::Duration{} : drawn_span(static_cast<std::uint64_t>(ns));
}

}  // namespace

core::Duration draw(const Normal& normal, core::Dice& dice) {
  return at(normal, dice.u64());
}

// Quantiles decrease by less than 2^-38 where they do.
core::Duration least(const Normal& normal) {
  const core::Duration error{(normal.sd.ns >> 36) + 1};
  return std::max(core::Duration{}, at(normal, 0) - error);
}

core::Duration median(const Normal& normal) {
  return normal.mean;
}

}  // namespace fleetsim::sim
