#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "core/env/dice.h"
#include "core/env/directory.h"
#include "core/wire/tree_frame.h"

namespace fleetsim::core {

/// The overlay of `fabric.gossip.strategy: tree`.
struct ViewOptions {
  std::uint32_t active = 5;    ///< neighbours wanted, >= 1; twice as many are the most
  std::uint32_t passive = 30;  ///< others known, for when a neighbour fails
  Duration shuffle = seconds(10);
  std::uint8_t walk = 6;          ///< steps that a newcomer's name is carried
  std::uint8_t passive_walk = 3;  ///< with so many steps left it is remembered on the way
  std::uint32_t shuffle_active = 3;
  std::uint32_t shuffle_passive = 4;
  Duration answer_within = milliseconds(500);  ///< an answer to `neighbor`

  friend bool operator==(const ViewOptions&, const ViewOptions&) = default;
};

/// What an input of a Views comes with; all of it belongs to the node.
struct ViewWorld {
  const Peers& peers;
  Dice& dice;
  Instant now;
};

struct TreeSend {
  NodeId to = kNobody;
  TreeFrame frame;
};

/// What a Views wants done, in this order.
struct ViewTurn {
  struct Change {
    NodeId peer = kNobody;
    bool neighbor = false;  ///< from now on, or not any more

    friend bool operator==(const Change&, const Change&) = default;
  };
  std::vector<Change> changes;
  std::vector<TreeSend> frames;
};

/// A small number of neighbours, such that everybody is joined to everybody over neighbours of neighbours, whatever fails.
///
/// Model: HyParView (Leitao, Pereira, Rodrigues, DSN 2007): a symmetric active view that is kept full from a passive one,
///   which shuffles mix; newcomers are carried about in random walks. Datagrams here, where the paper has connections: so
///   neighbours say every `shuffle` that they are, and whoever is silent three times, or is called gone, is none any more.
///   With an empty passive view a configured peer is drawn, so that nobody stays alone.
/// Memory: the two views; nothing per peer.
/// A plain value, one timer: wake() after every input. Determinism: a function of its inputs and its dice.
class Views {
 public:
  explicit Views(const ViewOptions& options = {}) : options_(options) {}

  void begin(ViewWorld world, ViewTurn& turn);
  /// Frames of trees are none of its business; a neighbour that sends one is heard all the same.
  void on_frame(NodeId from, const TreeFrame& frame, ViewWorld world, ViewTurn& turn);
  /// Somebody else has found out that this peer is not there.
  void gone(NodeId peer, ViewWorld world, ViewTurn& turn);
  void on_time(ViewWorld world, ViewTurn& turn);

  std::optional<Instant> wake() const;

  bool is_neighbor(NodeId peer) const { return active_.contains(peer); }
  std::vector<NodeId> neighbors() const;
  const std::set<NodeId>& known() const { return passive_; }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(options_, active_, passive_, courted_, courted_until_, next_shuffle_, next_court_, running_);
  }

 private:
  std::size_t active_max() const { return 2 * std::size_t{options_.active}; }
  std::optional<NodeId> find(const Symbol& name, ViewWorld world) const;
  void add_neighbor(NodeId peer, ViewWorld world, ViewTurn& turn);
  void drop_neighbor(NodeId peer, bool failed, ViewWorld world, ViewTurn& turn);
  void remember(NodeId peer, ViewWorld world);
  void take_join(NodeId from, ViewWorld world, ViewTurn& turn);
  void carry_join(NodeId from, const TreeFrame& frame, ViewWorld world, ViewTurn& turn);
  void take_shuffle(NodeId from, const TreeFrame& frame, ViewWorld world, ViewTurn& turn);
  void learn(const std::vector<Symbol>& names, ViewWorld world);
  void shuffle(ViewWorld world, ViewTurn& turn);
  void court(ViewWorld world, ViewTurn& turn);
  std::vector<Symbol> sample(std::size_t active, std::size_t passive, ViewWorld world) const;
  std::optional<NodeId> draw_active(const std::vector<NodeId>& but, ViewWorld world) const;

  ViewOptions options_;
  bool running_ = false;
  std::map<NodeId, Instant> active_;  // with when each was last heard
  std::set<NodeId> passive_;
  std::optional<NodeId> courted_;  // asked to be a neighbour, no answer yet
  Instant courted_until_;
  Instant next_shuffle_;
  Instant next_court_;  // not before, while there are too few neighbours
};

}  // namespace fleetsim::core
