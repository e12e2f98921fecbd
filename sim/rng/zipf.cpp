#include "sim/rng/zipf.h"

#include <algorithm>
#include <bit>

#include "core/base/check.h"
#include "sim/rng/fixed_point.h"

namespace fleetsim::sim {
namespace {

constexpr std::uint64_t kTop = std::uint64_t{1} << 63;

}  // namespace

Zipf::Zipf(std::uint64_t population, Rational exponent)
    : population_(population),
      exponent_(exponent),
      octaves_(static_cast<std::size_t>(std::bit_width(population))) {
  FLEET_CHECK(population >= 1 && population <= kPopulationMax);
  std::array<std::int64_t, 33> log2_weight{};
  for (std::size_t j = 0; j < octaves_; ++j)
    log2_weight[j] = log2_of(width(j)) - times(static_cast<std::int64_t>(j) * kLogOne, exponent);
  const std::int64_t heaviest = *std::max_element(log2_weight.begin(), log2_weight.begin() + octaves_);
  std::uint64_t sum = 0;
  for (std::size_t j = 0; j < octaves_; ++j) {
    const SignedWide below = static_cast<SignedWide>(log2_weight[j]) - heaviest;
    // Beyond 64 octaves below the heaviest nothing is left of it anyway.
    sum += times_exp2(std::uint64_t{1} << 57,
                      static_cast<std::int64_t>(std::max(below, static_cast<SignedWide>(INT64_MIN))));
    weight_up_to_[j] = sum;
  }
}

std::uint64_t Zipf::width(std::size_t octave) const {
  const std::uint64_t first = std::uint64_t{1} << octave;
  return std::min(first, population_ - first + 1);
}

std::uint64_t draw(const Zipf& zipf, core::Dice& dice) {
  const auto end = zipf.weight_up_to_.begin() + static_cast<std::ptrdiff_t>(zipf.octaves_);
  const std::uint64_t total = *(end - 1);
  for (;;) {
    // Not Dice::below, which would redraw up to every fifth word of so large a total; off by 2^-64 at most.
    const std::uint64_t weight = multiply_high(dice.u64(), total);
    const auto octave = static_cast<std::size_t>(std::upper_bound(zipf.weight_up_to_.begin(), end, weight) -
                                                 zipf.weight_up_to_.begin());
    const std::uint64_t first = std::uint64_t{1} << octave;
    const std::uint64_t off = dice.below(zipf.width(octave));
    if (off == 0) return first - 1;
    const std::int64_t octaves_above = log2_of(first + off) - static_cast<std::int64_t>(octave) * kLogOne;
    const std::uint64_t kept = times_exp2(kTop, -times(octaves_above, zipf.exponent_));
    if (dice.u64() >> 1 < kept) return first + off - 1;
  }
}

}  // namespace fleetsim::sim
