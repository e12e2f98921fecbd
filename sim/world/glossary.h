#pragma once

#include <vector>

#include "core/env/observation.h"
#include "core/store/fact_table.h"
#include "sim/world/division.h"
#include "sim/world/own_table.h"

namespace fleetsim::sim {

/// Facts that nodes have heard of, under ids for all parts of a world: each part gives ids of its own to those that it hears of.
class Glossary {
 public:
  explicit Glossary(PartId parts = 0) : ids_(parts) {}

  /// Takes in what the part has heard of since this was called last.
  void extend(PartId part, const core::FactTable& theirs);
  /// From the part's ids to those of `table()`. Requires that all of them have been taken in.
  void translate(PartId part, core::Learned& learned) const;

  const core::FactTable& table() const { return table_.get(); }

 private:
  OwnTable table_;
  std::vector<std::vector<core::FactId>> ids_;  // per part, by its ids
};

}  // namespace fleetsim::sim
