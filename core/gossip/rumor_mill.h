#pragma once

#include <span>
#include <vector>

#include "core/gossip/gossip_options.h"
#include "core/gossip/gossip_world.h"
#include "core/gossip/hot_facts.h"
#include "core/wire/letter.h"

namespace fleetsim::core {

/// Pushes news: each new fact to a few peers per round, never back to who told it, until it has been sent as often as the
/// budget says; then it is news no more (Demers et al., "Epidemic Algorithms for Replicated Database Maintenance", 1987,
/// with a smooth counter). Fast, and almost certain: what misses somebody is for AntiEntropy to find.
/// A plain value; memory as the news under way. Determinism: a function of the inputs.
class RumorMill {
 public:
  bool busy() const { return !hot_.empty(); }

  /// `from` told; the node itself for what it says.
  void add(NodeId from, std::span<const FactId> news, const GossipWorld& world, GossipCounters& counters);
  /// One round.
  void push(std::span<const NodeId> peers, const GossipWorld& world, GossipCounters& counters, Effects& out);

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(hot_);
  }

 private:
  /// A part of the news as one message: what is in it, and the message.
  struct Batch {
    std::vector<FactId> facts;
    std::vector<NodeId> from;  ///< who told them, each once
    Letter letter;
  };
  Batch batch_without(NodeId peer, const GossipWorld& world) const;
  bool settled(FactId fact, const HoldingIndex& index) const;

  HotFacts hot_;
};

}  // namespace fleetsim::core
