#pragma once

#include "sim/scenario/map_reader.h"
#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

/// The keys that only faults of nodes and their clocks have; reads nothing for other actions. `fault.action` is known.
void read_node_effect(MapReader& map, Fault& fault);

}  // namespace fleetsim::sim
