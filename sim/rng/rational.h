#pragma once

#include <compare>
#include <cstdint>

namespace fleetsim::sim {

/// An exact number numerator / denominator, not negative: a shape, an exponent. Unlike core::Ratio it may
/// exceed 1. Requires 1 <= denominator, and both at most kRationalPartMax, so that products with logarithms
/// fit into 128 bits.
struct Rational {
  std::uint64_t numerator = 1;
  std::uint64_t denominator = 1;

  friend constexpr bool operator==(const Rational&, const Rational&) = default;
  constexpr Rational inverse() const { return {denominator, numerator}; }
};

/// 2^60: eighteen decimal digits.
inline constexpr std::uint64_t kRationalPartMax = std::uint64_t{1} << 60;

constexpr std::strong_ordering compare(Rational a, Rational b) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<Wide>(a.numerator) * b.denominator <=> static_cast<Wide>(b.numerator) * a.denominator;
}

}  // namespace fleetsim::sim
