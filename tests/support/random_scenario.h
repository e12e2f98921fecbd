#pragma once

#include <cstdint>
#include <string>

#include "sim/scenario/scenario.h"

namespace fleetsim::tests {

/// A small scenario of drawn groups, zones, links, content, requests and faults, as text: a function of `seed`. It is read without
/// findings, and may pass or fail.
std::string random_scenario_text(std::uint64_t seed);

/// The same, read.
sim::Scenario random_scenario(std::uint64_t seed);

}  // namespace fleetsim::tests
