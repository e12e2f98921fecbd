#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/env/dice.h"
#include "sim/net/network.h"
#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

/// One fault with everything drawn: when, who, until when.
struct PlannedFault {
  core::Instant begin;
  std::optional<core::Instant> end;     ///< none: at the end of the safety phase, or never
  std::vector<std::uint32_t> nodes;     ///< ascending
  std::optional<NetworkFault> network;  ///< of a fault between two sides
  std::vector<Lane> lanes;              ///< link_down: directions of links
};

/// The scenario's faults as a plan, in file order. Who is hit is drawn from the stream `fault/<id>/select`.
std::vector<PlannedFault> plan_faults(const Scenario& scenario, std::uint64_t seed);

/// The nodes that a selector means, ascending: its candidates, and of them as many as its mode says, drawn.
std::vector<std::uint32_t> select(const Selector& selector, const Scenario& scenario, core::Dice& dice);

}  // namespace fleetsim::sim
