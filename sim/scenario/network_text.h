#pragma once

#include <string>

#include "sim/scenario/scenario.h"
#include "sim/scenario/yaml_writer.h"

namespace fleetsim::sim {

/// `{ good: 0%, bad: 60%, good_mean: 10s, bad_mean: 200ms }`.
std::string burst_text(const BurstLoss& burst);

/// `10Mbit/s`, or `{ up: 1Mbit/s, down: 10Mbit/s }`.
std::string bandwidth_text(const Bandwidth& bandwidth);

/// Everything of a link but its ends and its id; what does nothing is left out where it has no word of its own.
void add_link_traits(FlowMap& map, const Link& link);

/// What only faults of the network have, and not their sides.
void add_network_effect(FlowMap& map, const Fault& fault);

}  // namespace fleetsim::sim
