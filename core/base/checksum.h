#pragma once

#include <cstdint>

#include "core/base/bytes.h"

namespace fleetsim::core {

/// XXH3, 64 bits (xxHash 0.8): detects damage, proves nothing about intent. The same on every machine.
std::uint64_t checksum64(ByteView bytes, std::uint64_t seed = 0);

/// XXH3, 128 bits, as 16 octets in canonical (big-endian) order. For fingerprints.
using Hash128 = std::array<std::uint8_t, 16>;
Hash128 hash128(ByteView bytes, std::uint64_t seed = 0);

}  // namespace fleetsim::core
