#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/store/fact_set.h"

namespace fleetsim::core {

/// Which facts an index gained and lost; reported in the table's order (FactTable::precedes).
struct IndexChange {
  std::vector<FactId> added;
  /// Superseded by something later of the same holder, or crowded out of a key's bounded set of holders.
  std::vector<FactId> dropped;
};

/// Who is known to hold what: a set of facts over a FactTable. Of what one holder said of one key only the latest is
/// kept, and nothing of a holder's earlier epochs; so the set grows but for what authors take back. Merging is a join:
/// commutative, associative, idempotent. With facts of the original's kind (no stamps) it is plain set union.
///
/// A key can be bound to a number of holders: those with the least hash of (holder, key) stay, wherever they came from.
/// A plain value; copies share their table. Not thread-safe (SharedHoldingIndex is). Contract row 8.
class HoldingIndex {
 public:
  /// Over a fresh table of its own.
  HoldingIndex() : HoldingIndex(std::make_shared<FactTable>()) {}
  /// Over a table that other indexes use too. `holders_per_key_max`: 0, unbounded.
  explicit HoldingIndex(std::shared_ptr<FactTable> table, std::uint32_t holders_per_key_max = 0)
      : table_(std::move(table)), holders_per_key_max_(holders_per_key_max) {}

  /// Idempotent. True when the fact is new here.
  bool announce(const HeldContent& held);
  bool announce(FactId fact);
  /// The same, and says what else changed.
  bool announce(FactId fact, IndexChange& change);

  /// Ascending by symbol; empty for an unknown key.
  std::vector<Symbol> holders_of(const ContentKey& key) const;
  /// The facts that say so, in the same order.
  std::vector<FactId> holding_facts(const ContentKey& key) const;
  /// What the holder said last of the key, that it holds it or that it does not any more.
  std::optional<FactId> latest(const Symbol& holder, const ContentKey& key) const;
  std::optional<FactId> latest(HolderId holder, KeyId key) const;
  /// What is known of a content by the beginning of its key and of a reply (key_prefix, reply_prefix; 0: whichever).
  struct Content {
    KeyId key;
    Digest reply;  ///< all zero when none was asked for
  };
  /// None: no fact known here is of such a key with such a reply, or the beginning fits several keys.
  std::optional<Content> content_of(std::uint64_t key, std::uint32_t reply) const;
  /// The latest epoch that the holder is known to be in; 0: none was said.
  std::uint64_t epoch_of(HolderId holder) const;

  /// Adds every fact of `other`, which may be over another table, or this index itself. Equal roots are taken for equal
  /// indexes, as they are between nodes.
  void merge(const HoldingIndex& other);

  /// Drops a fact. No part of the fabric forgets; only a bug put in on purpose does.
  void forget(FactId fact);

  std::uint64_t size() const { return known_.size(); }
  /// XOR of the facts' hashes: equal sets have equal roots, whatever the order of arrival.
  const Hash128& root() const { return root_; }
  const FactSet& facts() const { return known_; }
  FactTable& table() const { return *table_; }
  /// From now on over another table, which says the same under every id known here.
  void use(std::shared_ptr<FactTable> table) { table_ = std::move(table); }

  /// The state beside the table, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(known_, root_);
  }

 private:
  /// Nothing is ever taken back or crowded out: plain set union.
  bool only_grows() const { return table_->stamped() == 0 && holders_per_key_max_ == 0; }
  void insert(FactId fact);
  void drop(FactId fact, IndexChange& change);
  bool enter_epoch(FactId epoch, IndexChange& change);
  void crowd_out(KeyId key, IndexChange& change);
  void toggle_root(FactId fact);

  std::shared_ptr<FactTable> table_;
  std::uint32_t holders_per_key_max_;
  FactSet known_;
  Hash128 root_{};
};

}  // namespace fleetsim::core
