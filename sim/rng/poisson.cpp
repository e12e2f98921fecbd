#include "sim/rng/poisson.h"

#include "core/base/check.h"
#include "sim/rng/fixed_point.h"

namespace fleetsim::sim {
namespace {

constexpr std::uint64_t kLog2OfE = 0x5c551d94ae0bf85e;            // units of 2^-62
constexpr std::int64_t kLog2OfTwoPi = 382'120'863'381'307'115;    // units of 2^-57
constexpr std::uint64_t kInversionMax = std::uint64_t{16} << 32;  // units of 2^-32
constexpr Wide kMeanMax = static_cast<Wide>(1) << 64;             // units of 2^-32

/// x log2(e) in units of 2^-57, x in units of 2^-32.
SignedWide in_octaves(std::uint64_t x) {
  return static_cast<SignedWide>((static_cast<Wide>(x) * kLog2OfE) >> (62 + 32 - kLogPlaces));
}

/// log2(k!) in units of 2^-57; error below 2^-25 for k up to 2^33. By Stirling's series where its third term
/// is below 2^-35.
SignedWide log2_factorial(std::uint64_t k) {
  SignedWide sum = 0;
  if (k < 32) {
    for (std::uint64_t i = 2; i <= k; ++i) sum += log2_of(i);
    return sum;
  }
  sum = static_cast<SignedWide>(2 * k + 1) * log2_of(k) + kLog2OfTwoPi;
  sum >>= 1;
  sum -= static_cast<SignedWide>((static_cast<Wide>(k) * kLog2OfE) >> (62 - kLogPlaces));
  const std::uint64_t log2_e = kLog2OfE >> (62 - kLogPlaces);
  const auto cube = static_cast<Wide>(k) * k * k;
  return sum + static_cast<SignedWide>(log2_e / (12 * k)) - static_cast<SignedWide>(log2_e / (360 * cube));
}

/// Inversion for means up to 16, mean in units of 2^-32: adds up probabilities in units of 2^-88.
std::uint64_t small_count(std::uint64_t mean, core::Dice& dice) {
  // e^-mean: its bits below the point, then moved to where they belong.
  const auto octaves = static_cast<std::int64_t>(in_octaves(mean));
  const std::int64_t whole = octaves / kLogOne + 1;
  const std::uint64_t mantissa = times_exp2(std::uint64_t{1} << 62, whole * kLogOne - octaves);
  Wide share = (static_cast<Wide>(mantissa) << 26) >> whole;
  Wide rest = (static_cast<Wide>(dice.u64()) << 24) + (1U << 23);
  std::uint64_t count = 0;
  while (rest >= share && share > 0) {
    rest -= share;
    ++count;
    share = (share * mean / count) >> 32;
  }
  return count;
}

/// The mode of a Poisson distribution and what is needed to compare others with it.
struct Mode {
  SignedWide log2_mean;  // units of 2^-57
  std::uint64_t at;
  SignedWide log2_weight;

  explicit Mode(std::uint64_t mean)
      : log2_mean(static_cast<SignedWide>(log2_of(mean)) - 32 * kLogOne),
        at(mean >> 32),
        log2_weight(weight(at)) {}
  /// log2 of the probability, up to a constant.
  SignedWide weight(std::uint64_t k) const {
    return static_cast<SignedWide>(k) * log2_mean - log2_factorial(k);
  }
};

/// Rejection for larger means, mean in units of 2^-32. The hat over the distance y from the mode is 1 up to w
/// / p and e^(w - p y) beyond, with the probability p of the mode and w = 1 + p / 2.
std::uint64_t large_count(std::uint64_t mean, core::Dice& dice) {
  constexpr std::uint64_t one = std::uint64_t{1} << 60;
  const Mode mode(mean);
  const SignedWide log2_p = mode.log2_weight - in_octaves(mean);
  const std::uint64_t p = times_exp2(one, static_cast<std::int64_t>(log2_p));  // units of 2^-60
  const std::uint64_t w = one + p / 2;
  for (;;) {
    // p y: below w evenly, beyond it exponentially.
    Wide scaled = multiply_high(dice.u64(), w + one);
    SignedWide log2_hat = 0;
    if (scaled >= w) {
      const std::uint64_t octaves = minus_log2(dice.u64());  // units of 2^-32
      log2_hat = -(static_cast<SignedWide>(octaves) << (kLogPlaces - 32));
      scaled = w + ((static_cast<Wide>(octaves) * (kLn2 >> 4)) >> 32);
    }
    const auto distance = static_cast<std::uint64_t>((2 * scaled + p) / (2 * static_cast<Wide>(p)));
    const bool below = dice.below(2) == 0;
    const SignedWide log2_kept =
        log2_hat - (static_cast<SignedWide>(minus_log2(dice.u64())) << (kLogPlaces - 32));
    if (below && distance > mode.at) continue;
    const std::uint64_t count = below ? mode.at - distance : mode.at + distance;
    if (log2_kept <= mode.weight(count) - mode.log2_weight) return count;
  }
}

}  // namespace

PoissonArrivals::PoissonArrivals(std::uint64_t events, core::Duration per, core::Instant start)
    : events_(events), per_(per), at_(start) {
  FLEET_CHECK(events >= 1 && per.ns >= 1);
}

core::Instant PoissonArrivals::next(core::Dice& dice) {
  const auto gaps = static_cast<std::uint64_t>((static_cast<Wide>(minus_log2(dice.u64())) * kLn2) >> 64);
  const Wide sum = static_cast<Wide>(gaps) * static_cast<std::uint64_t>(per_.ns) / events_ + fraction_;
  const Wide room = static_cast<Wide>(static_cast<SignedWide>(core::kNever.ns) - at_.ns);
  if (sum >> 32 >= room) {
    at_ = core::kNever;
    return at_;
  }
  at_ = at_ + core::Duration{static_cast<std::int64_t>(sum >> 32)};
  fraction_ = static_cast<std::uint32_t>(sum);
  return at_;
}

std::uint64_t poisson_count(std::uint64_t events, core::Duration per, core::Duration window,
                            core::Dice& dice) {
  FLEET_CHECK(per.ns >= 1 && window.ns >= 0);
  const Wide product = static_cast<Wide>(events) * static_cast<std::uint64_t>(window.ns);
  const auto unit = static_cast<std::uint64_t>(per.ns);
  FLEET_CHECK(product / unit < kMeanMax >> 32);
  const auto mean = static_cast<std::uint64_t>(((product / unit) << 32) + ((product % unit) << 32) / unit);
  return mean <= kInversionMax ? small_count(mean, dice) : large_count(mean, dice);
}

}  // namespace fleetsim::sim
