// `faults`, and the end of the safety phase that they and the requests decide.

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/network_fault_reader.h"
#include "sim/scenario/node_fault_reader.h"
#include "sim/scenario/sections.h"
#include "sim/scenario/selector.h"
#include "sim/scenario/storage_fault_reader.h"

namespace fleetsim::sim {
namespace {

// How long a process takes to begin again, if nobody says.
constexpr core::Duration kRestartTime = core::seconds(1);

constexpr std::array<std::pair<std::string_view, FaultAction>, 32> kActions = {
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
     {"link_down", FaultAction::link_down}}};
constexpr std::array<std::string_view, 1> kLaterActions = {"churn"};

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
  } else if (const auto select = map.require("select")) {
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

// `for`, `restart_after` and `heal`.
void read_end(MapReader& map, ReadState& state, Fault& fault, std::optional<core::Duration> at) {
  static constexpr std::array<std::pair<std::string_view, bool>, 2> kHeals = {
      {{"auto", false}, {"never", true}}};
  if (is_momentary(fault.action)) return;
  const std::optional<Field> lasts = map.find("for");
  const bool restarts = takes_down(fault.action);
  const std::optional<Field> restart = restarts ? map.find("restart_after") : std::nullopt;
  const std::optional<Field> heal = map.find("heal");
  if (heal) fault.heal_never = heal->word<bool>(kHeals).value_or(false);
  if (lasts && restart) return restart->wrong("both \"for\" and \"restart_after\"", "one of them");
  const std::optional<Field>& length = lasts ? lasts : restart;
  if (!length && fault.action == FaultAction::restart && !fault.heal_never) {
    fault.lasts = kRestartTime;
    return;
  }
  if (!length) {
    const bool ends = fault.heal_never || fault.action == FaultAction::false_announcement || state.has_phases;
    if (!ends)
      map.field().wrong("a fault without an end", "\"for\", \"heal: never\", or \"phases\" that end it");
    return;
  }
  if (fault.heal_never) return heal->wrong("a fault that ends and never heals", "\"for\" or \"heal: never\"");
  fault.lasts = length->positive_duration();
  if (!fault.lasts || !at) return;
  const core::Duration end = *at + *fault.lasts;
  if (state.has_phases && end > state.scenario.safety_until)
    length->wrong(fmt::format("the fault lasts until {}, beyond the safety phase", duration_text(end)),
                  fmt::format("an end by {}", duration_text(state.scenario.safety_until)));
  else if (state.stop_known && end > state.scenario.stop)
    length->wrong(fmt::format("the fault lasts until {}, beyond the end of the run", duration_text(end)),
                  fmt::format("an end by {}, or \"heal: never\"", duration_text(state.scenario.stop)));
}

void read_fault(const Field& field, std::size_t number, ReadState& state) {
  MapReader map(field);
  Fault fault;
  fault.place = field.place();
  const std::optional<Field> action_field = map.require("action");
  const auto action =
      action_field ? action_field->word<FaultAction>(kActions, kLaterActions) : std::optional<FaultAction>();
  map.later({"every", "rate", "probability", "stagger"});
  if (action != FaultAction::flap) map.later({"stability"});
  if (!action) {
    // What the other keys mean depends on the action; only the id is still worth knowing.
    state.faults_known = false;
    for (const char* key : {"id", "at", "for", "restart_after", "heal", "select", "between", "direction",
                            "shape", "ratio", "add", "content", "factor", "capacity", "count", "handling", "by", "drift",
                            "burst", "bandwidth", "queue", "sharing", "up", "down", "link"})
      map.find(key);
    return;
  }
  fault.action = *action;
  std::optional<std::string> id =
      read_id(map, "id", "fault", fmt::format("{}-{}", action_field->node().text, number), state.faults);
  const std::optional<core::Duration> at = read_at(map, state);
  if (at && state.has_phases && *at > state.scenario.safety_until)
    map.find("at")->wrong(fmt::format("{} is after the safety phase", duration_text(*at)),
                          fmt::format("at most {}", duration_text(state.scenario.safety_until)));
  read_effect(map, state, fault);
  read_end(map, state, fault, at);
  if (!id) {
    state.faults_known = false;
    return;
  }
  fault.id = *std::move(id);
  fault.at = at.value_or(core::Duration{});
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
    last = std::max(last, fault.at + fault.lasts.value_or(core::Duration{}));
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
