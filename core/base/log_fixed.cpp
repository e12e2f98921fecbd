#include "core/base/log_fixed.h"

#include <algorithm>
#include <bit>

#include "core/base/check.h"

namespace fleetsim::core {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::uint64_t kLn2 = 0xb17217f7d1cf79ac;  // ln 2 in units of 2^-64, rounded

// log2(n) in units of 2^-57, rounded down. Bit by bit: the logarithm of a square is twice that of its root
// (Knuth, TAOCP 1.2.2, exercise 25). What each square loses weighs half as much as what the one before lost.
std::uint64_t log2_q57(std::uint64_t n) {
  const int zeros = std::countl_zero(n);
  std::uint64_t m = n << zeros;  // units of 2^-63, in [2^63, 2^64)
  std::uint64_t log2 = static_cast<std::uint64_t>(63 - zeros) << kLnPlaces;
  for (int bit = kLnPlaces - 1; bit >= 0; --bit) {
    const Wide square = static_cast<Wide>(m) * m;  // units of 2^-126, in [2^126, 2^128)
    const bool carry = (square >> 127) != 0;
    log2 |= static_cast<std::uint64_t>(carry) << bit;
    m = static_cast<std::uint64_t>(square >> (carry ? 64 : 63));
  }
  return log2;
}

}  // namespace

std::uint64_t ln_q57(std::uint64_t n) {
  FLEET_CHECK(n >= 1);
  return static_cast<std::uint64_t>((static_cast<Wide>(log2_q57(n)) * kLn2) >> 64);
}

std::uint32_t log2_ceil(std::uint64_t n) {
  return n <= 1 ? 0 : static_cast<std::uint32_t>(std::bit_width(n - 1));
}

std::uint32_t transmit_budget(std::uint64_t nodes, std::uint32_t extra, Ratio loss) {
  if (loss.numerator >= loss.denominator) return UINT32_MAX;
  // Both parts of the ratio to 32 bits, the share that arrives rounded down.
  const int excess = std::max(0, 32 - std::countl_zero(loss.denominator));
  const std::uint64_t whole = loss.denominator >> excess;
  const std::uint64_t arriving = (loss.denominator - loss.numerator) >> excess;
  if (arriving == 0) return UINT32_MAX;
  const Wide wanted = (static_cast<Wide>(extra) << kLnPlaces) + ln_q57(std::max<std::uint64_t>(nodes, 1));
  const Wide unit = static_cast<Wide>(arriving) << kLnPlaces;
  const Wide budget = (wanted * whole + unit - 1) / unit;
  return static_cast<std::uint32_t>(std::clamp<Wide>(budget, 1, UINT32_MAX));
}

}  // namespace fleetsim::core
