#pragma once

#include "sim/scenario/map_reader.h"
#include "sim/scenario/read_state.h"

namespace fleetsim::sim {

/// `when`, `delay` and `times` of a reactive fault. Requires `when`.
void read_when(MapReader& map, ReadState& state, Fault& fault);

/// Whether a reactive fault's `select` is just `there`: the node at which the fact happened.
bool is_there(const Field& select, Fault& fault);

/// The name of a kind of facts.
const char* to_string(FactKind kind);

}  // namespace fleetsim::sim
