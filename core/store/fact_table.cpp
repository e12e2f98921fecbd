#include "core/store/fact_table.h"

#include <algorithm>

#include "core/base/byte_writer.h"
#include "core/base/check.h"

namespace fleetsim::core {
namespace {

Hash128 fact_hash(const HeldContent& fact) {
  ByteWriter out;
  out.raw(ByteView(fact.key.digest()));
  out.u8(fact.holder.ns ? 1 : 0);
  if (fact.holder.ns) out.blob(*fact.holder.ns);
  out.blob(fact.holder.name);
  return hash128(out.view());
}

}  // namespace

KeyId FactTable::key_id(const ContentKey& key) {
  const auto [entry, added] = key_ids_.try_emplace(key, static_cast<KeyId>(keys_.size()));
  if (added) keys_.push_back({key, {}});
  return entry->second;
}

HolderId FactTable::holder_id(const Symbol& holder) {
  const auto [entry, added] = holder_ids_.try_emplace(holder, static_cast<HolderId>(holders_.size()));
  if (added) holders_.push_back(holder);
  return entry->second;
}

FactId FactTable::fact_id(HolderId holder, KeyId key) {
  std::vector<FactId>& facts = keys_[key].facts;
  const auto before = [&](FactId id, HolderId other) {
    return facts_[id].holder != other && holders_[facts_[id].holder] < holders_[other];
  };
  const auto place = std::lower_bound(facts.begin(), facts.end(), holder, before);
  if (place != facts.end() && facts_[*place].holder == holder) return *place;
  FLEET_CHECK(facts_.size() < UINT32_MAX, "more than 2^32 facts in one table");
  const auto id = static_cast<FactId>(facts_.size());
  facts_.push_back({holder, key, fact_hash({holders_[holder], keys_[key].key})});
  facts.insert(place, id);
  return id;
}

std::optional<KeyId> FactTable::find_key(const ContentKey& key) const {
  const auto found = key_ids_.find(key);
  return found == key_ids_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace fleetsim::core
