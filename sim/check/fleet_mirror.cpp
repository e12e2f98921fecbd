#include "sim/check/fleet_mirror.h"

namespace fleetsim::sim {

void FleetMirror::keep(core::NodeId node, const core::ContentKey& key, const core::Digest& reply) {
  nodes_[node].kept.insert_or_assign(key, reply);
  ever_held_.try_emplace({key, node}, true);
}

void FleetMirror::on_observation(NodeState& state, core::NodeId node, const core::Observation& observation) {
  if (const auto* recorded = std::get_if<core::Recorded>(&observation)) {
    keep(node, recorded->key, recorded->reply);
  } else if (const auto* recovered = std::get_if<core::Recovered>(&observation)) {
    state.found.insert_or_assign(recovered->key, recovered->reply);
    ever_held_.try_emplace({recovered->key, node}, true);
  } else if (const auto* learned = std::get_if<core::Learned>(&observation)) {
    for (core::FactId fact : learned->facts) {
      if (!state.known.insert(fact)) continue;
      const core::Hash128& hash = table_->hash(fact);
      for (std::size_t i = 0; i < hash.size(); ++i) state.root[i] ^= hash[i];
    }
  }
}

void FleetMirror::on(const Fact& fact) {
  if (fact.node == core::kNobody) return;
  NodeState& state = nodes_[fact.node];
  if (const auto* observation = std::get_if<core::Observation>(&fact.what)) {
    on_observation(state, fact.node, *observation);
  } else if (const auto* preloaded = std::get_if<Preloaded>(&fact.what)) {
    keep(fact.node, preloaded->key, preloaded->reply);
  } else if (std::holds_alternative<NodeUp>(fact.what)) {
    state.up = true;
    state.booting = true;
    state.found.clear();
  } else if (std::holds_alternative<BootEnded>(fact.what)) {
    state.booting = false;
    state.kept = state.found;  // what it says it has; whether something is missing has been judged before
  } else if (const auto* down = std::get_if<NodeDown>(&fact.what)) {
    state.up = false;
    state.known = {};
    state.root = {};
    if (down->wiped) state.kept.clear();
  }
}

}  // namespace fleetsim::sim
