#include "sim/check/fleet_mirror.h"

namespace fleetsim::sim {

void FleetMirror::keep(core::NodeId node, const core::ContentKey& key, const core::Digest& reply) {
  nodes_[node].kept.insert_or_assign(key, reply);
  ever_held_.try_emplace({key, node}, true);
}

void FleetMirror::hold(NodeState& state, const core::ContentKey& key, std::uint64_t bytes) {
  if (state.bytes.try_emplace(key, bytes).second) state.held_bytes += bytes;
}

void FleetMirror::release(NodeState& state, const core::ContentKey& key, const core::Digest& reply) {
  const auto same = [&](const auto& table) {
    const auto held = table.find(key);
    return held != table.end() && held->second == reply;
  };
  if (same(state.kept)) state.kept.erase(key);
  if (same(state.found)) state.found.erase(key);
  if (const auto held = state.bytes.find(key); held != state.bytes.end()) {
    state.held_bytes -= held->second;
    state.bytes.erase(held);
  }
}

void FleetMirror::learn(NodeState& state, const core::Learned& learned) {
  const auto toggle = [&](core::FactId fact) {
    const core::Hash128& hash = table_->hash(fact);
    for (std::size_t i = 0; i < hash.size(); ++i) state.root[i] ^= hash[i];
  };
  for (const core::FactId fact : learned.dropped)
    if (state.known.erase(fact)) toggle(fact);
  for (const core::FactId fact : learned.facts)
    if (state.known.insert(fact)) toggle(fact);
}

void FleetMirror::on_observation(NodeState& state, core::NodeId node, const core::Observation& observation) {
  if (const auto* recorded = std::get_if<core::Recorded>(&observation)) {
    keep(node, recorded->key, recorded->reply);
    hold(state, recorded->key, recorded->bytes);
  } else if (const auto* recovered = std::get_if<core::Recovered>(&observation)) {
    state.found.insert_or_assign(recovered->key, recovered->reply);
    ever_held_.try_emplace({recovered->key, node}, true);
    hold(state, recovered->key, recovered->bytes);
  } else if (const auto* evicted = std::get_if<core::Evicted>(&observation)) {
    release(state, evicted->key, evicted->reply);
  } else if (const auto* refused = std::get_if<core::NotKept>(&observation)) {
    release(state, refused->key, refused->reply);
  } else if (const auto* quarantined = std::get_if<core::Quarantined>(&observation)) {
    if (quarantined->from == node) release(state, quarantined->key, quarantined->reply);
  } else if (const auto* learned = std::get_if<core::Learned>(&observation)) {
    learn(state, *learned);
  }
}

void FleetMirror::on(const Fact& fact) {
  if (fact.node == core::kNobody) return;
  NodeState& state = nodes_[fact.node];
  if (const auto* observation = std::get_if<core::Observation>(&fact.what)) {
    on_observation(state, fact.node, *observation);
  } else if (const auto* preloaded = std::get_if<Preloaded>(&fact.what)) {
    // Of two for one key the first counts, as in the log.
    if (!state.kept.contains(preloaded->key)) keep(fact.node, preloaded->key, preloaded->reply);
  } else if (std::holds_alternative<NodeUp>(fact.what)) {
    state.up = true;
    state.booting = true;
    state.found.clear();
    state.bytes.clear();
    state.held_bytes = 0;
  } else if (std::holds_alternative<BootEnded>(fact.what)) {
    state.booting = false;
    state.kept = state.found;  // what it says it has; whether something is missing has been judged before
  } else if (const auto* down = std::get_if<NodeDown>(&fact.what)) {
    state.up = false;
    state.known = {};
    state.root = {};
    if (down->wiped || down->left) state.kept.clear();
  }
}

}  // namespace fleetsim::sim
