#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "core/env/dice.h"
#include "core/env/directory.h"
#include "core/env/effect.h"
#include "core/gossip/gossip_options.h"
#include "core/gossip/index_exchange.h"
#include "core/store/holding_index.h"
#include "core/wire/letter.h"

namespace fleetsim::core {

/// What a strategy works on; all of it belongs to the node.
struct GossipWorld {
  const Peers& peers;
  HoldingIndex& index;
  Dice& dice;
  /// Of what peers say; `from` is filled in by the strategy.
  AbsorbLimits limits = {};
  bool hand_over = false;  ///< messages go out with what they say
};

/// Bytes that went out and facts that came in, by class.
struct GossipCounters {
  std::uint64_t messages_sent = 0;
  std::uint64_t bytes_sent = 0;
  std::uint64_t facts_new = 0;
  std::uint64_t facts_duplicate = 0;

  friend bool operator==(const GossipCounters&, const GossipCounters&) = default;
};

/// Control: says nothing; what others say is taken in all the same.
struct NoGossip {
  friend bool operator==(const NoGossip&, const NoGossip&) = default;
};

/// Push-pull of the whole index with random peers, for ever: the slowest in bytes, and what every other strategy must
/// equal once all is quiet. A receiver that knows as much, by the root of the index, answers nothing.
struct FullGossip {
  /// The whole index as messages, kept until it changes: what is sent again and again is encoded once.
  struct Encoded {
    Hash128 root{};
    std::uint64_t index_size = 0;
    std::vector<Letter> push;
    std::vector<Letter> answer;
  };
  Encoded encoded;
};

/// How facts spread. One of several strategies behind one interface; a plain value.
/// Determinism: a function of the inputs and the node's dice.
class Gossip {
 public:
  explicit Gossip(const GossipOptions& options);

  /// Whether ticks are wanted, and how long until the next one (drawn).
  bool ticks() const { return options_.strategy != GossipStrategy::none; }
  Duration next_tick(Dice& dice) const;

  void on_tick(GossipWorld world, Effects& out);
  /// Returns what changed in the index.
  Absorbed on_facts(NodeId from, const IndexFacts& facts, GossipWorld world, Effects& out);

  const GossipCounters& counters() const { return counters_; }

  /// The state, for whoever saves it (core/README.md): what is encoded can be encoded again.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(counters_);
  }

 private:
  void send_index(NodeId to, bool answer_wanted, GossipWorld world, Effects& out);

  GossipOptions options_;
  GossipCounters counters_;
  std::variant<NoGossip, FullGossip> strategy_;
};

}  // namespace fleetsim::core
