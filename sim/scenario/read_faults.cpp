// `faults`, and the end of the safety phase that they and the requests decide.

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/node_fault_reader.h"
#include "sim/scenario/sections.h"
#include "sim/scenario/selector.h"
#include "sim/scenario/storage_fault_reader.h"

namespace fleetsim::sim {
namespace {

// How long a process takes to begin again, if nobody says.
constexpr core::Duration kRestartTime = core::seconds(1);

enum class Shape : std::uint8_t { halves, isolate };

constexpr std::array<std::pair<std::string_view, FaultAction>, 29> kActions = {
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
     {"stale_announcement", FaultAction::stale_announcement}}};
constexpr std::array<std::string_view, 3> kLaterActions = {"throttle", "flap", "churn"};

// Everybody before the middle, and everybody else.
void take_halves(const Field& field, ReadState& state, Fault& fault) {
  const std::vector<NodeSpec>& nodes = state.scenario.nodes;
  if (nodes.size() < 2 && state.nodes_known)
    return field.wrong("halves of a single node", "at least 2 nodes");
  fault.other.emplace();
  for (std::size_t i = 0; i < nodes.size(); ++i)
    (i < nodes.size() / 2 ? fault.select : *fault.other).nodes.push_back(nodes[i].name);
}

std::optional<Shape> read_shape(MapReader& map) {
  static constexpr std::array<std::pair<std::string_view, Shape>, 2> kShapes = {
      {{"halves", Shape::halves}, {"isolate", Shape::isolate}}};
  static constexpr std::array<std::string_view, 3> kLater = {"bridge", "ring", "random"};
  if (const auto shape = map.find("shape")) return shape->word<Shape>(kShapes, kLater);
  if (map.has("between")) return Shape::halves;
  if (map.has("select")) return Shape::isolate;
  map.field().wrong("a partition without sides", "shape: halves, \"between\" or \"select\"");
  return std::nullopt;
}

// One side, against everybody else.
void take_select(const Field& field, ReadState& state, Fault& fault) {
  const std::optional<Selector> select = read_selector(field, state);
  if (!select) return;
  fault.select = *select;
  const std::uint64_t chosen = count_chosen(*select, count_candidates(*select, state));
  if (select->mode != Selector::Mode::percent && chosen == state.scenario.nodes.size() && state.nodes_known)
    field.wrong("everybody is on one side", "a selector that leaves somebody out, or \"between\"");
}

void take_between(const Field& field, ReadState& state, Fault& fault) {
  const auto sides = field.items("two selectors");
  if (!sides) return;
  if (sides->size() != 2) return field.wrong(fmt::format("a list of {}", sides->size()), "two selectors");
  const std::optional<Selector> one = read_selector((*sides)[0], state);
  const std::optional<Selector> two = read_selector((*sides)[1], state);
  fault.select = one.value_or(Selector{});
  fault.other = two.value_or(Selector{});
}

void read_sides(MapReader& map, ReadState& state, Fault& fault) {
  static constexpr std::array<std::pair<std::string_view, Fault::Direction>, 3> kDirections = {
      {{"both", Fault::Direction::both}, {"to", Fault::Direction::to}, {"from", Fault::Direction::from}}};
  std::optional<Shape> shape;
  if (fault.action == FaultAction::partition) shape = read_shape(map);
  const std::optional<Field> between = map.find("between");
  const std::optional<Field> select = map.find("select");
  if (const auto direction = map.find("direction"))
    fault.direction = direction->word<Fault::Direction>(kDirections).value_or(Fault::Direction::both);
  if (between && select) return select->wrong("both \"select\" and \"between\"", "one of them");
  if (shape == Shape::isolate && !select)
    return (between ? *between : map.field())
        .wrong("isolate without \"select\"", "\"select\": who is cut off");
  if (shape == Shape::halves && select)
    return select->wrong("halves with \"select\"", "\"between\", or neither");
  if (between) return take_between(*between, state, fault);
  if (select) return take_select(*select, state, fault);
  if (fault.action == FaultAction::partition) {
    if (shape) take_halves(map.field(), state, fault);
  } else {
    fault.other.emplace();  // everybody and everybody
  }
}

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
  if (is_network(fault.action)) {
    read_sides(map, state, fault);
  } else if (const auto select = map.require("select")) {
    if (const std::optional<Selector> read = read_selector(*select, state)) fault.select = *read;
    if (fault.action == FaultAction::divergent_compute && state.nodes_known)
      check_computes(*select, state, fault.select);
  }
  if (is_for_a_share(fault.action))
    if (const auto ratio = map.require("ratio")) {
      fault.ratio = ratio->ratio().value_or(core::Ratio{1, 1});
      if (fault.ratio.numerator == 0) ratio->wrong("a share of nothing", "a ratio above 0");
    }
  if (fault.action == FaultAction::slow_link || fault.action == FaultAction::reorder)
    if (const auto add = map.require("add")) {
      fault.add = add->span().value_or(core::Duration{1});
      if (fault.add.ns == 0) add->wrong("a delay of nothing", "a duration longer than 0s");
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
  map.later({"every", "rate", "probability", "stability", "stagger"});
  if (!action) {
    // What the other keys mean depends on the action; only the id is still worth knowing.
    state.faults_known = false;
    for (const char* key : {"id", "at", "for", "restart_after", "heal", "select", "between", "direction",
                            "shape", "ratio", "add", "content", "factor", "capacity", "count", "handling", "by", "drift"})
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
