#pragma once

#include <string>

#include "sim/rng/distribution.h"

namespace fleetsim::sim {

/// The distribution as YAML on one line that reads back as the same: `5ms`, `{ uniform: [1ms, 2ms] }`.
std::string distribution_text(const Distribution& distribution);

}  // namespace fleetsim::sim
