// What this node holds, what it says of that, and what it believes of others.

#include <algorithm>
#include <utility>

#include "core/node/node.h"
#include "core/store/log_record.h"

namespace fleetsim::core {

bool Node::keepable(const StoredReply& reply) const {
  const StoreOptions& store = options_.fabric.store;
  const std::uint64_t bytes = reply.bytes()->size();
  if (store.reply_bytes_max > 0 && bytes > store.reply_bytes_max) return false;
  return options_.fabric.planted_bug == PlantedBug::never_evict || cassette_.room_for(bytes);
}

void Node::hold(const ContentKey& key, HeldReplies::Held held, Turn turn) {
  if (options_.fabric.planted_bug != PlantedBug::never_evict) {
    const std::optional<std::vector<ContentKey>> victims = cassette_.room_for(held.reply.bytes()->size());
    if (!victims) {
      // There was room when its record was written, and others took it.
      turn.observe(NotKept{key, held.reply.digest(), held.reply.bytes()->size()});
      append_erase(key, turn);
      return;
    }
    for (const ContentKey& victim : *victims) {
      const HeldReplies::Held gone = *release(victim, turn);
      turn.observe(Evicted{victim, gone.reply.digest(), gone.reply.bytes()->size()});
    }
  }
  space_.live(held.place);
  cassette_.insert(key, std::move(held));
}

std::optional<HeldReplies::Held> Node::release(const ContentKey& key, Turn turn) {
  std::optional<HeldReplies::Held> gone = cassette_.erase(key);
  if (!gone) return gone;
  space_.dead(gone->place);
  append_erase(key, turn);
  if (options_.fabric.planted_bug != PlantedBug::forget_retractions) retract(key, turn);
  return gone;
}

void Node::append_erase(const ContentKey& key, Turn turn) {
  // Nobody waits for it: if it is lost in a crash, the key is back, and is said to be.
  Bytes record = encode_erase_record(key);
  const RecordPlace place = space_.append(record.size());
  erasing_.emplace(++last_append_, key);
  turn.out.push_back(Append{last_append_, share(std::move(record)), place.segment});
}

// ---- what this node says of itself

FactStamp Node::next_stamp(bool holds, const Digest& reply) {
  // Numbered over all keys, so that nothing need be remembered of a key that is gone.
  const std::uint32_t serial = ++said_;
  return {epoch_, holds ? 2 * serial - 1 : 2 * serial, reply};
}

void Node::announce_held(const ContentKey& key, Turn turn) {
  FactTable& table = index_.table();
  const HolderId self = table.holder_id(name());
  const KeyId id = table.key_id(key);
  if (!options_.fabric.index.retracting) return say(table.fact_id(self, id), turn);
  const Digest reply = cassette_.find(key)->digest();
  if (const std::optional<FactId> said = index_.latest(self, id))
    if (table.holds(*said) && table.stamp(*said).reply == reply) return;
  say(table.fact_id(self, id, next_stamp(true, reply)), turn);
}

void Node::retract(const ContentKey& key, Turn turn) {
  if (!options_.fabric.index.retracting) return;
  FactTable& table = index_.table();
  const std::optional<FactId> said = index_.latest(name(), key);
  if (!said || !table.holds(*said)) return;
  say(table.fact_id(table.holder_of(*said), table.key_of(*said), next_stamp(false, {})), turn);
}

void Node::enter_epoch(std::uint64_t epoch, Turn turn) {
  epoch_ = epoch;
  said_ = 0;
  FactTable& table = index_.table();
  // A first life has nothing to take back.
  if (options_.fabric.index.retracting && epoch > first_epoch(1))
    say(table.epoch_id(table.holder_id(name()), epoch), turn);
}

void Node::say(FactId fact, Turn turn) {
  IndexChange change;
  if (!index_.announce(fact, change)) return;
  gossip_.on_news(change.added, gossip_world(turn.now), turn.out);
  learned(options_.self, std::move(change), turn);
}

// ---- what this node hears of others

GossipWorld Node::hearing_world(NodeId from, Instant now) {
  const IndexOptions& options = options_.fabric.index;
  GossipWorld world = gossip_world(now);
  if (options.retracting)
    world.limits = {.from = nullptr,
                    .hearsay_max = quota_.left(from, now),
                    .index_size_max = options.facts_max,
                    .directory = &options_.peers.directory()};
  return world;
}

void Node::take_message(NodeId from, const IndexFacts& facts, Turn turn) {
  heard(from, gossip_.on(from, facts, turn.message_bytes, hearing_world(from, turn.now), turn.out), turn);
}

void Node::take_message(NodeId from, const GossipFrame& frame, Turn turn) {
  heard(from, gossip_.on(from, frame, turn.message_bytes, hearing_world(from, turn.now), turn.out), turn);
}

void Node::heard(NodeId from, Absorbed absorbed, Turn turn) {
  quota_.use(from, absorbed.hearsay);
  if (absorbed.ignored > 0) turn.observe(HearsayIgnored{from, absorbed.ignored});
  if (absorbed.change.added.empty() && absorbed.change.dropped.empty()) return;
  const IndexChange change = absorbed.change;
  learned(from, std::move(absorbed.change), turn);
  if (!options_.fabric.index.retracting) return;
  FactTable& table = index_.table();
  for (const FactId fact : change.added) {
    if (table.holder(table.holder_of(fact)) == name())
      defend(fact, turn);
    else if (!table.is_epoch(fact))
      compare(fact, turn);
  }
}

void Node::learned(NodeId from, IndexChange change, Turn turn) {
  index_.table().sort(change.added);
  index_.table().sort(change.dropped);
  turn.observe(Learned{from, std::move(change.added), std::move(change.dropped), index_.size()});
}

// Somebody says of this node what it did not say itself: it says again what is true, with a later number.
void Node::defend(FactId fact, Turn turn) {
  FactTable& table = index_.table();
  const FactStamp stamp = table.stamp(fact);
  if (stamp.epoch > epoch_) {
    enter_epoch(stamp.epoch + 1, turn);
    for (const ContentKey& key : cassette_.keys()) announce_held(key, turn);
    return;
  }
  if (table.is_epoch(fact)) return;
  said_ = std::max(said_, stamp.version / 2 + 1);
  const ContentKey key = table.key(table.key_of(fact));
  if (cassette_.contains(key))
    announce_held(key, turn);
  else
    retract(key, turn);
}

// Another holder of what this node holds: do both hold the same?
void Node::compare(FactId fact, Turn turn) {
  FactTable& table = index_.table();
  const ContentKey& key = table.key(table.key_of(fact));
  const Symbol& holder = table.holder(table.holder_of(fact));
  missed_.forget(key, holder);
  const HeldReplies::Held* mine = cassette_.entry(key);
  const FactStamp stamp = table.stamp(fact);
  if (mine == nullptr || !stamp.holds() || !stamp.says_reply() || stamp.reply == mine->reply.digest()) return;
  const std::optional<NodeId> other = options_.peers.directory().find(holder);
  turn.observe(Diverged{other.value_or(kNobody), key, mine->reply.digest(), stamp.reply});
  // The home's own reply is preferred to one that came from elsewhere.
  const bool from_its_home = has_home() && other == home_of(key);
  if (!options_.fabric.store.verify_replies || !from_its_home || mine->from_home) return;
  const ContentKey held = key;
  const HeldReplies::Held gone = *release(held, turn);
  set_aside(options_.self, held, gone.reply, turn);
}

bool Node::believes(NodeId from, const ContentKey& key, const StoredReply& reply, Turn turn) {
  if (!options_.fabric.store.verify_replies) return true;
  const std::optional<FactId> said = index_.latest(options_.peers.directory().name(from), key);
  const FactStamp stamp = said ? index_.table().stamp(*said) : FactStamp{};
  const bool as_announced = !said || !stamp.holds() || !stamp.says_reply() || stamp.reply == reply.digest();
  if (as_announced && !quarantine_.contains(key, reply)) return true;
  set_aside(from, key, reply, turn);
  return options_.fabric.planted_bug == PlantedBug::serve_quarantined;
}

void Node::set_aside(NodeId from, const ContentKey& key, const StoredReply& reply, Turn turn) {
  quarantine_.put(key, reply);
  turn.observe(Quarantined{from, key, reply.digest()});
}

std::vector<Symbol> Node::likely_holders(const ContentKey& key, Instant now) const {
  std::vector<Symbol> holders = index_.holders_of(key);
  std::erase_if(holders, [&](const Symbol& holder) { return missed_.is_missed(key, holder, now); });
  return holders;
}

void Node::did_not_hold(NodeId peer, const ContentKey& key, Turn turn) {
  const Duration missed_for = options_.fabric.index.missed_for;
  if (missed_for.ns > 0)
    missed_.missed(key, options_.peers.directory().name(peer), turn.now + missed_for, turn.now);
}

// ---- the space of the log

void Node::clean_log(Turn turn) {
  while (!cleaning_) {
    const std::optional<SegmentId> oldest = space_.to_clean();
    if (!oldest) return;
    Cleaning cleaning{*oldest, 0, {}};
    Bytes records;
    for (const ContentKey& key : cassette_.keys_in(*oldest)) {
      const Bytes record = encode_log_record(key, *cassette_.find(key));
      records.insert(records.end(), record.begin(), record.end());
      cleaning.moves.push_back({key, static_cast<std::uint32_t>(record.size())});
    }
    if (records.empty()) {
      drop_segment(*oldest, turn);
      continue;
    }
    const RecordPlace place = space_.append(records.size());
    cleaning.to = place.segment;
    cleaning.seq = ++last_append_;
    turn.out.push_back(Append{cleaning.seq, share(std::move(records)), place.segment});
    // Whatever the policy: the old records go, so the new ones must last.
    turn.out.push_back(Sync{cleaning.seq});
    cleaning_ = std::move(cleaning);
  }
}

void Node::cleaned(Turn turn) {
  const Cleaning done = *std::exchange(cleaning_, std::nullopt);
  for (const auto& [key, bytes] : done.moves) {
    const HeldReplies::Held* held = cassette_.entry(key);
    if (held == nullptr || held->place.segment != done.segment) continue;
    space_.dead(held->place);
    cassette_.move(key, {done.to, bytes});
    space_.live({done.to, bytes});
  }
  drop_segment(done.segment, turn);
  clean_log(turn);
}

void Node::drop_segment(SegmentId segment, Turn turn) {
  space_.dropped(segment);
  turn.out.push_back(DropSegment{segment});
  turn.observe(SegmentDropped{segment, space_.bytes()});
}

}  // namespace fleetsim::core
