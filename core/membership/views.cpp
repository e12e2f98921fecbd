#include "core/membership/views.h"

#include <algorithm>
#include <iterator>

namespace fleetsim::core {
namespace {

// Silent for so many shuffles: not a neighbour any more.
constexpr std::int64_t kSilentShuffles = 3;
// Whoever has too few neighbours asks somebody so often.
constexpr std::int64_t kCourtsPerShuffle = 4;

template <class Ids>
NodeId at(const Ids& ids, std::uint64_t place) {
  return *std::next(ids.begin(), static_cast<std::ptrdiff_t>(place));
}

// Up to `count` of them, distinct, in a drawn order.
std::vector<NodeId> draw_some(std::vector<NodeId> from, std::size_t count, Dice& dice) {
  std::vector<NodeId> some;
  while (some.size() < count && !from.empty()) {
    const std::uint64_t place = dice.below(from.size());
    some.push_back(from[place]);
    from[place] = from.back();
    from.pop_back();
  }
  return some;
}

}  // namespace

std::vector<NodeId> Views::neighbors() const {
  std::vector<NodeId> peers;
  for (const auto& [peer, heard] : active_) peers.push_back(peer);
  return peers;
}

std::optional<Instant> Views::wake() const {
  if (!running_) return std::nullopt;
  if (courted_) return std::min(next_shuffle_, courted_until_);
  return active_.size() < options_.active ? std::min(next_shuffle_, next_court_) : next_shuffle_;
}

// Somebody whom the directory knows, and who is not this node.
std::optional<NodeId> Views::find(const Symbol& name, ViewWorld world) const {
  const std::optional<NodeId> peer = world.peers.directory().find(name);
  return peer == world.peers.self() ? std::nullopt : peer;
}

std::optional<NodeId> Views::draw_active(const std::vector<NodeId>& but, ViewWorld world) const {
  std::vector<NodeId> fit = neighbors();
  std::erase_if(fit, [&](NodeId peer) { return std::ranges::find(but, peer) != but.end(); });
  if (fit.empty()) return std::nullopt;
  return fit[world.dice.below(fit.size())];
}

void Views::begin(ViewWorld world, ViewTurn& turn) {
  running_ = world.peers.size() > 0;
  if (!running_) return;
  next_shuffle_ = world.now + world.dice.between({0}, options_.shuffle);
  const NodeId contact = world.peers.id(static_cast<std::uint32_t>(world.dice.below(world.peers.size())));
  turn.frames.push_back({contact, {.kind = TreeFrameKind::join}});
  // If the contact is not there, somebody else is asked then.
  courted_ = contact;
  courted_until_ = world.now + options_.answer_within;
}

// ---- the two views

void Views::add_neighbor(NodeId peer, ViewWorld world, ViewTurn& turn) {
  if (courted_ == peer) courted_.reset();
  passive_.erase(peer);
  if (const auto found = active_.find(peer); found != active_.end()) {
    found->second = world.now;
    return;
  }
  if (active_.size() >= active_max()) {
    const NodeId victim = *draw_active({}, world);
    turn.frames.push_back({victim, {.kind = TreeFrameKind::disconnect}});
    drop_neighbor(victim, false, world, turn);
  }
  active_.emplace(peer, world.now);
  turn.changes.push_back({peer, true});
}

void Views::drop_neighbor(NodeId peer, bool failed, ViewWorld world, ViewTurn& turn) {
  if (active_.erase(peer) == 0) return;
  turn.changes.push_back({peer, false});
  if (!failed) remember(peer, world);
}

void Views::remember(NodeId peer, ViewWorld world) {
  if (active_.contains(peer) || peer == world.peers.self() || options_.passive == 0) return;
  if (!passive_.contains(peer) && passive_.size() >= options_.passive)
    passive_.erase(at(passive_, world.dice.below(passive_.size())));
  passive_.insert(peer);
}

void Views::gone(NodeId peer, ViewWorld world, ViewTurn& turn) {
  passive_.erase(peer);
  if (courted_ == peer) courted_.reset();
  if (!active_.contains(peer)) return;
  drop_neighbor(peer, true, world, turn);
  court(world, turn);
}

// Asks somebody to be a neighbour, when one is wanted and nobody is asked yet.
void Views::court(ViewWorld world, ViewTurn& turn) {
  if (!running_ || courted_ || active_.size() >= options_.active) return;
  next_court_ = world.now + nanoseconds(options_.shuffle.ns / kCourtsPerShuffle);
  NodeId peer = kNobody;
  if (!passive_.empty()) {
    peer = at(passive_, world.dice.below(passive_.size()));
  } else {
    peer = world.peers.id(static_cast<std::uint32_t>(world.dice.below(world.peers.size())));
    if (active_.contains(peer)) return;  // another time
  }
  courted_ = peer;
  courted_until_ = world.now + options_.answer_within;
  turn.frames.push_back({peer, {.kind = TreeFrameKind::neighbor, .urgent = active_.size() < (options_.active + 1) / 2}});
}

// ---- frames

void Views::on_frame(NodeId from, const TreeFrame& frame, ViewWorld world, ViewTurn& turn) {
  if (!running_ || from == world.peers.self() || from >= world.peers.directory().size()) return;
  if (const auto heard = active_.find(from); heard != active_.end()) heard->second = world.now;
  switch (frame.kind) {
    case TreeFrameKind::join:
      return take_join(from, world, turn);
    case TreeFrameKind::forward_join:
      return carry_join(from, frame, world, turn);
    case TreeFrameKind::neighbor:
      if (!frame.urgent && !active_.contains(from) && active_.size() >= options_.active) {
        turn.frames.push_back({from, {.kind = TreeFrameKind::refuse}});
        return remember(from, world);
      }
      add_neighbor(from, world, turn);
      turn.frames.push_back({from, {.kind = TreeFrameKind::accept}});
      return;
    case TreeFrameKind::accept:
      // Also one that comes late: the other side has added this node.
      return add_neighbor(from, world, turn);
    case TreeFrameKind::refuse:
      if (courted_ == from) courted_.reset();
      return drop_neighbor(from, false, world, turn);
    case TreeFrameKind::disconnect:
      drop_neighbor(from, false, world, turn);
      return court(world, turn);
    case TreeFrameKind::shuffle:
      return take_shuffle(from, frame, world, turn);
    case TreeFrameKind::shuffle_reply:
      return learn(frame.names, world);
    case TreeFrameKind::keep:
    case TreeFrameKind::push:
    case TreeFrameKind::announce:
    case TreeFrameKind::graft:
    case TreeFrameKind::prune:
      // It takes this node for a neighbour, and is none: a frame was lost. Both shall think the same.
      if (!active_.contains(from)) turn.frames.push_back({from, {.kind = TreeFrameKind::disconnect}});
      return;
  }
}

void Views::take_join(NodeId from, ViewWorld world, ViewTurn& turn) {
  add_neighbor(from, world, turn);
  turn.frames.push_back({from, {.kind = TreeFrameKind::accept}});
  const Symbol& name = world.peers.directory().name(from);
  for (const auto& [peer, heard] : active_)
    if (peer != from)
      turn.frames.push_back({peer, {.kind = TreeFrameKind::forward_join, .ttl = options_.walk, .about = name}});
}

void Views::carry_join(NodeId from, const TreeFrame& frame, ViewWorld world, ViewTurn& turn) {
  const std::optional<NodeId> newcomer = find(*frame.about, world);
  if (!newcomer) return;
  const std::uint8_t ttl = std::min(frame.ttl, options_.walk);
  const std::optional<NodeId> next = draw_active({from, *newcomer}, world);
  if (ttl == 0 || !next) {
    if (active_.contains(*newcomer) || active_.size() >= active_max()) return remember(*newcomer, world);
    add_neighbor(*newcomer, world, turn);
    turn.frames.push_back({*newcomer, {.kind = TreeFrameKind::accept}});
    return;
  }
  if (ttl == options_.passive_walk) remember(*newcomer, world);
  turn.frames.push_back(
      {*next,
       {.kind = TreeFrameKind::forward_join, .ttl = static_cast<std::uint8_t>(ttl - 1), .about = frame.about}});
}

void Views::take_shuffle(NodeId from, const TreeFrame& frame, ViewWorld world, ViewTurn& turn) {
  const std::optional<NodeId> origin = find(*frame.about, world);
  if (!origin) return;
  const std::uint8_t ttl = std::min(frame.ttl, options_.walk);
  const std::optional<NodeId> next = draw_active({from, *origin}, world);
  if (ttl > 0 && next) {
    TreeFrame on = frame;
    on.ttl = static_cast<std::uint8_t>(ttl - 1);
    turn.frames.push_back({*next, std::move(on)});
    return;
  }
  turn.frames.push_back({*origin, {.kind = TreeFrameKind::shuffle_reply, .names = sample(0, frame.names.size(), world)}});
  learn(frame.names, world);
  remember(*origin, world);
}

void Views::learn(const std::vector<Symbol>& names, ViewWorld world) {
  for (const Symbol& name : names)
    if (const std::optional<NodeId> peer = find(name, world)) remember(*peer, world);
}

std::vector<Symbol> Views::sample(std::size_t active, std::size_t passive, ViewWorld world) const {
  std::vector<NodeId> some = draw_some(neighbors(), active, world.dice);
  const std::vector<NodeId> others = draw_some({passive_.begin(), passive_.end()}, passive, world.dice);
  some.insert(some.end(), others.begin(), others.end());
  std::vector<Symbol> names;
  for (const NodeId peer : some)
    if (names.size() < kTreeNamesMax) names.push_back(world.peers.directory().name(peer));
  return names;
}

// ---- time

void Views::on_time(ViewWorld world, ViewTurn& turn) {
  if (!running_) return;
  if (courted_ && courted_until_ <= world.now) {
    passive_.erase(*courted_);
    courted_.reset();
    court(world, turn);
  }
  if (next_court_ <= world.now) court(world, turn);
  if (next_shuffle_ > world.now) return;
  next_shuffle_ = world.now + options_.shuffle;
  std::vector<NodeId> silent;
  for (const auto& [peer, heard] : active_)
    if (world.now - heard >= options_.shuffle * kSilentShuffles) silent.push_back(peer);
  for (const NodeId peer : silent) drop_neighbor(peer, true, world, turn);
  for (const auto& [peer, heard] : active_) turn.frames.push_back({peer, {.kind = TreeFrameKind::keep}});
  shuffle(world, turn);
}

void Views::shuffle(ViewWorld world, ViewTurn& turn) {
  const std::optional<NodeId> to = draw_active({}, world);
  if (!to) return;
  TreeFrame frame{.kind = TreeFrameKind::shuffle, .ttl = options_.walk};
  frame.about = world.peers.directory().name(world.peers.self());
  frame.names = sample(options_.shuffle_active, options_.shuffle_passive, world);
  turn.frames.push_back({*to, std::move(frame)});
}

}  // namespace fleetsim::core
