#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "core/base/checksum.h"
#include "core/store/fact_stamp.h"
#include "core/store/held_content.h"

namespace fleetsim::core {

using KeyId = std::uint32_t;
using HolderId = std::uint32_t;
using FactId = std::uint32_t;

/// The key of a fact that is about no key: "this holder is in that epoch".
inline constexpr KeyId kNoKey = UINT32_MAX;

/// 128 bits of (holder, key): an order of the holders of a key, the same everywhere.
Hash128 placement_hash(const Symbol& holder, const ContentKey& key);

/// Dense ids for keys, holders and facts (holder, key, stamp), given in the order of first mention. Only ever grows. Many
/// indexes can share one table, so that each pays for what it knows, not for names and digests.
/// Determinism: ids are a function of the order of mention, so nothing that a node does or reports may follow from them;
/// what is told or reported in an order is in that of `precedes`, or of names.
/// Not thread-safe.
class FactTable {
 public:
  KeyId key_id(const ContentKey& key);
  HolderId holder_id(const Symbol& holder);
  FactId fact_id(HolderId holder, KeyId key, const FactStamp& stamp = {});
  /// The fact that the holder is in that epoch: whatever it said in earlier ones counts no longer.
  FactId epoch_id(HolderId holder, std::uint64_t epoch) { return fact_id(holder, kNoKey, {epoch, 0, {}}); }

  std::optional<KeyId> find_key(const ContentKey& key) const;
  /// Calls each(key) for the keys that begin so (key_prefix), in no particular order.
  template <class Each>
  void for_each_key_from(std::uint64_t prefix, Each each) const {
    const auto [first, last] = keys_from_.equal_range(prefix);
    for (auto entry = first; entry != last; ++entry) each(entry->second);
  }

  const ContentKey& key(KeyId id) const { return keys_[id].key; }
  const Symbol& holder(HolderId id) const { return holders_[id].name; }
  KeyId key_of(FactId id) const { return facts_[id].key; }
  HolderId holder_of(FactId id) const { return facts_[id].holder; }
  bool is_epoch(FactId id) const { return key_of(id) == kNoKey; }
  FactStamp stamp(FactId id) const {
    return {facts_[id].epoch, facts_[id].version, replies_[facts_[id].reply]};
  }
  /// Facts that say the same reply have the same; 0: it says none.
  std::uint32_t reply_place(FactId id) const { return facts_[id].reply; }
  /// Whether it says that the holder holds the key: not so for epochs and for what was taken back.
  bool holds(FactId id) const { return facts_[id].version % 2 == 1; }
  HeldContent fact(FactId id) const { return {holder(holder_of(id)), key(key_of(id))}; }
  /// The 128 bits that a fact contributes to the root of an index.
  const Hash128& hash(FactId id) const { return facts_[id].hash; }

  /// The order in which facts are reported, the same in every table: by hash; should two have the same, by what they say.
  bool precedes(FactId a, FactId b) const;
  /// Brings facts into that order.
  void sort(std::vector<FactId>& facts) const;

  /// The order in which holders of one key stay when there are too many: by hash of (holder, key), then by holder.
  /// The same in every table and for every stamp.
  std::pair<Hash128, Symbol> rank(FactId id) const;

  /// All facts ever mentioned of a key, ascending by holder symbol, then by stamp.
  std::span<const FactId> facts_of(KeyId id) const { return keys_[id].facts; }
  /// All facts ever mentioned of a holder, epochs too, in the order of mention.
  std::span<const FactId> said_by(HolderId id) const { return holders_[id].facts; }
  /// The epochs ever mentioned of a holder, ascending.
  std::span<const FactId> epochs_of(HolderId id) const { return holders_[id].epochs; }

  std::size_t facts() const { return facts_.size(); }
  std::size_t keys() const { return keys_.size(); }
  std::size_t holders() const { return holders_.size(); }
  /// Facts with another stamp than the default.
  std::size_t stamped() const { return stamped_; }

 private:
  struct KeyEntry {
    ContentKey key;
    std::vector<FactId> facts;
  };
  struct HolderEntry {
    Symbol name;
    std::vector<FactId> facts;
    std::vector<FactId> epochs;
  };
  struct FactEntry {
    HolderId holder;
    KeyId key;
    std::uint64_t epoch;
    std::uint32_t version;
    std::uint32_t reply;  // position in replies_
    Hash128 hash;
  };

  std::uint32_t reply_id(const Digest& reply);
  bool before(FactId id, HolderId holder, const FactStamp& stamp) const;
  std::tuple<const Symbol&, bool, const Digest&, FactStamp> said(FactId id) const;

  std::vector<KeyEntry> keys_;
  std::vector<HolderEntry> holders_;
  std::vector<FactEntry> facts_;
  std::vector<Digest> replies_ = {Digest{}};  // the first one: not said
  std::size_t stamped_ = 0;
  std::unordered_map<ContentKey, KeyId, ContentKeyHash> key_ids_;                 // look-ups only
  std::unordered_multimap<std::uint64_t, KeyId> keys_from_;                       // look-ups only
  std::unordered_map<Symbol, HolderId, SymbolHash> holder_ids_;                   // look-ups only
  std::unordered_map<Digest, std::uint32_t, DigestHash> reply_ids_;               // look-ups only
};

}  // namespace fleetsim::core
