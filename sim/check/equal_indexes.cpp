#include "sim/check/equal_indexes.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/log_fixed.h"

namespace fleetsim::sim {
namespace {

// The interval in which every node is certain to have taken part in an exchange; none: it never is.
std::optional<core::Duration> interval_of(const core::GossipOptions& gossip) {
  if (gossip.spacing == core::TickSpacing::random) return std::nullopt;
  const bool pushes_and_pulls = gossip.direction == core::GossipDirection::push_pull;
  const auto longest = [](core::Duration interval, core::Ratio jitter) {
    const auto times = static_cast<std::int64_t>(jitter.numerator), of = static_cast<std::int64_t>(jitter.denominator);
    return interval + core::Duration{interval.ns / of * times};
  };
  if (gossip.strategy == core::GossipStrategy::full && pushes_and_pulls) return longest(gossip.interval, gossip.jitter);
  if (gossip.syncs()) return longest(gossip.sync.interval, gossip.sync.jitter);
  return std::nullopt;
}

bool lossy(const Link& link) {
  return link.burst || link.loss.numerator * 10 > link.loss.denominator || link.corrupt.numerator > 0 ||
         link.profile != LinkProfile{} || link.mtu > 0;
}

}  // namespace

std::optional<core::Duration> EqualIndexes::patience_of(const Scenario& scenario) {
  const core::FabricOptions& fabric = scenario.fabric;
  const std::uint64_t nodes = scenario.nodes.size();
  if (nodes < 2 || scenario.topology.overlay.kind != Overlay::Kind::full) return std::nullopt;
  if (fabric.index.retracting && fabric.index.holders_per_key_max > 0 && fabric.index.holders_per_key_max < nodes)
    return std::nullopt;
  if (std::ranges::any_of(scenario.topology.links, lossy)) return std::nullopt;
  core::Duration slowest{};
  for (const Group& group : scenario.topology.groups) {
    if (group.peers) return std::nullopt;
    const std::optional<core::Duration> interval = interval_of(group.gossip.value_or(fabric.gossip));
    if (!interval) return std::nullopt;
    slowest = std::max(slowest, *interval);
  }
  const std::int64_t rounds = core::log2_ceil(nodes) + 8;
  if (slowest.ns > INT64_MAX / rounds) return std::nullopt;
  return core::Duration{slowest.ns * rounds};
}

void EqualIndexes::on(const Fact& fact, const CheckScope&) {
  if (std::holds_alternative<FaultBegan>(fact.what)) ++faults_;
  if (std::holds_alternative<FaultEnded>(fact.what)) --faults_;
  const auto* dropped = std::get_if<Dropped>(&fact.what);
  const auto* learned = said<core::Learned>(fact);
  const bool change = std::holds_alternative<FaultBegan>(fact.what) || std::holds_alternative<FaultEnded>(fact.what) ||
                      std::holds_alternative<NodeUp>(fact.what) || std::holds_alternative<NodeDown>(fact.what) ||
                      (learned != nullptr && learned->from == fact.node) || said<core::HearsayIgnored>(fact) ||
                      (dropped != nullptr && dropped->reason != DropReason::loss &&
                       dropped->reason != DropReason::receiver_down);
  if (change) last_change_ = fact.at;
}

void EqualIndexes::at(core::Instant end, const CheckScope& scope) {
  if (faults_ > 0 || end - last_change_ < patience_) return;
  std::optional<core::NodeId> first;
  for (core::NodeId node = 0; node < scope.mirror.nodes(); ++node) {
    const FleetMirror::NodeState& state = scope.mirror.node(node);
    if (!state.up) continue;
    if (!first) first = node;
    judged();
    const FleetMirror::NodeState& other = scope.mirror.node(*first);
    if (state.root == other.root && state.known.size() == other.known.size()) continue;
    offend(end, fmt::format("nothing was said for {} ms, and {} knows {} facts and {} knows {}, not the same",
                            (end - last_change_).ns / 1'000'000, scope.names.node(*first), other.known.size(),
                            scope.names.node(node), state.known.size()));
  }
}

}  // namespace fleetsim::sim
