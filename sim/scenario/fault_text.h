#pragma once

#include <string>

#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

/// A fault in the language, as a map with every default written out.
std::string fault_text(const Fault& fault, const Scenario& scenario);

/// The word for an action in the language.
const char* action_text(FaultAction action);

}  // namespace fleetsim::sim
