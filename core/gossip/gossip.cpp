#include "core/gossip/gossip.h"

#include "core/base/check.h"
#include "core/env/timers.h"
#include "core/gossip/batch_builder.h"
#include "core/membership/peer_choice.h"

namespace fleetsim::core {
namespace {

Ticker::Rhythm push_rhythm(const GossipOptions& options) {
  return {options.interval, options.jitter, options.spacing, options.phase};
}

Ticker::Rhythm sync_rhythm(const GossipOptions& options) {
  return {options.sync.interval, options.sync.jitter, options.spacing, options.phase};
}

std::vector<NodeId> choose(std::uint32_t count, const GossipWorld& world) {
  std::vector<NodeId> seeds;
  for (const Symbol& name : world.options.seeds)
    if (const std::optional<NodeId> seed = world.peers.directory().find(name)) seeds.push_back(*seed);
  PeerChoice choice{.peers = world.peers, .down = world.down, .seeds = seeds, .near = world.near,
                    .near_share = world.options.locality};
  std::vector<NodeId> peers = choose_peers(choice, count, world.dice);
  if (world.bug == GossipBug::forget_down_peer)
    std::erase_if(peers, [&](NodeId peer) { return std::ranges::binary_search(world.down, peer); });
  return peers;
}

}  // namespace

void Gossip::begin(const GossipWorld& world, Effects& out) {
  if (world.options.strategy == GossipStrategy::full) arm_push(world, out);
  if (world.options.grows_trees()) {
    tree_.begin(world, counters_, out);
    arm_tree(world, out);
  }
  if (world.options.syncs()) arm_sync(sync_ticks_.next(world.now, sync_rhythm(world.options), world.dice), out);
}

void Gossip::arm_push(const GossipWorld& world, Effects& out) {
  if (push_armed_) return;
  push_armed_ = true;
  const Instant due = push_ticks_.next(world.now, push_rhythm(world.options), world.dice);
  out.push_back(SetTimer{timer_id(TimerKind::gossip, kPush), due});
}

void Gossip::arm_tree(const GossipWorld&, Effects& out) { tree_.arm(timer_id(TimerKind::gossip, kTree), out); }

void Gossip::arm_sync(Instant due, Effects& out) {
  sync_due_ = due;
  out.push_back(SetTimer{timer_id(TimerKind::gossip, kSync), due});
}

bool Gossip::on_timer(std::uint64_t owner, const GossipWorld& world, Effects& out) {
  if (owner == kPush) {
    push_armed_ = false;
    push_ticks_.ticked(world.now);
    push(world, out);
    if (world.options.strategy == GossipStrategy::full || rumors_.busy()) arm_push(world, out);
    return true;
  }
  if (owner == kTree) {
    tree_.disarm();
    tree_.on_time(world, counters_, out);
    arm_tree(world, out);
    return false;
  }
  FLEET_CHECK(owner == kSync, "a timer of gossip that nobody set");
  sync_ticks_.ticked(world.now);
  for (const NodeId peer : choose(1, world)) sync_.open(peer, world, counters_, out);
  arm_sync(sync_ticks_.next(world.now, sync_rhythm(world.options), world.dice), out);
  return !world.options.pushes_news() && !world.options.grows_trees();
}

void Gossip::push(const GossipWorld& world, Effects& out) {
  if (world.options.grows_trees()) {
    tree_.push(world, counters_, out);
    return arm_tree(world, out);
  }
  const std::vector<NodeId> peers = choose(world.options.fanout, world);
  if (world.options.pushes_news()) return rumors_.push(peers, world, counters_, out);
  for (const NodeId peer : peers) {
    if (world.options.direction == GossipDirection::pull)
      send_frame(peer, IndexWanted{}, world, counters_, out);
    else
      full_.send(peer, world.options.direction == GossipDirection::push_pull, world, counters_, out);
  }
}

void Gossip::on_news(std::span<const FactId> news, const GossipWorld& world, Effects& out) {
  if (world.options.grows_trees()) {
    tree_.add(news);
    return arm_push(world, out);
  }
  if (!world.options.pushes_news()) return;
  rumors_.add(world.peers.self(), news, world, counters_);
  if (rumors_.busy()) arm_push(world, out);
}

Absorbed Gossip::take(NodeId from, const FactBatch& facts, std::uint64_t bytes, bool pass_on, const GossipWorld& world,
                      Effects& out) {
  AbsorbLimits limits = world.limits;
  limits.from = &world.peers.directory().name(from);
  Absorbed absorbed = absorb(world.index, facts, limits);
  count_taken(counters_, absorbed.change.added.size(), facts.facts(), bytes);
  if (world.options.strategy == GossipStrategy::none) return absorbed;
  if (!absorbed.unresolved.empty()) {
    counters_.unresolved += absorbed.unresolved.shorts.size();
    send_frame(from, Unresolved{std::move(absorbed.unresolved)}, world, counters_, out);
  }
  if (absorbed.change.added.empty()) return absorbed;
  if (pass_on && world.options.pushes_news()) {
    rumors_.add(from, absorbed.change.added, world, counters_);
    if (rumors_.busy()) arm_push(world, out);
  }
  // Whoever lacked something may lack more, and others may lack the same.
  if (!pass_on && world.options.syncs() && world.now + world.options.sync.again < sync_due_)
    arm_sync(world.now + world.options.sync.again, out);
  return absorbed;
}

Absorbed Gossip::on(NodeId from, const IndexFacts& facts, std::uint64_t bytes, const GossipWorld& world, Effects& out) {
  const auto differs = [&] {
    return facts.index_root != world.index.root() || facts.index_size != world.index.size();
  };
  Absorbed absorbed;
  if (differs())
    absorbed = take(from, facts.facts, bytes, !world.options.syncs(), world, out);
  else
    count_taken(counters_, 0, facts.facts.facts(), bytes);
  if (facts.answer_wanted && differs() && world.options.strategy != GossipStrategy::none)
    full_.send(from, false, world, counters_, out);
  return absorbed;
}

Absorbed Gossip::take_tree(NodeId from, const TreeFrame& frame, std::uint64_t bytes, const GossipWorld& world,
                           Effects& out) {
  Absorbed absorbed;
  if (!world.options.grows_trees()) return absorbed;
  const std::optional<FactBatch> facts = tree_.on(from, frame, world, counters_, out);
  if (facts)
    absorbed = take(from, *facts, bytes, true, world, out);
  else if (frame.kind == TreeFrameKind::push)
    count_taken(counters_, 0, 0, bytes);
  arm_tree(world, out);
  return absorbed;
}

Absorbed Gossip::on(NodeId from, const GossipFrame& frame, std::uint64_t bytes, const GossipWorld& world, Effects& out) {
  if (const auto* tree = std::get_if<TreeFrame>(&frame)) return take_tree(from, *tree, bytes, world, out);
  if (const auto* rumor = std::get_if<Rumor>(&frame)) return take(from, rumor->facts, bytes, true, world, out);
  Absorbed absorbed;
  if (const auto* facts = std::get_if<SyncFacts>(&frame))
    absorbed = take(from, facts->facts, bytes, !world.options.syncs(), world, out);
  if (world.options.strategy == GossipStrategy::none) return absorbed;
  if (const auto* unresolved = std::get_if<Unresolved>(&frame)) {
    BatchBuilder builder(world.index.table());
    for (const FactId fact : find_short(world.index, unresolved->facts)) builder.add(fact);
    if (!builder.empty()) send_frame(from, Rumor{builder.take()}, world, counters_, out);
    return absorbed;
  }
  std::visit(
      [&](const auto& alternative) {
        if constexpr (requires { sync_.on(from, alternative, world, counters_, out); })
          sync_.on(from, alternative, world, counters_, out);
      },
      frame);
  return absorbed;
}

}  // namespace fleetsim::core
