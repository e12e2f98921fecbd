#include "sim/scenario/fault_text.h"

#include <iterator>
#include <vector>

#include <fmt/format.h>

#include "sim/scenario/clock_text.h"
#include "sim/scenario/distribution_text.h"
#include "sim/scenario/fault_time_text.h"
#include "sim/scenario/network_text.h"
#include "sim/scenario/selector_text.h"

namespace fleetsim::sim {
namespace {

// Everybody, which the language says by leaving the selector out.
bool is_everybody(const Selector& selector) {
  return selector.nodes.empty() && !selector.group && !selector.zone && !selector.region && !selector.label &&
         !selector.holders_of && !selector.home_of;
}

constexpr const char* kDirections[] = {"both", "to", "from"};

bool is_halves(const Fault& fault, const Scenario& scenario) {
  const std::size_t half = scenario.nodes.size() / 2;
  if (!fault.other || fault.select.nodes.size() != half ||
      fault.other->nodes.size() != scenario.nodes.size() - half)
    return false;
  for (std::size_t i = 0; i < scenario.nodes.size(); ++i)
    if (scenario.nodes[i].name != (i < half ? fault.select.nodes[i] : fault.other->nodes[i - half]))
      return false;
  return true;
}

void add_sides(FlowMap& map, const Fault& fault, const Scenario& scenario) {
  const bool partition = fault.action == FaultAction::partition;
  static constexpr const char* kShapes[] = {"halves", "isolate", "bridge", "ring", "random"};
  if (partition) map.add("shape", kShapes[static_cast<std::size_t>(fault.shape)]);
  const bool everybody =
      !partition && is_everybody(fault.select) && fault.other && is_everybody(*fault.other);
  if (partition && (fault.shape == Shape::ring || fault.shape == Shape::random))
    return;
  if (fault.there)
    map.add("select", "there");
  else if (!fault.other)
    map.add("select", selector_text(fault.select, scenario));
  else if (!everybody && !(partition && is_halves(fault, scenario)))
    map.add("between", flow_list({selector_text(fault.select, scenario), selector_text(*fault.other, scenario)}));
  map.add("direction", kDirections[static_cast<std::size_t>(fault.direction)]);
}

}  // namespace

const char* action_text(FaultAction action) {
  static constexpr const char* kActions[] = {"partition",
                                             "loss",
                                             "slow_link",
                                             "crash",
                                             "wipe",
                                             "join",
                                             "lost_writes",
                                             "wrong_reply",
                                             "false_announcement",
                                             "divergent_compute",
                                             "io_error",
                                             "disk_full",
                                             "slow_disk",
                                             "torn_write",
                                             "bit_rot",
                                             "misdirected_write",
                                             "duplicate",
                                             "reorder",
                                             "corrupt",
                                             "clog",
                                             "blackhole",
                                             "restart",
                                             "pause",
                                             "slow_node",
                                             "leave",
                                             "clock_jump",
                                             "clock_drift",
                                             "lost_announcement",
                                             "stale_announcement",
                                             "throttle",
                                             "flap",
                                             "link_down",
                                             "churn"};
  static_assert(std::size(kActions) == kFaultActions);
  return kActions[static_cast<std::size_t>(action)];
}

std::string fault_text(const Fault& fault, const Scenario& scenario) {
  FlowMap map;
  map.add_text("id", fault.id).add("action", action_text(fault.action));
  if (is_network(fault.action)) {
    add_sides(map, fault, scenario);
    add_network_effect(map, fault);
  } else if (fault.action == FaultAction::link_down) {
    std::vector<std::string> links;
    for (const std::uint32_t link : fault.links) links.push_back(scenario.topology.links.at(link).id);
    map.add("link", yaml_texts(links)).add("direction", kDirections[static_cast<std::size_t>(fault.direction)]);
  } else {
    map.add("select", fault.there ? "there" : selector_text(fault.select, scenario));
  }
  const auto is = [&](FaultAction action) { return fault.action == action; };
  if (is(FaultAction::io_error)) map.add("ratio", ratio_text(fault.ratio));
  if (is(FaultAction::slow_node)) map.add("handling", duration_text(fault.handling));
  if (is(FaultAction::clock_jump)) map.add("by", signed_duration_text(fault.jump));
  if (is(FaultAction::clock_drift)) map.add("drift", drift_text(fault.drift));
  if ((is(FaultAction::slow_disk) || is(FaultAction::slow_node)) && fault.factor > 1) map.add("factor", count_text(fault.factor));
  if (is(FaultAction::slow_disk) && fault.add.ns > 0) map.add("add", duration_text(fault.add));
  if (is(FaultAction::disk_full)) map.add("capacity", size_text(fault.capacity));
  if (is(FaultAction::bit_rot) || is(FaultAction::misdirected_write)) map.add("count", count_text(fault.count));
  if (fault.content) map.add_text("content", scenario.content.at(*fault.content).id);
  if (fault.churn)
    map.add("up", distribution_text(fault.churn->up))
        .add("down", distribution_text(fault.churn->down))
        .add("how", action_text(fault.how));
  add_fault_times(map, fault, scenario);
  return map.text();
}

}  // namespace fleetsim::sim
