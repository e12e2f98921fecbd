#pragma once

#include "core/env/dice.h"
#include "sim/scenario/link_traits.h"

namespace fleetsim::sim {

/// Where a line that loses packets in bursts is in its states. Follows virtual time, not traffic: what is lost at an
/// instant does not depend on what was sent before.
///
/// Determinism: a function of its stream and the instant. One draw for the state at the start, which is the chain's
/// stationary one, and one for each time that it stays in a state. A plain value.
class BurstChain {
 public:
  BurstChain() = default;
  /// At instant 0 of the run, or later: the chain is as if it had always been there.
  BurstChain(const BurstLoss& spec, core::Instant start, core::Dice dice);

  /// The share that is lost at `now`, which never goes back between calls.
  core::Ratio loss_at(const BurstLoss& spec, core::Instant now);
  bool is_bad() const { return bad_; }
  /// From the next change of state on it draws from another stream.
  void reseed(core::Dice dice) { dice_ = dice; }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(dice_, bad_, until_);
  }

 private:
  void stay(const BurstLoss& spec);

  core::Dice dice_;
  bool bad_ = false;
  core::Instant until_;  // the state changes then
};

}  // namespace fleetsim::sim
