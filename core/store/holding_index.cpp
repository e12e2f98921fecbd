#include "core/store/holding_index.h"

namespace fleetsim::core {

void HoldingIndex::toggle_root(FactId fact) {
  const Hash128& hash = table_->hash(fact);
  for (std::size_t i = 0; i < root_.size(); ++i) root_[i] ^= hash[i];
}

bool HoldingIndex::announce(FactId fact) {
  if (!known_.insert(fact)) return false;
  toggle_root(fact);
  return true;
}

bool HoldingIndex::announce(const HeldContent& held) {
  return announce(table_->fact_id(table_->holder_id(held.holder), table_->key_id(held.key)));
}

void HoldingIndex::forget(FactId fact) {
  if (known_.erase(fact)) toggle_root(fact);
}

std::vector<Symbol> HoldingIndex::holders_of(const ContentKey& key) const {
  std::vector<Symbol> holders;
  const std::optional<KeyId> id = table_->find_key(key);
  if (!id) return holders;
  for (FactId fact : table_->facts_of(*id))
    if (known_.contains(fact)) holders.push_back(table_->holder(table_->holder_of(fact)));
  return holders;
}

void HoldingIndex::merge(const HoldingIndex& other) {
  if (&other == this) return;
  if (other.table_ == table_) {
    known_.merge(other.known_, [&](FactId fact) { toggle_root(fact); });
    return;
  }
  // Another table: translate its ids, each key and each holder once.
  constexpr std::uint32_t kUnknown = UINT32_MAX;
  std::vector<KeyId> keys(other.table_->keys(), kUnknown);
  std::vector<HolderId> holders(other.table_->holders(), kUnknown);
  other.known_.for_each([&](FactId theirs) {
    KeyId& key = keys[other.table_->key_of(theirs)];
    if (key == kUnknown) key = table_->key_id(other.table_->key(other.table_->key_of(theirs)));
    HolderId& holder = holders[other.table_->holder_of(theirs)];
    if (holder == kUnknown) holder = table_->holder_id(other.table_->holder(other.table_->holder_of(theirs)));
    announce(table_->fact_id(holder, key));
  });
}

}  // namespace fleetsim::core
