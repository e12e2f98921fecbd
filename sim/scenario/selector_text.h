#pragma once

#include <string>

#include "sim/scenario/scenario.h"
#include "sim/scenario/yaml_writer.h"

namespace fleetsim::sim {

/// A selector in the language, as a map.
std::string selector_text(const Selector& selector, const Scenario& scenario);

/// The keys of a selector but for `mode`.
void add_selector(FlowMap& map, const Selector& selector, const Scenario& scenario);

}  // namespace fleetsim::sim
