#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/env/dice.h"
#include "sim/disk/disk_fault.h"
#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

/// What a fault that lasts does to the disk of the node of that name; none: nothing, or nothing that lasts.
std::optional<DiskFault> disk_fault(const Fault& fault, std::string_view node, std::uint64_t seed);

/// What a fault of storage draws from, one stream for each node: `fault/<id>/disk/<node>`.
core::Dice disk_fault_dice(const Fault& fault, std::string_view node, std::uint64_t seed);

}  // namespace fleetsim::sim
