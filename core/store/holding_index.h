#pragma once

#include <memory>
#include <vector>

#include "core/store/fact_set.h"

namespace fleetsim::core {

/// Who is known to hold what: a grow-only set of facts over a FactTable. Merging is union: commutative, associative,
/// idempotent. A plain value; copies share their table. Not thread-safe (SharedHoldingIndex is).
class HoldingIndex {
 public:
  /// Over a fresh table of its own.
  HoldingIndex() : HoldingIndex(std::make_shared<FactTable>()) {}
  /// Over a table that other indexes use too.
  explicit HoldingIndex(std::shared_ptr<FactTable> table) : table_(std::move(table)) {}

  /// Idempotent. True when the fact is new here.
  bool announce(const HeldContent& held);
  bool announce(FactId fact);

  /// Ascending by symbol; empty for an unknown key.
  std::vector<Symbol> holders_of(const ContentKey& key) const;

  /// Adds every fact of `other`, which may be over another table, or this index itself.
  void merge(const HoldingIndex& other);

  /// Drops a fact. No part of the fabric forgets; only a bug put in on purpose does.
  void forget(FactId fact);

  std::uint64_t size() const { return known_.size(); }
  /// XOR of the facts' hashes: equal sets have equal roots, whatever the order of arrival.
  const Hash128& root() const { return root_; }
  const FactSet& facts() const { return known_; }
  FactTable& table() const { return *table_; }

 private:
  void toggle_root(FactId fact);

  std::shared_ptr<FactTable> table_;
  FactSet known_;
  Hash128 root_{};
};

}  // namespace fleetsim::core
