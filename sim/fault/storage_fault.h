#pragma once

#include <optional>

#include "core/env/dice.h"
#include "sim/disk/disk_fault.h"
#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

/// What a fault that lasts does to the disk of a node, with a stream to draw from; none: nothing, or nothing that lasts.
std::optional<DiskFault> disk_fault(const Fault& fault, const core::Dice& dice);

}  // namespace fleetsim::sim
