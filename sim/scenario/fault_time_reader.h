#pragma once

#include "sim/scenario/map_reader.h"
#include "sim/scenario/read_state.h"

namespace fleetsim::sim {

/// When a fault begins, how often, and with what probability: `at`, `every`, `rate`, `when`, `probability`,
/// `stability`.
void read_fault_begin(MapReader& map, ReadState& state, Fault& fault);

/// How long it lasts: `for`, `restart_after`, `heal`. Requires the begin.
void read_fault_end(MapReader& map, ReadState& state, Fault& fault);

}  // namespace fleetsim::sim
