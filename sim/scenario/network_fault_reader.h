#pragma once

#include "sim/scenario/map_reader.h"
#include "sim/scenario/read_state.h"

namespace fleetsim::sim {

/// The sides and the keys that only faults of the network have; `fault.action` is known, and is one of them or `link_down`.
void read_network_effect(MapReader& map, ReadState& state, Fault& fault);

}  // namespace fleetsim::sim
