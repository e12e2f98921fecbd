#pragma once

#include "core/env/dice.h"
#include "core/gossip/gossip_options.h"

namespace fleetsim::core {

/// When a node does something that it does again and again. A plain value.
/// Determinism: a function of the instants asked for and of the dice.
class Ticker {
 public:
  struct Rhythm {
    Duration interval;  ///< > 0
    Ratio jitter;       ///< each interval is drawn uniformly from interval * (1 +- jitter)
    TickSpacing spacing = TickSpacing::even;
    TickPhase phase = TickPhase::random;
  };

  /// The next tick after `now`, by the clock of the node. Ticks that nobody waits for need not be asked for: after a
  /// pause the next one falls where it would have fallen, as far as anybody can tell.
  Instant next(Instant now, const Rhythm& rhythm, Dice& dice) const;
  void ticked(Instant now) { last_ = now; }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(last_);
  }

 private:
  Instant last_{INT64_MIN};
};

}  // namespace fleetsim::core
