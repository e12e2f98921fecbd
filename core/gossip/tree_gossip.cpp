#include "core/gossip/tree_gossip.h"

#include <algorithm>
#include <utility>

#include "core/base/checksum.h"
#include "core/gossip/batch_builder.h"

namespace fleetsim::core {
namespace {

ViewOptions view_options(const TreeOptions& options) {
  ViewOptions views;
  views.active = options.active;
  views.passive = options.passive;
  views.shuffle = options.shuffle;
  return views;
}

PlumtreeOptions plumtree_options(const TreeOptions& options) {
  PlumtreeOptions trees;
  trees.lazy_tick = options.lazy_tick;
  trees.graft_after = options.graft_after;
  return trees;
}

ViewWorld view_world(const GossipWorld& world) { return {world.peers, world.dice, world.now}; }

}  // namespace

void TreeGossip::begin(const GossipWorld& world, GossipCounters& counters, Effects& out) {
  machines_ = Boxed(Machines{Views(view_options(world.options.tree)), Plumtree(plumtree_options(world.options.tree))});
  ViewTurn turn;
  machines_->views.begin(view_world(world), turn);
  carry_out(std::move(turn), world, counters, out);
}

void TreeGossip::push(const GossipWorld& world, GossipCounters& counters, Effects& out) {
  const std::uint64_t author = checksum64(as_bytes(world.peers.directory().name(world.peers.self()).text()));
  BatchBuilder builder(world.index.table());
  PlumtreeTurn turn;
  const auto send = [&] {
    ByteWriter bytes;
    write(bytes, builder.take());
    const bool lost = world.bug == GossipBug::drop_batch && world.dice.below(8) == 0;
    const std::uint64_t number = world.dice.u64();
    if (!lost)
      machines_->tree.broadcast({author, number}, share(std::move(bytes).take()), world.now, turn);
  };
  for (const FactId fact : std::exchange(news_, {})) {
    // What has been taken back since is no news.
    if (!world.index.facts().contains(fact)) continue;
    builder.add(fact);
    if (builder.bytes() >= world.options.batch_bytes) send();
  }
  if (!builder.empty()) send();
  carry_out(std::move(turn), world, counters, out);
}

std::optional<FactBatch> TreeGossip::on(NodeId from, const TreeFrame& frame, const GossipWorld& world,
                                        GossipCounters& counters, Effects& out) {
  std::optional<FactBatch> facts;
  if (frame.kind == TreeFrameKind::push) {
    // What cannot be read goes no further.
    ByteReader in(*frame.payload);
    facts = read_fact_batch(in);
    if (!in.finished()) {
      ++counters.decode_failures;
      return std::nullopt;
    }
  }
  drop_gone(world, counters, out);
  ViewTurn views;
  machines_->views.on_frame(from, frame, view_world(world), views);
  carry_out(std::move(views), world, counters, out);
  PlumtreeTurn tree;
  machines_->tree.on_frame(from, frame, world.now, tree);
  const bool news = !tree.delivered.empty();
  carry_out(std::move(tree), world, counters, out);
  if (!news) facts.reset();
  return facts;
}

void TreeGossip::on_time(const GossipWorld& world, GossipCounters& counters, Effects& out) {
  drop_gone(world, counters, out);
  ViewTurn views;
  machines_->views.on_time(view_world(world), views);
  carry_out(std::move(views), world, counters, out);
  PlumtreeTurn tree;
  machines_->tree.on_time(world.now, tree);
  carry_out(std::move(tree), world, counters, out);
}

void TreeGossip::drop_gone(const GossipWorld& world, GossipCounters& counters, Effects& out) {
  if (world.down.empty()) return;
  ViewTurn turn;
  for (const NodeId peer : machines_->views.neighbors())
    if (std::ranges::binary_search(world.down, peer)) machines_->views.gone(peer, view_world(world), turn);
  carry_out(std::move(turn), world, counters, out);
}

void TreeGossip::arm(TimerId timer, Effects& out) {
  std::optional<Instant> due = machines_->views.wake();
  if (const std::optional<Instant> tree = machines_->tree.wake()) due = due ? std::min(*due, *tree) : tree;
  if (due == armed_) return;
  if (due)
    out.push_back(SetTimer{timer, *due});
  else
    out.push_back(CancelTimer{timer});
  armed_ = due;
}

void TreeGossip::carry_out(ViewTurn turn, const GossipWorld& world, GossipCounters& counters, Effects& out) {
  for (const ViewTurn::Change& change : turn.changes) {
    if (change.neighbor)
      machines_->tree.neighbor_up(change.peer);
    else
      machines_->tree.neighbor_down(change.peer);
  }
  for (TreeSend& send : turn.frames) send_frame(send.to, std::move(send.frame), world, counters, out);
}

void TreeGossip::carry_out(PlumtreeTurn turn, const GossipWorld& world, GossipCounters& counters, Effects& out) {
  for (PlumtreeSend& send : turn.frames) send_frame(send.to, std::move(send.frame), world, counters, out);
}

}  // namespace fleetsim::core
