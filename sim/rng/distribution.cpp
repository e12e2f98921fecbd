#include "sim/rng/distribution.h"

namespace fleetsim::sim {

core::Duration draw(const Distribution& distribution, core::Dice& dice) {
  return std::visit([&](const auto& kind) { return draw(kind, dice); }, distribution);
}

core::Duration median(const Distribution& distribution) {
  return std::visit([](const auto& kind) { return median(kind); }, distribution);
}

}  // namespace fleetsim::sim
