#include "sim/net/network.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "core/base/checksum.h"
#include "core/env/dice.h"

namespace fleetsim::sim {
namespace {

bool covers(const NetworkFault& fault, core::NodeId from, core::NodeId to) {
  return (fault.from[from] && fault.to[to]) || (fault.both_ways && fault.from[to] && fault.to[from]);
}

// One draw a statement: compilers are free to evaluate the operands of + in either order.
core::Duration travel_time(const Link& link, core::Dice& dice) {
  const core::Duration propagation = draw(link.latency, dice);
  const core::Duration jitter = dice.between({0}, link.jitter);
  return propagation + jitter;
}

}  // namespace

Network::Network(const Scenario& scenario, std::uint64_t seed)
    : seed_(seed),
      has_streams_(std::ranges::any_of(scenario.topology.links,
                                       [](const Link& link) { return link.transport == Link::Transport::stream; })),
      sites_(std::make_shared<Sites>(scenario)) {
  name_keys_.reserve(scenario.nodes.size());
  for (const NodeSpec& node : scenario.nodes) name_keys_.push_back(core::checksum64(core::as_bytes(node.name)));
}

bool Network::one_way(core::NodeId from, core::NodeId to) {
  const auto route = sites_->route(sites_->site_of(from), sites_->site_of(to));
  if (!route) return false;
  for (const std::uint32_t position : *route)
    if (sites_->links()[position].transport != Link::Transport::stream) return false;
  return std::ranges::none_of(faults_, [&](const auto& entry) {
    return std::holds_alternative<NetworkFault::Cut>(entry.second.what) && covers(entry.second, from, to);
  });
}

bool Network::streams(core::NodeId a, core::NodeId b) { return one_way(a, b) && one_way(b, a); }

PacketFate Network::fate(core::NodeId from, core::NodeId to, const core::Bytes& bytes, core::Instant now) {
  const std::array<std::uint64_t, 4> words = {name_keys_[from], name_keys_[to], static_cast<std::uint64_t>(now.ns),
                                              core::checksum64(bytes)};
  std::array<std::uint8_t, sizeof words> name;
  for (std::size_t i = 0; i < name.size(); ++i) name[i] = static_cast<std::uint8_t>(words[i / 8] >> (8 * (i % 8)));
  core::Dice dice(seed_, core::checksum64(name));

  const auto route = sites_->route(sites_->site_of(from), sites_->site_of(to));
  if (!route) return {DropReason::no_route};

  core::Duration latency;
  core::Duration second;  // of the copy, if one is made
  bool lost = false;
  bool duplicated = false;
  for (std::uint32_t position : *route) {
    const Link& link = sites_->links()[position];
    latency = latency + travel_time(link, dice);
    second = second + travel_time(link, dice);
    lost |= dice.chance(link.loss);
    duplicated |= dice.chance(link.duplicate);
  }
  bool cut = false;
  for (const auto& [id, fault] : faults_) {
    if (!covers(fault, from, to)) continue;
    if (const auto* lossy = std::get_if<NetworkFault::Lossy>(&fault.what)) {
      lost |= dice.chance(lossy->ratio);
    } else if (const auto* slow = std::get_if<NetworkFault::Slow>(&fault.what)) {
      latency = latency + slow->add;
      second = second + slow->add;
    } else {
      cut = true;
    }
  }
  if (cut) return {DropReason::partition};
  if (lost) return {DropReason::loss};
  PacketFate::Delivered delivered{now + latency, std::nullopt};
  if (duplicated) delivered.duplicate_at = now + second;
  return {delivered};
}

}  // namespace fleetsim::sim
