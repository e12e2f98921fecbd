#pragma once

#include <string>

#include "sim/scenario/scenario.h"

namespace fleetsim::tests {

/// Where two scenarios differ in what they mean (paths and places are not compared); empty when they do not.
std::string difference(const sim::Scenario& a, const sim::Scenario& b);

}  // namespace fleetsim::tests
