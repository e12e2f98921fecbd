#include "sim/rng/distribution.h"

#include <bit>

#include "core/base/check.h"

namespace fleetsim::sim {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::uint64_t kLn2 = 2'977'044'472;  // ln 2 in units of 2^-32

}  // namespace

std::uint64_t minus_log2(std::uint64_t u) {
  if (u == 0) return 0;
  // u / 2^64 = m * 2^-(zeros + 1) with m in [1, 2): the whole part is counted, the fraction comes bit by bit from
  // squaring m (Knuth, TAOCP 1.2.2, exercise 25).
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

core::Duration draw(const Distribution& distribution, core::Dice& dice) {
  switch (distribution.kind) {
    case Distribution::Kind::constant:
      return distribution.low;
    case Distribution::Kind::uniform:
      return dice.between(distribution.low, distribution.high);
    case Distribution::Kind::exponential: {
      const auto ln = static_cast<std::uint64_t>((static_cast<Wide>(minus_log2(dice.u64())) * kLn2) >> 32);
      const auto tail = (static_cast<Wide>(ln) * static_cast<std::uint64_t>(distribution.high.ns)) >> 32;
      return distribution.low + core::Duration{static_cast<std::int64_t>(tail)};
    }
  }
  FLEET_CHECK(false, "an unknown distribution");
}

core::Duration median(const Distribution& distribution) {
  switch (distribution.kind) {
    case Distribution::Kind::constant:
      return distribution.low;
    case Distribution::Kind::uniform:
      return {distribution.low.ns + (distribution.high - distribution.low).ns / 2};
    case Distribution::Kind::exponential:
      return distribution.low + core::Duration{static_cast<std::int64_t>(
                                    (static_cast<Wide>(distribution.high.ns) * kLn2) >> 32)};
  }
  FLEET_CHECK(false, "an unknown distribution");
}

}  // namespace fleetsim::sim
