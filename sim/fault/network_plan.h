#pragma once

#include <cstdint>
#include <vector>

#include "core/env/dice.h"
#include "sim/fault/fault_plan.h"
#include "sim/net/network_fault.h"
#include "sim/net/sites.h"
#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

/// What a fault between two sides does, its other side drawn; `of` has its name and the nodes that its `select` means.
/// Requires a fault of the network.
NetworkFault plan_network_fault(const Fault& fault, const PlannedFault& of, const Scenario& scenario,
                                std::uint64_t seed, core::Dice& dice);

/// The directions of links that `link_down` takes away.
std::vector<Lane> plan_lanes(const Fault& fault);

}  // namespace fleetsim::sim
