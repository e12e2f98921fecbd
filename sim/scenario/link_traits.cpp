#include "sim/scenario/link_traits.h"

#include <algorithm>

namespace fleetsim::sim {

const LinkProfile::Step* LinkProfile::at(core::Instant now) const {
  const core::Duration since = period ? core::Duration{now.ns % period->ns} : core::Duration{now.ns};
  const auto next = std::ranges::upper_bound(steps, since, {}, &Step::at);
  return next == steps.begin() ? nullptr : &*(next - 1);
}

}  // namespace fleetsim::sim
