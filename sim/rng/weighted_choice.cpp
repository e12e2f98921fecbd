#include "sim/rng/weighted_choice.h"

#include "core/base/check.h"
#include "sim/rng/fixed_point.h"

namespace fleetsim::sim {

WeightedChoice::WeightedChoice(const std::vector<std::uint64_t>& weights) {
  const std::uint64_t n = weights.size();
  Wide sum = 0;
  for (const std::uint64_t weight : weights) sum += weight;
  FLEET_CHECK(sum > 0 && n < std::uint64_t{1} << 32 && sum * n < static_cast<Wide>(1) << 63);
  height_ = static_cast<std::uint64_t>(sum);
  // Times n, the weights fill n columns: what a low one lacks, a high one gives.
  std::vector<std::size_t> low;
  std::vector<std::size_t> high;
  for (std::size_t i = 0; i < n; ++i) {
    columns_.push_back({weights[i] * n, i});
    (columns_[i].own < height_ ? low : high).push_back(i);
  }
  while (!low.empty()) {
    const std::size_t taker = low.back();
    low.pop_back();
    const std::size_t giver = high.back();  // exact sums: as long as one is low, another is high
    columns_[taker].other = giver;
    columns_[giver].own -= height_ - columns_[taker].own;
    if (columns_[giver].own >= height_) continue;
    high.pop_back();
    low.push_back(giver);
  }
}

std::size_t draw(const WeightedChoice& choice, core::Dice& dice) {
  const std::uint64_t point = dice.below(choice.height_ * choice.columns_.size());
  const std::size_t index = point / choice.height_;
  const WeightedChoice::Column& column = choice.columns_[index];
  return point % choice.height_ < column.own ? index : column.other;
}

}  // namespace fleetsim::sim
