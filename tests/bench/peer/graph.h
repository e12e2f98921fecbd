#pragma once

#include <cstdint>
#include <vector>

namespace fleetsim::peer {

/// A simple 8-regular graph: a ring of neighbours at one to four steps, its edges exchanged at random.
std::vector<std::vector<std::uint32_t>> eight_regular(std::uint32_t nodes);

}  // namespace fleetsim::peer
