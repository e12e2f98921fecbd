#pragma once

#include <array>
#include <cstdint>

namespace fleetsim::core {

/// Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC11), by the Random123
/// library: a block of random bits as a pure function of a counter and a key.
std::array<std::uint32_t, 4> philox_block(const std::array<std::uint32_t, 4>& counter,
                                        const std::array<std::uint32_t, 2>& key);

}  // namespace fleetsim::core
