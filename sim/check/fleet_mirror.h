#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "core/store/fact_set.h"
#include "core/store/fact_table.h"
#include "sim/observe/fact.h"

namespace fleetsim::sim {

/// What the facts so far say about the fleet: the ground on which checks judge. Made of facts alone, never of the world.
class FleetMirror {
 public:
  struct NodeState {
    bool up = false;
    bool booting = false;
    std::map<core::ContentKey, core::Digest> kept;   ///< acknowledged records: preloaded, recorded, recovered
    std::map<core::ContentKey, core::Digest> found;  ///< recovered by the boot under way
    core::FactSet known;                             ///< the index of this life
    core::Hash128 root{};                            ///< XOR of their hashes
    std::map<core::ContentKey, std::uint64_t> bytes;  ///< of what this life holds
    std::uint64_t held_bytes = 0;
  };

  FleetMirror(std::size_t nodes, const core::FactTable& table) : table_(&table), nodes_(nodes) {}

  /// For copies: from now on over another table, which says the same under every id known here.
  void use(const core::FactTable& table) { table_ = &table; }

  /// Takes a fact in. Checks look at the mirror before the fact that they judge is taken in.
  void on(const Fact& fact);

  const NodeState& node(core::NodeId id) const { return nodes_[id]; }
  std::size_t nodes() const { return nodes_.size(); }
  const core::FactTable& table() const { return *table_; }
  /// Whether the node holds or ever held the content.
  bool ever_held(core::NodeId node, const core::ContentKey& key) const { return ever_held_.contains({key, node}); }

  /// The state beside the table, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(nodes_, ever_held_);
  }

 private:
  void keep(core::NodeId node, const core::ContentKey& key, const core::Digest& reply);
  void learn(NodeState& state, const core::Learned& learned);
  static void hold(NodeState& state, const core::ContentKey& key, std::uint64_t bytes);
  static void release(NodeState& state, const core::ContentKey& key, const core::Digest& reply);
  void on_observation(NodeState& state, core::NodeId node, const core::Observation& observation);

  const core::FactTable* table_;
  std::vector<NodeState> nodes_;
  std::map<std::pair<core::ContentKey, core::NodeId>, bool> ever_held_;
};

}  // namespace fleetsim::sim
