#pragma once

#include <cstddef>

#include "sim/scenario/scenario.h"
#include "sim/scenario/yaml_writer.h"

namespace fleetsim::sim {

inline constexpr std::size_t kFaultActions = static_cast<std::size_t>(FaultAction::churn) + 1;

/// The word for an action in the language.
const char* action_text(FaultAction action);

/// When a fault begins and ends, as its keys in the language.
void add_fault_times(FlowMap& map, const Fault& fault, const Scenario& scenario);

}  // namespace fleetsim::sim
