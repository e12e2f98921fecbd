#pragma once

#include <cstdint>

namespace fleetsim::core {

/// A node's address: a dense number that its host gave it. Only the host knows what stands behind it; a node learns
/// the name that belongs to an address from its Directory.
using NodeId = std::uint32_t;

inline constexpr NodeId kNobody = 0xFFFFFFFF;

}  // namespace fleetsim::core
