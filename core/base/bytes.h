#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/pool_allocator.h"

namespace fleetsim::core {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

/// Bytes that nobody changes any more, shared instead of copied: messages in flight, encoded replies, logs.
/// Never null where it is a member of a message or a reply.
using SharedBytes = std::shared_ptr<const Bytes>;

inline SharedBytes share(Bytes bytes) {
  return std::allocate_shared<Bytes>(PoolAllocator<Bytes>(), std::move(bytes));
}

inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A SHA-256 digest, 32 octets in the order of FIPS 180-4.
using Digest = std::array<std::uint8_t, 32>;

/// Lower-case hexadecimal.
std::string to_hex(ByteView bytes);

/// For look-ups only, never for order: the first eight octets of an already uniform digest.
struct DigestHash {
  std::size_t operator()(const Digest& digest) const {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < 8; ++i) word |= std::uint64_t{digest[i]} << (8 * i);
    return static_cast<std::size_t>(word);
  }
};

}  // namespace fleetsim::core
