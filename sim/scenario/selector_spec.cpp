#include "sim/scenario/selector_spec.h"

#include <algorithm>

#include "core/base/check.h"

namespace fleetsim::sim {

std::uint64_t share_of(std::uint64_t count, core::Ratio share) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>(static_cast<Wide>(count) * share.numerator / share.denominator);
}

std::uint64_t count_chosen(const Selector& selector, std::uint64_t candidates) {
  if (candidates == 0) return 0;
  switch (selector.mode) {
    case Selector::Mode::all:
      return candidates;
    case Selector::Mode::one:
      return 1;
    case Selector::Mode::fixed:
      return std::min(selector.count, candidates);
    case Selector::Mode::percent:
      // At least one: a share of a small group is meant to hit somebody.
      return std::max<std::uint64_t>(1, share_of(candidates, selector.share));
    case Selector::Mode::minority:
      return (candidates - 1) / 2;
    case Selector::Mode::majority:
      return candidates / 2 + 1;
    case Selector::Mode::minority_third:
      return (candidates - 1) / 3;
  }
  FLEET_CHECK(false, "an unknown selector mode");
}

}  // namespace fleetsim::sim
