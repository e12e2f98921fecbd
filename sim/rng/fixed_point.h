#pragma once

#include <cstdint>

#include "sim/rng/rational.h"

namespace fleetsim::sim {

/// Logarithms and powers made of integers: the same bits on every machine, where those of a libm differ.
///
/// Two units: 2^-32 for what exponential draws were always made of, and 2^-57 (`q57`) for everything else, in
/// which the logarithm of any 64-bit number just fits into a signed word. Error bounds are absolute and in
/// the unit of the result unless they say "relative"; the tests hold them against an 80-bit libm.
__extension__ using Wide = unsigned __int128;
__extension__ using SignedWide = __int128;

inline constexpr int kLogPlaces = 57;
/// 1 in units of 2^-57.
inline constexpr std::int64_t kLogOne = std::int64_t{1} << kLogPlaces;
/// ln 2 in units of 2^-64, and log2(ln 2) in units of 2^-57, rounded.
inline constexpr std::uint64_t kLn2 = 0xb17217f7d1cf79ac;
inline constexpr std::int64_t kLog2OfLn2 = -76'203'265'285'142'068;

/// The upper word of a product: a * b / 2^64, truncated.
constexpr std::uint64_t multiply_high(std::uint64_t a, std::uint64_t b) {
  return static_cast<std::uint64_t>((static_cast<Wide>(a) * b) >> 64);
}

/// -log2(u / 2^64) in units of 2^-32, for u >= 1; u == 0 stands for 2^64. Truncated, error below 2 units. The
/// very bits that squaring gives, a bit at a time (Knuth, TAOCP 1.2.2, exercise 25): exponential draws hang
/// on them.
std::uint64_t minus_log2(std::uint64_t u);

/// log2(u) in q57, u >= 1; error below 2 units, exact at powers of two. By the series of artanh about the
/// nearest power of two (Abramowitz & Stegun 4.1.27).
std::int64_t log2_of(std::uint64_t u);

/// floor(value * 2^x), x in q57 of either sign; UINT64_MAX where that does not fit. Before it is cut to an
/// integer the product is never too large and its relative error is below 2^-57. By the Taylor series of exp,
/// 19 terms.
std::uint64_t times_exp2(std::uint64_t value, std::int64_t x);

/// floor(x * factor); the nearest 64-bit number where that does not fit.
std::int64_t times(std::int64_t x, Rational factor);

/// value * base^exponent like times_exp2, `log2_base` in q57; the relative error gains that of `log2_base`
/// times the exponent, and one unit of 2^-57.
std::uint64_t times_power(std::uint64_t value, std::int64_t log2_base, Rational exponent);

/// floor(sqrt(square)).
std::uint64_t square_root(Wide square);

}  // namespace fleetsim::sim
