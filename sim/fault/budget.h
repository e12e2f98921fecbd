#pragma once

#include <cstdint>
#include <vector>

#include "sim/fault/fault_plan.h"

namespace fleetsim::sim {

/// Marks what takes more of the fleet than the scenario's budget allows. One after another, in the order of the plan: what
/// is refused takes nothing. Only what the plan knows counts: copies that are made later, and faults that wait for
/// something, do not. Requires a budget, and a plan in order.
void keep_within_budget(std::vector<PlannedFault>& plan, const Scenario& scenario, std::uint64_t seed);

}  // namespace fleetsim::sim
