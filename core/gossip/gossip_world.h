#pragma once

#include <cstdint>
#include <span>

#include "core/env/dice.h"
#include "core/env/directory.h"
#include "core/env/effect.h"
#include "core/gossip/gossip_counters.h"
#include "core/gossip/gossip_options.h"
#include "core/gossip/index_exchange.h"
#include "core/store/holding_index.h"
#include "core/wire/message.h"

namespace fleetsim::core {

/// A bug put in on purpose, so that a harness can show that it would be found. Never on outside such a test.
enum class GossipBug : std::uint8_t {
  none,
  drop_batch,        ///< every eighth push counts as sent, and is not
  skip_incarnation,  ///< an author's later life passes for an earlier one
  forget_down_peer,  ///< who is believed down is never dialled again
  wrong_checksum,    ///< coded symbols go out with a wrong checksum
};

/// What a strategy works on; all of it belongs to the node.
struct GossipWorld {
  Instant now;
  const GossipOptions& options;
  const Peers& peers;
  HoldingIndex& index;
  Dice& dice;
  /// Of what peers say; `from` is filled in by the strategy.
  AbsorbLimits limits = {};
  bool hand_over = false;  ///< messages go out with what they say
  std::span<const NodeId> down = {};  ///< peers not believed up, ascending
  std::span<const NodeId> near = {};  ///< peers near by
  GossipBug bug = GossipBug::none;
};

/// Counts one message of gossip on its way out.
void count_sent(GossipCounters& counters, GossipClass what, std::uint64_t bytes);
/// Counts what a message with facts brought: `added` of its `facts` were new.
void count_taken(GossipCounters& counters, std::uint64_t added, std::uint64_t facts, std::uint64_t bytes);

void send_letter(NodeId to, const Letter& letter, GossipClass what, GossipCounters& counters, Effects& out);
void send_frame(NodeId to, GossipFrame frame, const GossipWorld& world, GossipCounters& counters, Effects& out);

}  // namespace fleetsim::core
