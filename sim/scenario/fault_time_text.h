#pragma once

#include "sim/scenario/scenario.h"
#include "sim/scenario/yaml_writer.h"

namespace fleetsim::sim {

/// When a fault begins and ends, as its keys in the language.
void add_fault_times(FlowMap& map, const Fault& fault, const Scenario& scenario);

}  // namespace fleetsim::sim
