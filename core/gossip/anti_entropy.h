#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/gossip/gossip_options.h"
#include "core/gossip/gossip_world.h"
#include "core/reconcile/symbol_decoder.h"

namespace fleetsim::core {

/// Anti-entropy: what two peers say to each other until they have the same index. Whoever opens an exchange says what it
/// has by the root of its index; whoever has something else chooses how to go on. All but the decoding of symbols works
/// without memory: each message says all that its answer needs, so that a lost one ends the exchange and harms nothing, and
/// the next exchange, with other ids of facts, begins anew.
///
/// Certain: as long as roots differ exchanges go on, and no claim of a peer is ever believed to have been enough.
/// A plain value. Determinism: a function of the inputs and the node's dice.
class AntiEntropy {
 public:
  /// Opens an exchange; one that is still open is given up.
  void open(NodeId peer, const GossipWorld& world, GossipCounters& counters, Effects& out);

  // What came from a peer. Facts are taken in by the caller.
  void on(NodeId from, const SyncOpen& open, const GossipWorld& world, GossipCounters& counters, Effects& out);
  void on(NodeId from, const IndexWanted& wanted, const GossipWorld& world, GossipCounters& counters, Effects& out);
  void on(NodeId from, const SyncVersions& versions, const GossipWorld& world, GossipCounters& counters, Effects& out);
  void on(NodeId from, const SyncSymbols& symbols, const GossipWorld& world, GossipCounters& counters, Effects& out);
  void on(NodeId from, const SymbolsWanted& wanted, const GossipWorld& world, GossipCounters& counters, Effects& out);
  void on(NodeId from, const SyncRanges& ranges, const GossipWorld& world, GossipCounters& counters, Effects& out);
  void on(NodeId from, const SyncBloom& bloom, const GossipWorld& world, GossipCounters& counters, Effects& out);
  /// Answers with what is wanted.
  void on(NodeId from, const SyncFacts& facts, const GossipWorld& world, GossipCounters& counters, Effects& out);

  /// The whole index; the receiver answers with its own, if it differs and `answer_wanted`.
  static void send_index(NodeId to, bool answer_wanted, const GossipWorld& world, GossipCounters& counters,
                         Effects& out);

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(opened_);
  }

 private:
  /// The exchange that this node has opened last, while symbols may come for it.
  struct Opened {
    NodeId peer = kNobody;
    ExchangeId exchange = 0;
    std::uint64_t my_size = 0;  // when it was opened
    Hash128 root{};             // of the index whose symbols are coming
    std::optional<SymbolDecoder> decoder = {};
  };

  static void send_facts(NodeId to, ExchangeId exchange, const std::vector<FactId>& facts, std::vector<ItemId> wanted,
                         const GossipWorld& world, GossipCounters& counters, Effects& out);

  std::optional<Opened> opened_;
};

}  // namespace fleetsim::core
