#include "core/gossip/ticker.h"

#include <algorithm>

#include "core/base/log_fixed.h"

namespace fleetsim::core {
namespace {

__extension__ using Wide = unsigned __int128;

// Exponential with that mean: -mean ln(u), u uniform in (0, 1] in steps of 2^-63.
Duration exponential(Duration mean, Dice& dice) {
  constexpr std::uint64_t kSteps = std::uint64_t{1} << 63;
  const std::uint64_t u = (dice.u64() >> 1) + 1;
  const Wide minus_ln = ln_q57(kSteps) - ln_q57(u);
  return {static_cast<std::int64_t>(static_cast<std::uint64_t>((static_cast<Wide>(mean.ns) * minus_ln) >> kLnPlaces))};
}

}  // namespace

Instant Ticker::next(Instant now, const Rhythm& rhythm, Dice& dice) const {
  const Duration interval = rhythm.interval;
  if (rhythm.spacing == TickSpacing::random) return now + exponential(interval, dice);
  if (rhythm.phase == TickPhase::aligned) {
    const std::int64_t past = (now.ns % interval.ns + interval.ns) % interval.ns;
    return now + Duration{interval.ns - past};
  }
  if (last_.ns == INT64_MIN || now.ns - last_.ns >= interval.ns) return now + dice.between({0}, interval);
  const std::int64_t spread = interval.ns / static_cast<std::int64_t>(rhythm.jitter.denominator) *
                              static_cast<std::int64_t>(rhythm.jitter.numerator);
  return std::max(now, last_ + interval + dice.between({-spread}, {spread}));
}

}  // namespace fleetsim::core
