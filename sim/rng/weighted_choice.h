#pragma once

#include <cstdint>
#include <vector>

#include "core/env/dice.h"

namespace fleetsim::sim {

/// One of several, each with its weight: index i with the probability weights[i] / sum, exactly. The alias
/// method (Walker 1977; Vose, IEEE Trans. Softw. Eng. 17(9), 1991) in integers. Built in O(n), one draw a
/// choice in O(1).
class WeightedChoice {
 public:
  /// Requires at least one weight above 0, and that their sum times their number is below 2^63.
  explicit WeightedChoice(const std::vector<std::uint64_t>& weights);

  friend bool operator==(const WeightedChoice&, const WeightedChoice&) = default;
  friend std::size_t draw(const WeightedChoice& choice, core::Dice& dice);

 private:
  /// One of n equal columns: its own index below `own`, another one above.
  struct Column {
    std::uint64_t own;
    std::size_t other;

    friend bool operator==(const Column&, const Column&) = default;
  };
  std::uint64_t height_ = 0;  // of each column: the sum of the weights
  std::vector<Column> columns_;
};

std::size_t draw(const WeightedChoice& choice, core::Dice& dice);

}  // namespace fleetsim::sim
