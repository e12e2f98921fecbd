#pragma once

#include <cstdint>
#include <optional>

#include "core/gossip/full.h"
#include "core/gossip/gossip_options.h"
#include "core/gossip/gossip_world.h"
#include "core/gossip/rumor_mill.h"
#include "core/gossip/anti_entropy.h"
#include "core/gossip/ticker.h"
#include "core/gossip/tree_gossip.h"

namespace fleetsim::core {

/// How facts spread: the strategies behind one interface. A plain value that owns no options and no index: it is given
/// them with each call. Whatever its strategy, a node takes in what others say; and answers them, unless it is `none`.
/// Determinism: a function of the inputs and the node's dice.
class Gossip {
 public:
  /// The node's life begins.
  void begin(const GossipWorld& world, Effects& out);
  /// A timer of kind TimerKind::gossip is due. Whether this round told somebody of all that is new here.
  bool on_timer(std::uint64_t owner, const GossipWorld& world, Effects& out);
  /// The node itself has something to say.
  void on_news(std::span<const FactId> news, const GossipWorld& world, Effects& out);
  /// Messages of `bytes`. Return what changed in the index.
  Absorbed on(NodeId from, const IndexFacts& facts, std::uint64_t bytes, const GossipWorld& world, Effects& out);
  Absorbed on(NodeId from, const GossipFrame& frame, std::uint64_t bytes, const GossipWorld& world, Effects& out);

  const GossipCounters& counters() const { return counters_; }

  /// The state, for whoever saves it (core/README.md). What `full` has encoded can be encoded again.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(counters_, rumors_, sync_, tree_, push_ticks_, sync_ticks_, push_armed_, sync_due_);
  }

 private:
  /// Whose the timers are.
  static constexpr std::uint64_t kPush = 0;
  static constexpr std::uint64_t kSync = 1;
  static constexpr std::uint64_t kTree = 2;

  void push(const GossipWorld& world, Effects& out);
  void arm_push(const GossipWorld& world, Effects& out);
  void arm_tree(const GossipWorld& world, Effects& out);
  Absorbed take_tree(NodeId from, const TreeFrame& frame, std::uint64_t bytes, const GossipWorld& world, Effects& out);
  void arm_sync(Instant due, Effects& out);
  /// Facts of a peer: limits filled in, taken in, counted, passed on.
  Absorbed take(NodeId from, const FactBatch& facts, std::uint64_t bytes, bool pass_on, const GossipWorld& world,
                Effects& out);

  GossipCounters counters_;
  FullGossip full_;
  RumorMill rumors_;
  AntiEntropy sync_;
  TreeGossip tree_;
  Ticker push_ticks_;
  Ticker sync_ticks_;
  bool push_armed_ = false;
  Instant sync_due_;
};

}  // namespace fleetsim::core
