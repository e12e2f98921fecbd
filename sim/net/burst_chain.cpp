#include "sim/net/burst_chain.h"

#include <algorithm>

#include "sim/rng/exponential.h"

namespace fleetsim::sim {

BurstChain::BurstChain(const BurstLoss& spec, core::Instant start, core::Dice dice) : dice_(dice), until_(start) {
  const auto bad = static_cast<std::uint64_t>(spec.bad_mean.ns);
  bad_ = dice_.chance({bad, bad + static_cast<std::uint64_t>(spec.good_mean.ns)});
  stay(spec);
}

// Memoryless, so that what is left of a state that began earlier is as long as a whole one.
void BurstChain::stay(const BurstLoss& spec) {
  const core::Duration mean = bad_ ? spec.bad_mean : spec.good_mean;
  until_ = until_ + std::max(core::Duration{1}, draw(Exponential{{}, mean}, dice_));
}

core::Ratio BurstChain::loss_at(const BurstLoss& spec, core::Instant now) {
  while (until_ <= now) {
    bad_ = !bad_;
    stay(spec);
  }
  return bad_ ? spec.bad : spec.good;
}

}  // namespace fleetsim::sim
