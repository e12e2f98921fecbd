#pragma once

#include <array>
#include <cstdint>

#include "core/env/dice.h"
#include "sim/rng/rational.h"

namespace fleetsim::sim {

/// Ranks by popularity: rank r of 0 ... population - 1 with a probability proportional to (r + 1)^-exponent
/// (Zipf's law; exponent 0 is uniform). No table of the population: 33 weights, whatever it is.
///
/// Rejection under a hat that is constant over each octave [2^j, 2^(j+1)) of x = r + 1: an octave by its
/// weight 2^(-j exponent) times its width, x evenly within it, kept with the probability (2^j / x)^exponent.
///
/// Draws: at most 4.3 a rank on average, for every exponent and population (71 % of all tries are kept at
/// worst). Unlike rejection-inversion (Hörmann & Derflinger, "Rejection-inversion to generate variates from
/// monotone discrete distributions", ACM TOMACS 6(3), 1996) it needs no inverse of an integral, whose
/// differences cancel near exponent 1.
///
/// Error: the share of an octave is right to 2^-56 of that of the heaviest one; within an octave ranks are in
/// proportion to a relative 2^-45 for exponents up to 1000.
class Zipf {
 public:
  static constexpr std::uint64_t kPopulationMax = std::uint64_t{1} << 32;

  /// Requires 1 <= population <= kPopulationMax.
  Zipf(std::uint64_t population, Rational exponent);

  friend bool operator==(const Zipf&, const Zipf&) = default;
  friend std::uint64_t draw(const Zipf& zipf, core::Dice& dice);

 private:
  /// How many of the octave's numbers are in the population.
  std::uint64_t width(std::size_t octave) const;

  std::uint64_t population_;
  Rational exponent_;
  std::size_t octaves_ = 0;
  std::array<std::uint64_t, 33>
      weight_up_to_{};  // of each octave and those before it; the heaviest weighs 2^57
};

std::uint64_t draw(const Zipf& zipf, core::Dice& dice);

}  // namespace fleetsim::sim
