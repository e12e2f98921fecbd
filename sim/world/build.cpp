// Building a world: from a scenario to hosts, disks and a plan.

#include <algorithm>
#include <map>
#include <utility>

#include "core/base/check.h"
#include "core/store/log_record.h"
#include "sim/fault/select.h"
#include "sim/world/world.h"

namespace fleetsim::sim {
namespace {

core::EvalContext context_of(const std::optional<std::vector<std::string>>& grants) {
  if (!grants) return core::EvalContext::with_every_capability();
  return core::EvalContext(core::CapabilitySet(grants->begin(), grants->end()));
}

// Where nodes are near each other: in one zone; in one region, when their groups have no zone.
using Neighbourhood = std::pair<std::string, std::string>;
std::map<Neighbourhood, std::shared_ptr<const std::vector<core::NodeId>>> neighbours_of(const Scenario& scenario) {
  std::map<Neighbourhood, std::vector<core::NodeId>> nodes;
  for (std::uint32_t node = 0; node < scenario.nodes.size(); ++node) {
    const Group& group = scenario.topology.groups[scenario.nodes[node].group];
    if (!group.zone.empty()) nodes[{"", group.zone}].push_back(node);
    if (!group.region.empty()) nodes[{group.region, ""}].push_back(node);
  }
  std::map<Neighbourhood, std::shared_ptr<const std::vector<core::NodeId>>> shared;
  for (auto& [where, near] : nodes) shared[where] = std::make_shared<const std::vector<core::NodeId>>(std::move(near));
  return shared;
}

}  // namespace

World::World(std::shared_ptr<const Scenario> scenario, std::uint64_t seed, Division division)
    : setting_(std::make_shared<const Setting>(std::move(scenario))),
      division_(std::make_shared<const Division>(std::move(division))),
      seed_(seed),
      plan_(std::make_shared<const std::vector<PlannedFault>>(plan_faults(this->scenario(), seed))),
      reactions_(this->scenario(), seed, contents().keys),
      parts_(division_->parts, Part(setting_, division_->is_whole(), seed, Network(this->scenario(), seed))),
      glossary_(division_->parts) {
  build_hosts();
  schedule_plan();
}

void World::build_hosts() {
  auto homes = std::make_shared<std::vector<core::NodeId>>();
  for (std::uint32_t node = 0; node < scenario().nodes.size(); ++node)
    if (scenario().topology.groups[scenario().nodes[node].group].compute) homes->push_back(node);
  const auto neighbours = neighbours_of(scenario());
  for (std::uint32_t node = 0; node < scenario().nodes.size(); ++node) {
    const Group& group = scenario().topology.groups[scenario().nodes[node].group];
    const std::string stream = "node/" + scenario().nodes[node].name;
    core::NodeOptions options{.self = node,
                              .peers = peers_of(node),
                              .homes = homes,
                              .compute = std::nullopt,
                              .serve = context_of(group.serve),
                              .fabric = scenario().fabric,
                              .facts = part_with(node).table().shared(),
                              .hand_over = scenario().wire == Wire::handoff};
    if (group.compute) options.compute = context_of(group.compute->grants);
    if (group.gossip) options.fabric.gossip = *group.gossip;
    const Neighbourhood where = group.zone.empty() ? Neighbourhood{group.region, ""} : Neighbourhood{"", group.zone};
    if (options.fabric.gossip.locality.numerator > 0 && where != Neighbourhood()) options.near = neighbours.at(where);
    part_with(node).add(
        node, Host(std::move(options), VirtualDisk(group.store.append, group.store.sync), group.clock, seed_, stream));
  }
}

core::Peers World::peers_of(std::uint32_t node) const {
  const auto size = static_cast<std::uint32_t>(scenario().nodes.size());
  const Group& group = scenario().topology.groups[scenario().nodes[node].group];
  std::vector<core::NodeId> listed;
  if (group.peers) {
    for (const std::string& peer : *group.peers) {
      const core::NodeId id = *directory().find(core::Symbol::unqualified(peer));
      if (id != node) listed.push_back(id);
    }
    return {setting_->directory, node, std::move(listed)};
  }
  const Overlay& overlay = scenario().topology.overlay;
  switch (overlay.kind) {
    case Overlay::Kind::full:
      return {setting_->directory, node};
    case Overlay::Kind::none:
      return {setting_->directory, node, {}};
    case Overlay::Kind::ring:
      if (size > 1) listed.push_back((node + 1) % size);
      if (size > 2) listed.push_back((node + size - 1) % size);
      return {setting_->directory, node, std::move(listed)};
    case Overlay::Kind::random_k: {
      core::Dice dice(seed_, "overlay/" + scenario().nodes[node].name);
      const std::uint32_t wanted = std::min(overlay.k, size - 1);
      while (listed.size() < wanted) {
        const auto peer = static_cast<core::NodeId>(dice.below(size));
        if (peer != node && std::ranges::find(listed, peer) == listed.end()) listed.push_back(peer);
      }
      return {setting_->directory, node, std::move(listed)};
    }
  }
  FLEET_CHECK(false, "an unknown overlay");
}

void World::preload(std::vector<Fact>& facts) {
  const auto put = [&](const Preload& preload, std::uint32_t node, std::uint32_t content) {
    const core::ContentKey& key = contents().keys[content];
    const core::StoredReply reply =
        preload.reply ? *core::StoredReply::encode(core::text_reply(*preload.reply)) : contents().replies[content];
    own(node).disk.preload(core::encode_log_record(key, reply));
    facts.push_back({now(), node, Preloaded{key, reply.digest()}});
  };
  for (std::size_t number = 0; number < scenario().preload.size(); ++number)
    place_preload(scenario(), seed_, number, put);
}

void World::schedule_plan() {
  // Of one instant: faults first, then the end of the phase, then requests.
  for (std::uint32_t planned = 0; planned < plan_->size(); ++planned) {
    const PlannedFault& each = (*plan_)[planned];
    schedule(each.begin, FaultEdge{planned, each.fault, true});
    if (each.end && each.over != PlannedFault::Over::refused) schedule(*each.end, FaultEdge{planned, each.fault, false});
  }
  schedule(core::Instant{} + scenario().safety_until, HealAll{});
  for (std::uint32_t request = 0; request < scenario().requests.size(); ++request)
    schedule(core::Instant{} + scenario().requests[request].at, RequestDue{request});
}

void World::start(std::vector<Fact>& facts) {
  for (const PlannedFault& planned : *plan_)
    if (spec_of(planned).action == FaultAction::join)
      for (std::uint32_t node : planned.nodes) ++own(node).downs;
  preload(facts);
  for (core::NodeId node = 0; node < directory().size(); ++node)
    if (Part& part = part_with(node); part.hosts()[node].downs == 0) part.power_on(part.own(node), facts);
  report_links(facts);
  tell(facts, 0);
  react(facts, 0);
}

}  // namespace fleetsim::sim
