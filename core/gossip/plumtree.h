#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "core/base/node_id.h"
#include "core/base/time.h"
#include "core/wire/tree_frame.h"

namespace fleetsim::core {

/// How batches travel along a tree.
struct PlumtreeOptions {
  /// What has come is announced this much later, in one frame to each neighbour.
  Duration lazy_tick = milliseconds(500);
  /// What was announced and does not come by itself within this is asked for: about two round trips.
  Duration graft_after = milliseconds(400);
  /// How often each batch is announced to each neighbour that did not show that it has it. More than once, because frames
  /// are lost.
  std::uint32_t announcements = 3;
  /// Batches kept for those who ask; what is older they get from anti-entropy.
  std::uint32_t kept_max = 1'024;
  /// Batches known by their names, kept or not: what comes again is known.
  std::uint32_t known_max = 8'192;

  friend bool operator==(const PlumtreeOptions&, const PlumtreeOptions&) = default;
};

struct PlumtreeSend {
  NodeId to = kNobody;
  TreeFrame frame;
};

/// What a Plumtree wants done.
struct PlumtreeTurn {
  std::vector<SharedBytes> delivered;  ///< batches that are new here, each once
  std::vector<PlumtreeSend> frames;
};

/// Broadcasts batches to everybody along a tree that makes and mends itself.
///
/// Model: Plumtree (Leitao, Pereira, Rodrigues, "Epidemic Broadcast Trees", SRDS 2007): a new batch goes at once to eager
///   neighbours; whoever gets it twice asks the second sender to prune, so that eager edges become a tree; the others are
///   told the name only, and graft themselves to whoever told it if the batch does not come in time. Since frames are lost
///   here, eager neighbours hear the names too, unless they showed that they have the batch. Without the paper's
///   optimisation by rounds.
/// Memory: `kept_max` batches, `known_max` names, and announcements of at most that many that have not come.
/// A plain value, one timer: wake() after every input. Determinism: a function of its inputs; it draws nothing.
class Plumtree {
 public:
  explicit Plumtree(const PlumtreeOptions& options = {}) : options_(options) {}

  /// A neighbour of the overlay, from now on or not any more.
  void neighbor_up(NodeId peer);
  void neighbor_down(NodeId peer);

  /// A batch of this node's own. The id is used for no other.
  void broadcast(const BatchId& id, SharedBytes batch, Instant now, PlumtreeTurn& turn);
  /// Frames of views, and of nodes that are no neighbours, change nothing, but that a batch is taken from anybody.
  void on_frame(NodeId from, const TreeFrame& frame, Instant now, PlumtreeTurn& turn);
  void on_time(Instant now, PlumtreeTurn& turn);

  std::optional<Instant> wake() const;

  const std::set<NodeId>& eager() const { return eager_; }
  const std::set<NodeId>& lazy() const { return lazy_; }
  /// Announced, asked for perhaps, and not there.
  std::size_t missing() const { return missing_.size(); }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(options_, eager_, lazy_, known_, known_order_, kept_, kept_order_, missing_, announcing_, next_tick_);
  }

 private:
  struct Kept {
    SharedBytes batch;
    std::uint32_t hops = 0;
    std::uint32_t announced = 0;   // so many times
    std::set<NodeId> has = {};     // neighbours that showed that they have it
  };
  struct Missing {
    std::vector<NodeId> announcers = {};  // in the order in which they may be asked
    Instant due;
  };

  void take_push(NodeId from, const TreeFrame& frame, Instant now, PlumtreeTurn& turn);
  void take_announce(NodeId from, const std::vector<BatchId>& ids, Instant now);
  void take_graft(NodeId from, const std::vector<BatchId>& ids, PlumtreeTurn& turn);
  void keep(const BatchId& id, SharedBytes batch, std::uint32_t hops, std::optional<NodeId> from, Instant now);
  void know(const BatchId& id);
  void make_eager(NodeId peer);
  void make_lazy(NodeId peer);
  bool is_neighbor(NodeId peer) const { return eager_.contains(peer) || lazy_.contains(peer); }
  void announce(PlumtreeTurn& turn);
  void graft(Instant now, PlumtreeTurn& turn);

  PlumtreeOptions options_;
  std::set<NodeId> eager_;
  std::set<NodeId> lazy_;
  std::set<BatchId> known_;
  std::deque<BatchId> known_order_;
  std::map<BatchId, Kept> kept_;
  std::deque<BatchId> kept_order_;
  std::map<BatchId, Missing> missing_;
  std::deque<BatchId> announcing_;  // kept, with announcements to come
  std::optional<Instant> next_tick_;
};

}  // namespace fleetsim::core
