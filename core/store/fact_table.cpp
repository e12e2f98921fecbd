#include "core/store/fact_table.h"

#include <algorithm>
#include <cstring>

#include "core/base/byte_writer.h"
#include "core/base/check.h"
#include "core/wire/fact_batch.h"
#include "core/wire/symbol_bytes.h"

namespace fleetsim::core {
namespace {

// Of an epoch: without a key. The stamp counts only where it is not the original's, whose facts keep their hash.
Hash128 fact_hash(const Symbol& holder, const ContentKey* key, const FactStamp& stamp) {
  ByteWriter out;
  out.reserve(128);
  if (key != nullptr) out.raw(ByteView(key->digest()));
  write_symbol(out, holder);
  if (stamp != FactStamp{}) {
    out.u64_le(stamp.epoch);
    out.u32_le(stamp.version);
    out.raw(ByteView(stamp.reply));
  }
  return hash128(out.view());
}

}  // namespace

Hash128 placement_hash(const Symbol& holder, const ContentKey& key) { return fact_hash(holder, &key, FactStamp{}); }

KeyId FactTable::key_id(const ContentKey& key) {
  const auto [entry, added] = key_ids_.try_emplace(key, static_cast<KeyId>(keys_.size()));
  if (added) {
    keys_.push_back({key, {}});
    keys_from_.emplace(key_prefix(key), entry->second);
  }
  return entry->second;
}

HolderId FactTable::holder_id(const Symbol& holder) {
  const auto [entry, added] = holder_ids_.try_emplace(holder, static_cast<HolderId>(holders_.size()));
  if (added) holders_.push_back({holder, {}, {}});
  return entry->second;
}

std::uint32_t FactTable::reply_id(const Digest& reply) {
  if (reply == Digest{}) return 0;
  const auto [entry, added] =
      reply_ids_.try_emplace(reply, static_cast<std::uint32_t>(replies_.size()));
  if (added) replies_.push_back(reply);
  return entry->second;
}

bool FactTable::before(FactId id, HolderId holder, const FactStamp& stamp) const {
  const FactEntry& fact = facts_[id];
  if (fact.holder != holder) return holders_[fact.holder].name < holders_[holder].name;
  return this->stamp(id) < stamp;
}

FactId FactTable::fact_id(HolderId holder, KeyId key, const FactStamp& stamp) {
  std::vector<FactId>& facts = key == kNoKey ? holders_[holder].epochs : keys_[key].facts;
  const auto place = std::ranges::partition_point(facts, [&](FactId id) { return before(id, holder, stamp); });
  if (place != facts.end() && facts_[*place].holder == holder && this->stamp(*place) == stamp) return *place;
  FLEET_CHECK(facts_.size() < UINT32_MAX, "more than 2^32 facts in one table");
  const auto id = static_cast<FactId>(facts_.size());
  facts_.push_back({holder, key, stamp.epoch, stamp.version, reply_id(stamp.reply),
                    fact_hash(holders_[holder].name, key == kNoKey ? nullptr : &keys_[key].key, stamp)});
  facts.insert(place, id);
  holders_[holder].facts.push_back(id);
  if (stamp != FactStamp{}) ++stamped_;
  return id;
}

std::tuple<const Symbol&, bool, const Digest&, FactStamp> FactTable::said(FactId id) const {
  static constexpr Digest kNone{};
  return {holder(holder_of(id)), is_epoch(id), is_epoch(id) ? kNone : key(key_of(id)).digest(), stamp(id)};
}

bool FactTable::precedes(FactId a, FactId b) const {
  const int order = std::memcmp(hash(a).data(), hash(b).data(), sizeof(Hash128));
  if (order != 0 || a == b) return order < 0;
  return said(a) < said(b);
}

void FactTable::sort(std::vector<FactId>& facts) const {
  const auto less = [&](FactId a, FactId b) { return precedes(a, b); };
  if (std::ranges::is_sorted(facts, less)) return;
  if (facts.size() < 64) {
    std::ranges::sort(facts, less);
    return;
  }
  // The first bits nearly always decide, and lie side by side.
  std::vector<std::pair<std::uint64_t, FactId>> placed;
  placed.reserve(facts.size());
  for (const FactId fact : facts) {
    std::uint64_t first = 0;
    for (std::size_t i = 0; i < 8; ++i) first = first << 8 | hash(fact)[i];
    placed.emplace_back(first, fact);
  }
  std::ranges::sort(placed, [&](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : precedes(a.second, b.second);
  });
  std::ranges::transform(placed, facts.begin(), [](const auto& each) { return each.second; });
}

std::pair<Hash128, Symbol> FactTable::rank(FactId id) const {
  const Symbol& name = holder(holder_of(id));
  return {placement_hash(name, key(key_of(id))), name};
}

std::optional<KeyId> FactTable::find_key(const ContentKey& key) const {
  const auto found = key_ids_.find(key);
  return found == key_ids_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace fleetsim::core
