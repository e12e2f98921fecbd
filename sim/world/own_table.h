#pragma once

#include <memory>

#include "core/store/fact_table.h"

namespace fleetsim::sim {

/// The table of facts that the machines of one world share with each other and with no other world: whoever
/// copies it gets a table of their own that says the same, because ids follow the order of mention.
class OwnTable {
 public:
  OwnTable() : table_(std::make_shared<core::FactTable>()) {}
  OwnTable(const OwnTable& other) : table_(std::make_shared<core::FactTable>(*other.table_)) {}
  OwnTable(OwnTable&&) = default;
  OwnTable& operator=(const OwnTable& other) { return *this = OwnTable(other); }
  OwnTable& operator=(OwnTable&&) = default;
  ~OwnTable() = default;

  const core::FactTable& get() const { return *table_; }
  const std::shared_ptr<core::FactTable>& shared() const { return table_; }

  /// The state, for whoever saves it (core/README.md): into the table that the machines share.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(*table_);
  }

 private:
  std::shared_ptr<core::FactTable> table_;
};

}  // namespace fleetsim::sim
