// `faults`, and the end of the safety phase that they and the requests decide.

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/fault_time_reader.h"
#include "sim/scenario/network_fault_reader.h"
#include "sim/scenario/node_fault_reader.h"
#include "sim/scenario/reaction_reader.h"
#include "sim/scenario/sections.h"
#include "sim/scenario/selector.h"
#include "sim/scenario/storage_fault_reader.h"

namespace fleetsim::sim {
namespace {

constexpr std::array<std::pair<std::string_view, FaultAction>, 33> kActions = {
    {{"partition", FaultAction::partition},
     {"loss", FaultAction::loss},
     {"slow_link", FaultAction::slow_link},
     {"crash", FaultAction::crash},
     {"wipe", FaultAction::wipe},
     {"join", FaultAction::join},
     {"lost_writes", FaultAction::lost_writes},
     {"wrong_reply", FaultAction::wrong_reply},
     {"false_announcement", FaultAction::false_announcement},
     {"divergent_compute", FaultAction::divergent_compute},
     {"io_error", FaultAction::io_error},
     {"disk_full", FaultAction::disk_full},
     {"slow_disk", FaultAction::slow_disk},
     {"torn_write", FaultAction::torn_write},
     {"bit_rot", FaultAction::bit_rot},
     {"misdirected_write", FaultAction::misdirected_write},
     {"duplicate", FaultAction::duplicate},
     {"reorder", FaultAction::reorder},
     {"corrupt", FaultAction::corrupt},
     {"clog", FaultAction::clog},
     {"blackhole", FaultAction::blackhole},
     {"restart", FaultAction::restart},
     {"pause", FaultAction::pause},
     {"slow_node", FaultAction::slow_node},
     {"leave", FaultAction::leave},
     {"clock_jump", FaultAction::clock_jump},
     {"clock_drift", FaultAction::clock_drift},
     {"lost_announcement", FaultAction::lost_announcement},
     {"stale_announcement", FaultAction::stale_announcement},
     {"throttle", FaultAction::throttle},
     {"flap", FaultAction::flap},
     {"link_down", FaultAction::link_down},
     {"churn", FaultAction::churn}}};

// Divergence needs somebody who computes.
void check_computes(const Field& field, const ReadState& state, const Selector& select) {
  const std::vector<std::uint32_t> nodes = candidates(select, state.scenario);
  const auto computes = [&](std::uint32_t node) {
    return state.scenario.topology.groups[state.scenario.nodes[node].group].compute.has_value();
  };
  if (!nodes.empty() && std::ranges::none_of(nodes, computes))
    field.wrong("no node of them computes", "a node of a group with \"compute\"");
}

void read_effect(MapReader& map, ReadState& state, Fault& fault) {
  if (is_network(fault.action) || fault.action == FaultAction::link_down) {
    read_network_effect(map, state, fault);
  } else if (const auto select = map.require("select"); select && !is_there(*select, fault)) {
    if (const std::optional<Selector> read = read_selector(*select, state)) fault.select = *read;
    if (fault.action == FaultAction::divergent_compute && state.nodes_known)
      check_computes(*select, state, fault.select);
  }
  if (fault.action == FaultAction::false_announcement)
    if (const auto content = map.require("content")) fault.content = read_content_id(*content, state);
  if (fault.action == FaultAction::lost_announcement)
    if (const auto content = map.find("content")) fault.content = read_content_id(*content, state);
  read_storage_effect(map, fault);
  read_node_effect(map, fault);
}

void read_fault(const Field& field, std::size_t number, ReadState& state) {
  MapReader map(field);
  Fault fault;
  fault.place = field.place();
  const std::optional<Field> action_field = map.require("action");
  const auto action =
      action_field ? action_field->word<FaultAction>(kActions) : std::optional<FaultAction>();
  if (!action) {
    // What the other keys mean depends on the action; only the id is still worth knowing.
    state.faults_known = false;
    for (const char* key : {"id", "at", "every", "rate", "when", "delay", "times", "probability", "stability", "for", "restart_after", "heal", "select",
                            "between", "direction", "how", "shape", "ratio", "add", "content", "factor", "capacity", "count", "handling", "by", "drift",
                            "burst", "bandwidth", "queue", "sharing", "up", "down", "link"})
      map.find(key);
    return;
  }
  fault.action = *action;
  std::optional<std::string> id =
      read_id(map, "id", "fault", fmt::format("{}-{}", action_field->node().text, number), state.faults);
  read_fault_begin(map, state, fault);
  read_effect(map, state, fault);
  read_fault_end(map, state, fault);
  if (!id) {
    state.faults_known = false;
    return;
  }
  fault.id = *std::move(id);
  // Where the id leads, also when other faults before it could not be read.
  state.faults[fault.id] = static_cast<std::uint32_t>(state.scenario.faults.size());
  state.scenario.faults.push_back(std::move(fault));
}

// Without phases, faults end and load stops with the last of what is listed.
core::Duration last_of_all(const Scenario& scenario) {
  core::Duration last;
  for (const RequestSpec& request : scenario.requests)
    last = std::max(last, request.at + request.deadline.value_or(core::Duration{}));
  for (const Fault& fault : scenario.faults)
    last = std::max(last, fault.at + known_length(fault).value_or(core::Duration{}));
  return std::min(last, scenario.stop);
}

}  // namespace

void read_faults(MapReader& root, ReadState& state) {
  const std::optional<Field> field = root.find("faults");
  const auto fields = field ? field->items("a list of faults") : std::nullopt;
  if (field && !fields) state.faults_known = false;
  if (fields)
    for (std::size_t i = 0; i < fields->size(); ++i) read_fault((*fields)[i], i, state);
  if (!state.has_phases) state.scenario.safety_until = last_of_all(state.scenario);
}

}  // namespace fleetsim::sim
