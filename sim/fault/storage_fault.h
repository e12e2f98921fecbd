#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/env/dice.h"
#include "sim/disk/disk_fault.h"
#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

/// What a fault that lasts does to the disk of a node, with a stream to draw from; none: nothing, or nothing that lasts.
std::optional<DiskFault> disk_fault(const Fault& fault, const core::Dice& dice);

/// What a fault of storage draws from, one stream for each node: `fault/<name>/disk/<node>`.
core::Dice disk_fault_dice(std::string_view name, std::string_view node, std::uint64_t seed);

}  // namespace fleetsim::sim
