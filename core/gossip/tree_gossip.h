#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/base/boxed.h"
#include "core/gossip/gossip_world.h"
#include "core/gossip/plumtree.h"
#include "core/membership/views.h"

namespace fleetsim::core {

/// News in batches along a tree: `Plumtree` over the neighbours of `Views`. Each batch goes to everybody about once, and
/// costs names of batches besides; what is lost is asked for, and whoever was joined to nobody just then is left to
/// AntiEntropy. Only what a node says itself makes batches: what others say comes in theirs.
/// A plain value; memory as the views and the batches of late. Determinism: a function of the inputs and the node's dice.
class TreeGossip {
 public:
  /// Joins the overlay.
  void begin(const GossipWorld& world, GossipCounters& counters, Effects& out);
  void add(std::span<const FactId> news) { news_.insert(news_.end(), news.begin(), news.end()); }
  bool busy() const { return !news_.empty(); }
  /// What is new here sets out.
  void push(const GossipWorld& world, GossipCounters& counters, Effects& out);
  /// Returns the batch that came with it, if that is new.
  std::optional<FactBatch> on(NodeId from, const TreeFrame& frame, const GossipWorld& world, GossipCounters& counters,
                            Effects& out);
  void on_time(const GossipWorld& world, GossipCounters& counters, Effects& out);

  /// Sets the timer `timer` for when on_time is due, if that has changed.
  void arm(TimerId timer, Effects& out);
  /// It has fired.
  void disarm() { armed_.reset(); }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(machines_, news_, armed_);
  }

 private:
  /// None in a node that gossips in another way: a million nodes shall not carry them for nothing.
  struct Machines {
    Views views;
    Plumtree tree;
  };

  void carry_out(ViewTurn turn, const GossipWorld& world, GossipCounters& counters, Effects& out);
  void carry_out(PlumtreeTurn turn, const GossipWorld& world, GossipCounters& counters, Effects& out);
  void drop_gone(const GossipWorld& world, GossipCounters& counters, Effects& out);

  Boxed<Machines> machines_;
  std::vector<FactId> news_;
  std::optional<Instant> armed_;
};

}  // namespace fleetsim::core
