#pragma once

#include <cstdint>
#include <vector>

#include "core/env/dice.h"

namespace fleetsim::sim {

/// `count` different ones of 0 ... population - 1, ascending; every such set as likely as every other.
/// Floyd's algorithm (Bentley & Floyd, CACM 30(9), 1987): `count` draws and memory for `count`, whatever the
/// population. Shuffled, they are an arrangement as likely as every other. Requires count <= population.
std::vector<std::uint64_t> sample_without_replacement(std::uint64_t count, std::uint64_t population,
                                                      core::Dice& dice);

}  // namespace fleetsim::sim
