#include "sim/rng/fixed_point.h"

#include <algorithm>
#include <bit>

#include "core/base/check.h"
#include "sim/rng/series_terms.h"

namespace fleetsim::sim {
namespace {

constexpr std::uint64_t kTop = std::uint64_t{1} << 63;
constexpr std::uint64_t kSqrt2 = 0xb504f333f9de6484;  // in units of 2^-63

/// 2^(f / 2^64) in units of 2^-63.
std::uint64_t exp2_of_fraction(std::uint64_t f) {
  std::uint64_t sum = kExp2Terms.back();
  for (std::size_t k = kExp2Terms.size() - 1; k-- > 0;) sum = kExp2Terms[k] + multiply_high(sum, f);
  return sum;
}

/// minus_log2, a bit at a time.
std::uint64_t minus_log2_by_squaring(std::uint64_t u) {
  // u / 2^64 = m * 2^-(zeros + 1) with m in [1, 2): the whole part is counted, the fraction comes bit by bit.
  const int zeros = std::countl_zero(u);
  std::uint64_t m = u << zeros;  // units of 2^-63, in [2^63, 2^64)
  std::uint64_t log2_m = 0;      // units of 2^-32
  for (int bit = 31; bit >= 0; --bit) {
    const Wide square = static_cast<Wide>(m) * m;  // units of 2^-126, in [2^126, 2^128)
    const bool carry = (square >> 127) != 0;
    log2_m |= static_cast<std::uint64_t>(carry) << bit;
    m = static_cast<std::uint64_t>(square >> (carry ? 64 : 63));
  }
  return (static_cast<std::uint64_t>(zeros + 1) << 32) - log2_m;
}

}  // namespace

std::int64_t log2_of(std::uint64_t u) {
  FLEET_CHECK(u >= 1);
  const int zeros = std::countl_zero(u);
  const std::uint64_t m = u << zeros;  // units of 2^-63, in [2^63, 2^64)
  // The power of two that is nearer in ratio: m against 1 or against 2.
  const bool up = m >= kSqrt2;
  const std::uint64_t distance = up ? 0 - m : m - kTop;
  // artanh's argument s = |m - p| / (m + p), below 0.172. Half the sum, so that it fits: its lost bit weighs
  // 2^-65.
  const std::uint64_t half_sum = up ? kTop + m / 2 : kTop / 2 + m / 2;
  const auto s =
      static_cast<std::uint64_t>((static_cast<Wide>(distance) << 64) / half_sum);    // units of 2^-65
  const auto square = static_cast<std::uint64_t>((static_cast<Wide>(s) * s) >> 66);  // units of 2^-64
  std::uint64_t sum = kLog2Terms.back();
  for (std::size_t k = kLog2Terms.size() - 1; k-- > 0;) sum = kLog2Terms[k] + multiply_high(sum, square);
  const auto fraction = static_cast<std::uint64_t>((static_cast<Wide>(sum) * s) >> (62 + 65 - kLogPlaces));
  const std::uint64_t whole = static_cast<std::uint64_t>(63 - zeros + (up ? 1 : 0)) << kLogPlaces;
  const std::uint64_t log2 = up ? whole - fraction : whole + fraction;
  return static_cast<std::int64_t>(
      std::min(log2, static_cast<std::uint64_t>(INT64_MAX)));  // 64 is one too many
}

std::uint64_t minus_log2(std::uint64_t u) {
  if (u == 0) return 0;
  // Squaring cuts the exact logarithm, or one up to 2^-62 below it, to units of 2^-32. So does the quicker
  // series, unless it is so close to a multiple of that unit that its error may decide.
  constexpr int cut = kLogPlaces - 32;
  constexpr std::uint64_t doubt = 4;
  const auto log2 = static_cast<std::uint64_t>(log2_of(u));
  const std::uint64_t below = log2 % (std::uint64_t{1} << cut);
  if (below < doubt || below >= (std::uint64_t{1} << cut) - doubt) return minus_log2_by_squaring(u);
  return (std::uint64_t{64} << 32) - (log2 >> cut);
}

std::uint64_t times_exp2(std::uint64_t value, std::int64_t x) {
  const std::int64_t whole = x >> kLogPlaces;  // rounds down; from -64 to 63
  const std::uint64_t fraction = static_cast<std::uint64_t>(x) << (64 - kLogPlaces);
  const Wide product = (static_cast<Wide>(value) * exp2_of_fraction(fraction)) >> (63 - whole);
  return product > UINT64_MAX ? UINT64_MAX : static_cast<std::uint64_t>(product);
}

std::int64_t times(std::int64_t x, Rational factor) {
  FLEET_CHECK(factor.denominator >= 1 && factor.denominator <= kRationalPartMax &&
              factor.numerator <= kRationalPartMax);
  const auto denominator = static_cast<SignedWide>(factor.denominator);
  const SignedWide product = static_cast<SignedWide>(x) * static_cast<SignedWide>(factor.numerator);
  const SignedWide quotient = product / denominator - (product % denominator < 0 ? 1 : 0);
  return static_cast<std::int64_t>(
      std::clamp(quotient, static_cast<SignedWide>(INT64_MIN), static_cast<SignedWide>(INT64_MAX)));
}

std::uint64_t times_power(std::uint64_t value, std::int64_t log2_base, Rational exponent) {
  return times_exp2(value, times(log2_base, exponent));
}

std::uint64_t square_root(Wide square) {
  // A bit at a time, from the highest that may be set.
  std::uint64_t root = 0;
  for (int bit = 63; bit >= 0; --bit) {
    const std::uint64_t next = root | (std::uint64_t{1} << bit);
    if (static_cast<Wide>(next) * next <= square) root = next;
  }
  return root;
}

}  // namespace fleetsim::sim
