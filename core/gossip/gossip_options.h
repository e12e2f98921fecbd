#pragma once

#include <cstdint>

#include "core/base/ratio.h"
#include "core/base/time.h"

namespace fleetsim::core {

enum class GossipStrategy : std::uint8_t {
  none,  ///< control: holders are found only by asking configured peers
  full,  ///< push-pull of the whole index with random peers, every interval, for ever
};

const char* to_string(GossipStrategy strategy);

/// `fabric.gossip`.
struct GossipOptions {
  GossipStrategy strategy = GossipStrategy::full;
  /// Between two rounds of one node; > 0.
  Duration interval = seconds(1);
  /// Each interval is drawn uniformly from interval * (1 +- jitter).
  Ratio jitter{1, 10};
  /// Distinct peers contacted per round; >= 1.
  std::uint32_t fanout = 1;

  friend bool operator==(const GossipOptions&, const GossipOptions&) = default;
};

}  // namespace fleetsim::core
