#include "sim/rng/distribution.h"

namespace fleetsim::sim {

core::Duration draw(const Distribution& distribution, core::Dice& dice) {
  return std::visit([&](const auto& kind) { return draw(kind, dice); }, distribution);
}

std::uint64_t draws_of(const Distribution& distribution) {
  return std::holds_alternative<Constant>(distribution) ? 0 : 1;
}

core::Duration least(const Distribution& distribution) {
  return std::visit([](const auto& kind) { return least(kind); }, distribution);
}

core::Duration median(const Distribution& distribution) {
  return std::visit([](const auto& kind) { return median(kind); }, distribution);
}

}  // namespace fleetsim::sim
