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
    const auto* cut = std::get_if<NetworkFault::Cut>(&entry.second.what);
    return cut != nullptr && !cut->silent && covers(entry.second, from, to);
  });
}

bool Network::streams(core::NodeId a, core::NodeId b) { return one_way(a, b) && one_way(b, a); }

PacketFate Network::fate(core::NodeId from, core::NodeId to, const core::Bytes& bytes, core::Instant now) {
  const std::array<std::uint64_t, 4> words = {name_keys_[from], name_keys_[to], static_cast<std::uint64_t>(now.ns),
                                              core::checksum64(bytes)};
  std::array<std::uint8_t, sizeof words> name;
  for (std::size_t i = 0; i < name.size(); ++i) name[i] = static_cast<std::uint8_t>(words[i / 8] >> (8 * (i % 8)));
  const std::uint64_t packet = core::checksum64(name);
  core::Dice dice(seed_, packet);

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
  bool doubled = false;
  std::optional<core::Duration> late;
  std::optional<std::uint64_t> flipped_bit;
  std::optional<std::uint32_t> held_by;
  for (const auto& [id, fault] : faults_) {
    if (!covers(fault, from, to)) continue;
    core::Dice own(seed_, packet ^ fault.key);
    if (const auto* lossy = std::get_if<NetworkFault::Lossy>(&fault.what)) {
      lost |= dice.chance(lossy->ratio);
    } else if (const auto* slow = std::get_if<NetworkFault::Slow>(&fault.what)) {
      latency = latency + slow->add;
      second = second + slow->add;
    } else if (const auto* doubling = std::get_if<NetworkFault::Doubling>(&fault.what)) {
      doubled |= own.chance(doubling->ratio);
    } else if (const auto* reordering = std::get_if<NetworkFault::Reordering>(&fault.what)) {
      if (own.chance(reordering->ratio)) late = late.value_or(core::Duration{}) + own.between({0}, reordering->most);
    } else if (const auto* corrupting = std::get_if<NetworkFault::Corrupting>(&fault.what)) {
      if (own.chance(corrupting->ratio) && !bytes.empty()) flipped_bit = own.below(8 * std::uint64_t{bytes.size()});
    } else if (std::holds_alternative<NetworkFault::Clogged>(fault.what)) {
      held_by = held_by.value_or(id);
    } else {
      cut = true;
    }
  }
  if (cut) return {DropReason::partition};
  if (lost) return {DropReason::loss};
  if (held_by) return {PacketFate::Held{*held_by, latency}};
  PacketFate::Delivered delivered{.at = now + latency + late.value_or(core::Duration{}), .flipped_bit = flipped_bit};
  if (duplicated || doubled) delivered.duplicate_at = now + second;
  if (doubled) delivered.disturbed.push_back(Disturbance::doubled);
  if (late) delivered.disturbed.push_back(Disturbance::reordered);
  if (flipped_bit) delivered.disturbed.push_back(Disturbance::corrupted);
  return {std::move(delivered)};
}

}  // namespace fleetsim::sim
