#pragma once

#include <cstdint>
#include <string>

#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

/// For people: everything that faults will do with that seed, as comments of the scenario language, a line for each time
/// that one happens, with seconds as in traces; then those that wait for something. The same text on every machine.
std::string plan_text(const Scenario& scenario, std::uint64_t seed);

}  // namespace fleetsim::sim
