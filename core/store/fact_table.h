#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "core/base/checksum.h"
#include "core/store/held_content.h"

namespace fleetsim::core {

using KeyId = std::uint32_t;
using HolderId = std::uint32_t;
using FactId = std::uint32_t;

/// Dense ids for keys, holders and facts (holder, key), given in the order of first mention. Only ever grows. Many
/// indexes can share one table, so that each pays for what it knows, not for names and digests.
/// Determinism: ids are a function of the order of mention; nothing but ids of one table is ever compared.
/// Not thread-safe.
class FactTable {
 public:
  KeyId key_id(const ContentKey& key);
  HolderId holder_id(const Symbol& holder);
  FactId fact_id(HolderId holder, KeyId key);

  std::optional<KeyId> find_key(const ContentKey& key) const;

  const ContentKey& key(KeyId id) const { return keys_[id].key; }
  const Symbol& holder(HolderId id) const { return holders_[id]; }
  KeyId key_of(FactId id) const { return facts_[id].key; }
  HolderId holder_of(FactId id) const { return facts_[id].holder; }
  HeldContent fact(FactId id) const { return {holder(holder_of(id)), key(key_of(id))}; }
  /// The 128 bits that a fact contributes to the root of an index.
  const Hash128& hash(FactId id) const { return facts_[id].hash; }

  /// All facts ever mentioned of a key, ascending by holder symbol.
  std::span<const FactId> facts_of(KeyId id) const { return keys_[id].facts; }

  std::size_t facts() const { return facts_.size(); }
  std::size_t keys() const { return keys_.size(); }
  std::size_t holders() const { return holders_.size(); }

 private:
  struct KeyEntry {
    ContentKey key;
    std::vector<FactId> facts;
  };
  struct FactEntry {
    HolderId holder;
    KeyId key;
    Hash128 hash;
  };

  std::vector<KeyEntry> keys_;
  std::vector<Symbol> holders_;
  std::vector<FactEntry> facts_;
  std::unordered_map<ContentKey, KeyId, ContentKeyHash> key_ids_;  // look-ups only
  std::unordered_map<Symbol, HolderId, SymbolHash> holder_ids_;          // look-ups only
};

}  // namespace fleetsim::core
