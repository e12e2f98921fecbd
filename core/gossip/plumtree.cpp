#include "core/gossip/plumtree.h"

#include <algorithm>

namespace fleetsim::core {

std::optional<Instant> Plumtree::wake() const {
  std::optional<Instant> at = next_tick_;
  for (const auto& [id, missing] : missing_) at = at ? std::min(*at, missing.due) : missing.due;
  return at;
}

// ---- neighbours

void Plumtree::neighbor_up(NodeId peer) {
  if (!is_neighbor(peer)) eager_.insert(peer);
}

void Plumtree::neighbor_down(NodeId peer) {
  eager_.erase(peer);
  lazy_.erase(peer);
  for (auto& [id, kept] : kept_) kept.has.erase(peer);
  for (auto& [id, missing] : missing_) std::erase(missing.announcers, peer);
}

void Plumtree::make_eager(NodeId peer) {
  if (lazy_.erase(peer) > 0) eager_.insert(peer);
}

void Plumtree::make_lazy(NodeId peer) {
  if (eager_.erase(peer) > 0) lazy_.insert(peer);
}

// ---- batches

void Plumtree::know(const BatchId& id) {
  if (!known_.insert(id).second) return;
  known_order_.push_back(id);
  if (known_order_.size() <= options_.known_max) return;
  known_.erase(known_order_.front());
  known_order_.pop_front();
}

void Plumtree::keep(const BatchId& id, SharedBytes batch, std::uint32_t hops, std::optional<NodeId> from, Instant now) {
  know(id);
  Kept kept{std::move(batch), hops};
  if (const auto missing = missing_.find(id); missing != missing_.end()) {
    for (const NodeId peer : missing->second.announcers) kept.has.insert(peer);
    missing_.erase(missing);
  }
  if (from) kept.has.insert(*from);
  if (!kept_.emplace(id, std::move(kept)).second) return;
  kept_order_.push_back(id);
  announcing_.push_back(id);
  if (!next_tick_) next_tick_ = now + options_.lazy_tick;
  if (kept_order_.size() <= options_.kept_max) return;
  kept_.erase(kept_order_.front());
  kept_order_.pop_front();
}

void Plumtree::broadcast(const BatchId& id, SharedBytes batch, Instant now, PlumtreeTurn& turn) {
  for (const NodeId peer : eager_)
    turn.frames.push_back({peer, {.kind = TreeFrameKind::push, .ids = {id}, .hops = 1, .payload = batch}});
  keep(id, std::move(batch), 0, std::nullopt, now);
}

void Plumtree::on_frame(NodeId from, const TreeFrame& frame, Instant now, PlumtreeTurn& turn) {
  switch (frame.kind) {
    case TreeFrameKind::push:
      return take_push(from, frame, now, turn);
    case TreeFrameKind::announce:
      return take_announce(from, frame.ids, now);
    case TreeFrameKind::graft:
      return take_graft(from, frame.ids, turn);
    case TreeFrameKind::prune:
      return make_lazy(from);
    default:
      return;
  }
}

void Plumtree::take_push(NodeId from, const TreeFrame& frame, Instant now, PlumtreeTurn& turn) {
  const BatchId& id = frame.ids.front();
  if (known_.contains(id)) {
    if (const auto kept = kept_.find(id); kept != kept_.end() && is_neighbor(from)) kept->second.has.insert(from);
    // The edge closes a ring.
    make_lazy(from);
    turn.frames.push_back({from, {.kind = TreeFrameKind::prune}});
    return;
  }
  make_eager(from);
  const std::uint32_t hops = frame.hops == UINT32_MAX ? frame.hops : frame.hops + 1;
  for (const NodeId peer : eager_)
    if (peer != from)
      turn.frames.push_back({peer, {.kind = TreeFrameKind::push, .ids = {id}, .hops = hops, .payload = frame.payload}});
  keep(id, frame.payload, frame.hops, from, now);
  turn.delivered.push_back(frame.payload);
}

void Plumtree::take_announce(NodeId from, const std::vector<BatchId>& ids, Instant now) {
  if (!is_neighbor(from)) return;
  for (const BatchId& id : ids) {
    if (const auto kept = kept_.find(id); kept != kept_.end()) kept->second.has.insert(from);
    if (known_.contains(id)) continue;
    const auto found = missing_.find(id);
    if (found == missing_.end()) {
      if (missing_.size() < options_.known_max) missing_.emplace(id, Missing{{from}, now + options_.graft_after});
    } else if (std::ranges::find(found->second.announcers, from) == found->second.announcers.end()) {
      found->second.announcers.push_back(from);
    }
  }
}

void Plumtree::take_graft(NodeId from, const std::vector<BatchId>& ids, PlumtreeTurn& turn) {
  make_eager(from);
  for (const BatchId& id : ids) {
    const auto kept = kept_.find(id);
    if (kept == kept_.end()) continue;
    turn.frames.push_back({from,
                           {.kind = TreeFrameKind::push,
                            .ids = {id},
                            .hops = kept->second.hops + 1,
                            .payload = kept->second.batch}});
  }
}

// ---- time

void Plumtree::on_time(Instant now, PlumtreeTurn& turn) {
  if (next_tick_ && *next_tick_ <= now) {
    announce(turn);
    next_tick_.reset();
    if (!announcing_.empty()) next_tick_ = now + options_.lazy_tick;
  }
  graft(now, turn);
}

void Plumtree::announce(PlumtreeTurn& turn) {
  std::map<NodeId, std::vector<BatchId>> names;
  std::deque<BatchId> again;
  for (const BatchId& id : announcing_) {
    const auto kept = kept_.find(id);
    if (kept == kept_.end()) continue;
    for (const auto* peers : {&eager_, &lazy_})
      for (const NodeId peer : *peers)
        if (!kept->second.has.contains(peer)) names[peer].push_back(id);
    if (++kept->second.announced < options_.announcements) again.push_back(id);
  }
  announcing_ = std::move(again);
  for (const auto& [peer, ids] : names)
    for (std::size_t first = 0; first < ids.size(); first += kTreeIdsMax) {
      const auto begin = ids.begin() + static_cast<std::ptrdiff_t>(first);
      const auto end = ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), first + kTreeIdsMax));
      turn.frames.push_back({peer, {.kind = TreeFrameKind::announce, .ids = {begin, end}}});
    }
}

void Plumtree::graft(Instant now, PlumtreeTurn& turn) {
  std::map<NodeId, std::vector<BatchId>> wanted;
  for (auto entry = missing_.begin(); entry != missing_.end();) {
    Missing& missing = entry->second;
    if (missing.due > now) {
      ++entry;
      continue;
    }
    if (missing.announcers.empty()) {
      // Nobody left to ask: it is announced again, or comes by anti-entropy.
      entry = missing_.erase(entry);
      continue;
    }
    std::vector<BatchId>& ids = wanted[missing.announcers.front()];
    if (ids.size() < kTreeIdsMax) {
      ids.push_back(entry->first);
      missing.announcers.erase(missing.announcers.begin());
      missing.due = now + options_.graft_after;
    } else {
      missing.due = now + options_.lazy_tick;
    }
    ++entry;
  }
  for (auto& [peer, ids] : wanted) {
    make_eager(peer);
    turn.frames.push_back({peer, {.kind = TreeFrameKind::graft, .ids = std::move(ids)}});
  }
}

}  // namespace fleetsim::core
