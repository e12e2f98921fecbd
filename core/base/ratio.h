#pragma once

#include <cstdint>

namespace fleetsim::core {

/// An exact share `numerator / denominator`, 0 <= numerator <= denominator, denominator >= 1. Never a double: a
/// probability decides, and what decides is exact.
struct Ratio {
  std::uint64_t numerator = 0;
  std::uint64_t denominator = 1;

  friend constexpr bool operator==(const Ratio&, const Ratio&) = default;
};

}  // namespace fleetsim::core
