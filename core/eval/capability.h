#pragma once

#include <compare>
#include <set>
#include <span>
#include <string>

#include "core/base/result.h"

namespace fleetsim::core {

/// One opaque string, such as `stream.open`; equality and order are bytewise.
using CapabilityName = std::string;

/// Iterated in sorted order.
using CapabilitySet = std::set<CapabilityName>;

}  // namespace fleetsim::core
