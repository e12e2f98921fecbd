#include "core/store/holding_index.h"

#include <algorithm>

#include "core/wire/fact_batch.h"

namespace fleetsim::core {

void HoldingIndex::toggle_root(FactId fact) {
  const Hash128& hash = table_->hash(fact);
  for (std::size_t i = 0; i < root_.size(); ++i) root_[i] ^= hash[i];
}

void HoldingIndex::insert(FactId fact) {
  known_.insert(fact);
  toggle_root(fact);
}

void HoldingIndex::drop(FactId fact, IndexChange& change) {
  known_.erase(fact);
  toggle_root(fact);
  change.dropped.push_back(fact);
}

std::uint64_t HoldingIndex::epoch_of(HolderId holder) const {
  const std::span<const FactId> epochs = table_->epochs_of(holder);
  for (auto epoch = epochs.rbegin(); epoch != epochs.rend(); ++epoch)
    if (known_.contains(*epoch)) return table_->stamp(*epoch).epoch;
  return 0;
}

std::optional<FactId> HoldingIndex::latest(HolderId holder, KeyId key) const {
  const std::span<const FactId> facts = table_->facts_of(key);
  const auto first = std::ranges::lower_bound(facts, table_->holder(holder), {},
                                              [&](FactId fact) { return table_->holder(table_->holder_of(fact)); });
  for (auto fact = first; fact != facts.end() && table_->holder_of(*fact) == holder; ++fact)
    if (known_.contains(*fact)) return *fact;
  return std::nullopt;
}

std::optional<FactId> HoldingIndex::latest(const Symbol& holder, const ContentKey& key) const {
  const std::optional<KeyId> id = table_->find_key(key);
  return id ? latest(table_->holder_id(holder), *id) : std::nullopt;
}

bool HoldingIndex::enter_epoch(FactId epoch, IndexChange& change) {
  const HolderId holder = table_->holder_of(epoch);
  const std::uint64_t entered = table_->stamp(epoch).epoch;
  if (epoch_of(holder) >= entered) return false;
  for (const FactId said : table_->said_by(holder))
    if (known_.contains(said) && table_->stamp(said).epoch < entered) drop(said, change);
  insert(epoch);
  change.added.push_back(epoch);
  return true;
}

void HoldingIndex::crowd_out(KeyId key, IndexChange& change) {
  if (holders_per_key_max_ == 0 || table_->facts_of(key).size() <= holders_per_key_max_) return;
  std::vector<FactId> holding;
  for (const FactId fact : table_->facts_of(key))
    if (table_->holds(fact) && known_.contains(fact)) holding.push_back(fact);
  if (holding.size() <= holders_per_key_max_) return;
  // At most one too many: each announcement adds one.
  drop(*std::ranges::max_element(holding, {}, [&](FactId fact) { return table_->rank(fact); }), change);
}

bool HoldingIndex::announce(FactId fact, IndexChange& change) {
  if (known_.contains(fact)) return false;
  if (table_->is_epoch(fact)) return enter_epoch(fact, change);
  const HolderId holder = table_->holder_of(fact);
  const KeyId key = table_->key_of(fact);
  if (table_->stamped() > 0) {
    const FactStamp stamp = table_->stamp(fact);
    const std::uint64_t epoch = epoch_of(holder);
    if (stamp.epoch < epoch) return false;
    if (const std::optional<FactId> known = latest(holder, key)) {
      if (stamp < table_->stamp(*known)) return false;
      drop(*known, change);
    }
    // A life before the second needs no word of its own: there is nothing before it to take back.
    if (stamp.epoch > epoch && stamp.epoch > first_epoch(1)) enter_epoch(table_->epoch_id(holder, stamp.epoch), change);
  }
  insert(fact);
  change.added.push_back(fact);
  crowd_out(key, change);
  if (!known_.contains(fact)) {
    // It was the one too many: nothing has changed.
    std::erase(change.added, fact);
    std::erase(change.dropped, fact);
    return false;
  }
  return true;
}

bool HoldingIndex::announce(FactId fact) {
  if (only_grows()) {
    if (!known_.insert(fact)) return false;
    toggle_root(fact);
    return true;
  }
  IndexChange change;
  return announce(fact, change);
}

bool HoldingIndex::announce(const HeldContent& held) {
  return announce(table_->fact_id(table_->holder_id(held.holder), table_->key_id(held.key)));
}

void HoldingIndex::forget(FactId fact) {
  if (known_.erase(fact)) toggle_root(fact);
}

std::vector<Symbol> HoldingIndex::holders_of(const ContentKey& key) const {
  const std::vector<FactId> facts = holding_facts(key);
  std::vector<Symbol> holders;
  holders.reserve(facts.size());
  for (const FactId fact : facts) holders.push_back(table_->holder(table_->holder_of(fact)));
  return holders;
}

std::vector<FactId> HoldingIndex::holding_facts(const ContentKey& key) const {
  std::vector<FactId> holding;
  const std::optional<KeyId> id = table_->find_key(key);
  if (!id) return holding;
  holding.reserve(table_->facts_of(*id).size());
  for (const FactId fact : table_->facts_of(*id))
    if (table_->holds(fact) && known_.contains(fact)) holding.push_back(fact);
  return holding;
}

std::optional<HoldingIndex::Content> HoldingIndex::content_of(std::uint64_t key, std::uint32_t reply) const {
  std::optional<Content> content;
  bool ambiguous = false;
  table_->for_each_key_from(key, [&](KeyId id) {
    bool known = false;
    for (const FactId fact : table_->facts_of(id)) {
      if (!known_.contains(fact)) continue;
      if (!known && content && content->key != id) ambiguous = true;
      known = true;
      const Digest said = table_->stamp(fact).reply;
      if (reply == 0) content = Content{id, {}};
      if (reply != 0 && reply_prefix(said) == reply) content = Content{id, said};
      if (content && content->key == id) break;
    }
  });
  return ambiguous ? std::nullopt : content;
}

void HoldingIndex::merge(const HoldingIndex& other) {
  if (&other == this || (other.root_ == root_ && other.size() == size())) return;
  if (other.table_ == table_) {
    if (only_grows()) {
      known_.merge(other.known_, [&](FactId fact) { toggle_root(fact); });
    } else {
      other.known_.for_each([&](FactId fact) { announce(fact); });
    }
    return;
  }
  // Another table: translate its ids, each key and each holder once.
  constexpr std::uint32_t kUnknown = UINT32_MAX;
  std::vector<KeyId> keys(other.table_->keys(), kUnknown);
  std::vector<HolderId> holders(other.table_->holders(), kUnknown);
  other.known_.for_each([&](FactId theirs) {
    HolderId& holder = holders[other.table_->holder_of(theirs)];
    if (holder == kUnknown) holder = table_->holder_id(other.table_->holder(other.table_->holder_of(theirs)));
    if (other.table_->is_epoch(theirs)) {
      announce(table_->epoch_id(holder, other.table_->stamp(theirs).epoch));
      return;
    }
    KeyId& key = keys[other.table_->key_of(theirs)];
    if (key == kUnknown) key = table_->key_id(other.table_->key(other.table_->key_of(theirs)));
    announce(table_->fact_id(holder, key, other.table_->stamp(theirs)));
  });
}

}  // namespace fleetsim::core
