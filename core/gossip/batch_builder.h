#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "core/store/fact_table.h"
#include "core/wire/fact_batch.h"

namespace fleetsim::core {

/// Puts facts into a batch, one by one. Facts of one key that follow each other share it.
class BatchBuilder {
 public:
  explicit BatchBuilder(const FactTable& table) : table_(&table) {}

  /// `compact`: the receiver knows the content (FactBatch::Short).
  void add(FactId fact, bool compact = false);

  bool empty() const { return batch_.empty(); }
  /// What it takes on the wire, about.
  std::size_t bytes() const { return bytes_; }
  /// What has been added; the builder begins anew.
  FactBatch take();

 private:
  std::uint32_t name_of(HolderId holder, std::uint64_t epoch);
  std::uint32_t reply_of(FactId fact);

  const FactTable* table_;
  FactBatch batch_;
  std::unordered_map<HolderId, std::vector<std::uint32_t>> names_;  // look-ups only: one for each epoch
  std::unordered_map<std::uint32_t, std::uint32_t> replies_;        // look-ups only: by the table's place of it
  std::size_t bytes_ = 0;
};

}  // namespace fleetsim::core
