#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/store/fact_table.h"
#include "sim/observe/fact.h"

namespace fleetsim::sim {

/// How fast facts of who holds what become known: for each, from the first node that knew it until half of the fleet, 90 %,
/// 99 % and all of it have known it once. Nodes that are down count: whoever never hears of a fact keeps it from the last mark.
/// Memory: a bit for each fact and node. Determinism: made of facts alone.
class Spread {
 public:
  explicit Spread(std::uint64_t nodes = 0) : nodes_(nodes) {}

  void on(core::Instant at, core::NodeId node, const core::Learned& learned);
  /// Into `values`: `facts_spread_<percent>`, how many came that far, and `spread_ns_<percent>`, how long that took them on
  /// average, rounded down; 0 when none did.
  void report(std::map<std::string, std::int64_t>& values) const;

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(nodes_, facts_, reached_, ns_total_);
  }

 private:
  static constexpr std::array<std::uint64_t, 4> kPercents = {50, 90, 99, 100};
  struct Known {
    core::Instant first;
    std::uint64_t count = 0;
    std::vector<std::uint64_t> nodes;  // a bit each
  };

  std::uint64_t nodes_;
  std::vector<Known> facts_;  // by id
  std::array<std::int64_t, kPercents.size()> reached_{};
  std::array<std::int64_t, kPercents.size()> ns_total_{};
};

}  // namespace fleetsim::sim
