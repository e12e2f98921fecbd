#pragma once

#include <cstdint>

namespace fleetsim::core {

/// Signed numbers as unsigned ones, small when near zero: 0, -1, 1, -2 ... as 0, 1, 2, 3 ...
constexpr std::uint64_t zig_zag(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  return (bits << 1) ^ (value < 0 ? ~std::uint64_t{0} : 0);
}
constexpr std::int64_t zag_zig(std::uint64_t value) {
  return static_cast<std::int64_t>((value >> 1) ^ ((value & 1) != 0 ? ~std::uint64_t{0} : 0));
}

}  // namespace fleetsim::core
