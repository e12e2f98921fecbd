#pragma once

#include <string>

#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

/// A budget in the language, as a map.
std::string budget_text(const Budget& budget, const Scenario& scenario);

}  // namespace fleetsim::sim
