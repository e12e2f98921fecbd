#include "sim/fault/plan_text.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "sim/fault/fault_plan.h"
#include "sim/observe/fact_codec.h"
#include "sim/scenario/fault_text.h"
#include "sim/scenario/fault_time_text.h"
#include "sim/scenario/reader.h"

namespace fleetsim::sim {
namespace {

/// More names of nodes than these say nothing.
constexpr std::size_t kNamesMax = 20;

std::string names_text(const std::vector<std::uint32_t>& nodes, const Scenario& scenario) {
  std::string text;
  for (std::size_t i = 0; i < std::min(nodes.size(), kNamesMax); ++i)
    text += (i > 0 ? ", " : "") + scenario.nodes[nodes[i]].name;
  if (nodes.size() > kNamesMax) text += fmt::format(" and {} more", nodes.size() - kNamesMax);
  return "[" + text + "]";
}

std::string side_text(const NodeSet& side, const Scenario& scenario) {
  std::vector<std::uint32_t> nodes;
  for (std::uint32_t node = 0; node < side.size(); ++node)
    if (side[node]) nodes.push_back(node);
  return names_text(nodes, scenario);
}

std::string ring_text(const NetworkFault& fault, const Scenario& scenario) {
  std::vector<std::uint32_t> order(fault.ring.size());
  for (std::uint32_t node = 0; node < order.size(); ++node) order[fault.ring[node]] = node;
  return fmt::format("ring {} reach {}", names_text(order, scenario), fault.reach);
}

// Whom it hits: nodes, two sides, or links.
std::string who_text(const PlannedFault& planned, const Scenario& scenario) {
  if (planned.network && !planned.network->ring.empty()) return ring_text(*planned.network, scenario);
  if (planned.network)
    return fmt::format("{} {} {}", side_text(planned.network->from, scenario), planned.network->both_ways ? "<->" : "->",
                       side_text(planned.network->to, scenario));
  if (planned.lanes.empty()) return names_text(planned.nodes, scenario);
  std::string text;
  for (const Lane lane : planned.lanes)
    text += fmt::format("{}{}{}", text.empty() ? "" : ", ", scenario.topology.links[lane / 2].id, lane % 2 == 0 ? "" : " back");
  return "[" + text + "]";
}

std::string end_text(const PlannedFault& planned, const Fault& spec, const Scenario& scenario) {
  if (is_momentary(spec.action)) return "";
  if (planned.end) return fmt::format(" to {}", seconds_text(planned.end->ns));
  return spec.heal_never ? " for ever" : fmt::format(" to {}", seconds_text(scenario.safety_until.ns));
}

std::string line_text(const PlannedFault& planned, const Scenario& scenario) {
  static constexpr const char* kOver[] = {"", ", over budget", ", over budget and refused"};
  const Fault& spec = scenario.faults[planned.fault];
  return fmt::format("#   {}{}: {}, {}, {}{}\n", seconds_text(planned.begin.ns),
                     end_text(planned, spec, scenario), planned.name, action_text(spec.action),
                     who_text(planned, scenario), kOver[static_cast<std::size_t>(planned.over)]);
}

}  // namespace

std::string plan_text(const Scenario& scenario, std::uint64_t seed) {
  const std::vector<PlannedFault> plan = plan_faults(scenario, seed);
  std::string text = fmt::format("# faults of seed {}: {} planned\n", seed, plan.size());
  for (const PlannedFault& planned : plan) text += line_text(planned, scenario);
  for (const Fault& fault : scenario.faults) {
    if (!fault.when) continue;
    FlowMap map;
    add_fault_times(map, fault, scenario);
    text += fmt::format("#   waiting: {}, {}, {}\n", fault.id, action_text(fault.action), map.text());
  }
  return text;
}

}  // namespace fleetsim::sim
