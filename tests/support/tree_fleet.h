#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "core/gossip/plumtree.h"
#include "core/membership/views.h"
#include "tests/support/member_fleet.h"
#include "tests/support/split_mix.h"

namespace fleetsim::tests {

/// Overlays and the trees on them, the ways between, and a clock. Frames take 1 to 20 ms.
class TreeFleet {
 public:
  TreeFleet(std::uint32_t size, std::uint64_t seed, core::ViewOptions views = {}, core::PlumtreeOptions trees = {})
      : views_(views), trees_(trees), directory_(numbered_directory(size)), random_(seed) {
    for (core::NodeId id = 0; id < size; ++id)
      nodes_.push_back({core::Views(views_), core::Plumtree(trees_), core::Peers(directory_, id),
                        core::Dice(seed, std::uint64_t{id}), false, {}});
    for (core::NodeId id = 0; id < size; ++id) boot(id);
  }

  core::Instant now;
  std::uint64_t loss_percent = 0;
  std::uint64_t pushes = 0;  ///< batches sent
  std::uint64_t grafts = 0;

  void boot(core::NodeId id) {
    Node& node = nodes_[id];
    node.on = true;
    node.views = core::Views(views_);
    node.tree = core::Plumtree(trees_);
    core::ViewTurn turn;
    node.views.begin(world(node), turn);
    carry_out(id, turn);
  }
  void crash(core::NodeId id) { nodes_[id].on = false; }
  bool on(core::NodeId id) const { return nodes_[id].on; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(nodes_.size()); }
  const core::Views& views(core::NodeId id) const { return nodes_[id].views; }
  const core::Plumtree& tree(core::NodeId id) const { return nodes_[id].tree; }

  /// A new batch of that node; its number.
  std::uint64_t broadcast(core::NodeId from) {
    const std::uint64_t number = ++batches_;
    core::Bytes bytes;
    for (int shift = 0; shift < 64; shift += 8) bytes.push_back(static_cast<std::uint8_t>(number >> shift));
    core::PlumtreeTurn turn;
    nodes_[from].tree.broadcast({from, number}, core::share(std::move(bytes)), now, turn);
    nodes_[from].has[number] = 1;
    carry_out(from, turn);
    return number;
  }
  /// How many that are on do not have it, and whether anybody was given it twice.
  std::uint32_t without(std::uint64_t batch) const {
    return static_cast<std::uint32_t>(
        std::ranges::count_if(nodes_, [&](const Node& node) { return node.on && !node.has.contains(batch); }));
  }
  bool once() const {
    return std::ranges::all_of(
        nodes_, [](const Node& node) { return std::ranges::all_of(node.has, [](const auto& e) { return e.second == 1; }); });
  }

  void run(core::Duration span) {
    const core::Instant end = now + span;
    while (step(end)) {
    }
    now = end;
  }

  /// Whether everybody that is on is joined to everybody, by edges that both ends know of.
  bool connected() const {
    std::set<core::NodeId> reached;
    std::vector<core::NodeId> todo;
    for (core::NodeId id = 0; id < size() && todo.empty(); ++id)
      if (nodes_[id].on) todo.push_back(id);
    while (!todo.empty()) {
      const core::NodeId id = todo.back();
      todo.pop_back();
      if (!reached.insert(id).second) continue;
      for (const core::NodeId peer : nodes_[id].views.neighbors())
        if (nodes_[peer].on && nodes_[peer].views.is_neighbor(id)) todo.push_back(peer);
    }
    return reached.size() ==
           static_cast<std::size_t>(std::ranges::count_if(nodes_, [](const Node& node) { return node.on; }));
  }
  /// Neighbours that do not know it, or are off.
  std::size_t one_sided() const {
    std::size_t edges = 0;
    for (core::NodeId id = 0; id < size(); ++id)
      if (nodes_[id].on)
        for (const core::NodeId peer : nodes_[id].views.neighbors())
          edges += !nodes_[peer].on || !nodes_[peer].views.is_neighbor(id);
    return edges;
  }
  std::size_t eager_edges() const {
    std::size_t edges = 0;
    for (const Node& node : nodes_)
      if (node.on) edges += node.tree.eager().size();
    return edges;
  }

 private:
  struct Node {
    core::Views views;
    core::Plumtree tree;
    core::Peers peers;
    core::Dice dice;
    bool on = false;
    std::map<std::uint64_t, int> has;
  };
  struct Travelling {
    core::NodeId from;
    core::NodeId to;
    core::TreeFrame frame;
  };

  core::ViewWorld world(Node& node) { return {node.peers, node.dice, now}; }

  bool step(core::Instant end) {
    core::Instant at = way_.empty() ? core::kNever : way_.begin()->first.first;
    core::NodeId due = core::kNobody;
    for (core::NodeId id = 0; id < size(); ++id) {
      if (!nodes_[id].on) continue;
      const core::Instant wake = std::min(nodes_[id].views.wake().value_or(core::kNever),
                                          nodes_[id].tree.wake().value_or(core::kNever));
      if (wake < at) {
        at = wake;
        due = id;
      }
    }
    if (at > end || at == core::kNever) return false;
    now = std::max(now, at);
    if (due != core::kNobody) {
      core::ViewTurn views;
      nodes_[due].views.on_time(world(nodes_[due]), views);
      carry_out(due, views);
      core::PlumtreeTurn tree;
      nodes_[due].tree.on_time(now, tree);
      carry_out(due, tree);
      return true;
    }
    const Travelling travelling = std::move(way_.begin()->second);
    way_.erase(way_.begin());
    Node& node = nodes_[travelling.to];
    if (!node.on) return true;
    // As bytes, so that what is said is what can be said.
    const core::Result<core::TreeFrame> frame = core::decode_tree_frame(core::encode_tree_frame(travelling.frame));
    core::ViewTurn views;
    node.views.on_frame(travelling.from, *frame, world(node), views);
    carry_out(travelling.to, views);
    core::PlumtreeTurn tree;
    node.tree.on_frame(travelling.from, *frame, now, tree);
    carry_out(travelling.to, tree);
    return true;
  }

  void carry_out(core::NodeId by, core::ViewTurn& turn) {
    for (const core::ViewTurn::Change& change : turn.changes) {
      if (change.neighbor)
        nodes_[by].tree.neighbor_up(change.peer);
      else
        nodes_[by].tree.neighbor_down(change.peer);
    }
    for (core::TreeSend& send : turn.frames) transmit(by, send.to, std::move(send.frame));
  }
  void carry_out(core::NodeId by, core::PlumtreeTurn& turn) {
    for (const core::SharedBytes& batch : turn.delivered) {
      std::uint64_t number = 0;
      for (std::size_t i = 0; i < 8; ++i) number |= std::uint64_t{(*batch)[i]} << (8 * i);
      ++nodes_[by].has[number];
    }
    for (core::PlumtreeSend& send : turn.frames) transmit(by, send.to, std::move(send.frame));
  }
  void transmit(core::NodeId from, core::NodeId to, core::TreeFrame frame) {
    pushes += frame.kind == core::TreeFrameKind::push;
    grafts += frame.kind == core::TreeFrameKind::graft;
    const bool lost = random_.below(100) < loss_percent;
    const core::Duration takes = core::microseconds(1'000 + static_cast<std::int64_t>(random_.below(19'000)));
    if (!lost) way_.emplace(std::pair(now + takes, ++sent_), Travelling{from, to, std::move(frame)});
  }

  core::ViewOptions views_;
  core::PlumtreeOptions trees_;
  std::shared_ptr<const core::Directory> directory_;
  std::vector<Node> nodes_;
  SplitMix random_;
  std::uint64_t batches_ = 0;
  std::uint64_t sent_ = 0;
  std::map<std::pair<core::Instant, std::uint64_t>, Travelling> way_;
};

}  // namespace fleetsim::tests
