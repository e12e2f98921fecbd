#pragma once

#include <string>

#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

/// `fabric.stream` and an entry of `expect.streams`, as YAML flow maps.
std::string stream_options_text(const core::StreamOptions& options);
std::string stream_spec_text(const StreamSpec& spec);

}  // namespace fleetsim::sim
