#pragma once

#include <string>

#include "core/gossip/gossip_options.h"

namespace fleetsim::sim {

/// `gossip`, of the fabric or of a group, as a YAML flow map with everything written out.
std::string gossip_text(const core::GossipOptions& options);

}  // namespace fleetsim::sim
