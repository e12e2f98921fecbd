#include "sim/observe/fingerprint.h"

#include "sim/observe/fact_codec.h"

namespace fleetsim::sim {

core::Hash128 Fingerprint::next_state() const { return core::hash128(block_.view()); }

void Fingerprint::add(const Fact& fact, const core::FactTable& table) {
  if (block_.size() == 0) block_.raw(core::ByteView(state_));
  encode_fact(fact, table, block_);
  if (++facts_ % kInterval == 0) {
    state_ = next_state();
    checkpoints_.push_back(state_);
    block_.clear();
  }
}

}  // namespace fleetsim::sim
