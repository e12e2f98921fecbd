#include "sim/rng/normal.h"

#include "sim/rng/drawn_span.h"
#include "sim/rng/fixed_point.h"
#include "sim/rng/normal_quantile.h"

namespace fleetsim::sim {

core::Duration draw(const Normal& normal, core::Dice& dice) {
  const SignedWide off = static_cast<SignedWide>(normal_quantile(dice.u64())) * normal.sd.ns;
  const SignedWide rounded = (off + kLogOne / 2) >> kLogPlaces;
  const SignedWide ns = normal.mean.ns + rounded;
  return ns < 0 ? core::Duration{} : drawn_span(static_cast<std::uint64_t>(ns));
}

core::Duration median(const Normal& normal) {
  return normal.mean;
}

}  // namespace fleetsim::sim
