// Version, identity, seeds, time, phases and limits.

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "sim/scenario/sections.h"

namespace fleetsim::sim {
namespace {

constexpr std::uint64_t kSeedsMax = 1'000'000;
constexpr std::uint64_t kEventsDefault = 100'000'000;
constexpr const char* kSeedExpected = "a seed, a list of seeds, or { range: [first, last] }";

void read_seed_list(const Field& field, std::vector<std::uint64_t>& seeds) {
  const auto items = field.items(kSeedExpected);
  if (items->empty()) return field.wrong("an empty list", kSeedExpected);
  std::set<std::uint64_t> seen;
  for (const Field& item : *items) {
    const std::optional<std::uint64_t> seed = item.count(0, UINT64_MAX);
    if (!seed) continue;
    if (!seen.insert(*seed).second) item.wrong(fmt::format("seed {} twice", *seed), "each seed once");
    seeds.push_back(*seed);
  }
}

void read_seed_range(const Field& field, std::vector<std::uint64_t>& seeds) {
  MapReader map(field);
  map.later({"from_commit"});
  const std::optional<Field> range = map.require("range");
  if (!range) return;
  const auto ends = range->items("[first, last]");
  if (!ends) return;
  if (ends->size() != 2) return range->wrong(fmt::format("a list of {}", ends->size()), "[first, last]");
  const std::optional<std::uint64_t> first = (*ends)[0].count(0, UINT64_MAX);
  const std::optional<std::uint64_t> last = (*ends)[1].count(0, UINT64_MAX);
  if (!first || !last) return;
  if (*first > *last) return range->wrong(fmt::format("{} comes after {}", *first, *last), "[first, last]");
  if (*last - *first >= kSeedsMax)
    return range->wrong("too many seeds", fmt::format("at most {}", kSeedsMax));
  for (std::uint64_t i = 0; i <= *last - *first; ++i) seeds.push_back(*first + i);
}

void read_seeds(MapReader& root, std::vector<std::uint64_t>& seeds) {
  const std::optional<Field> field = root.find("seed");
  if (!field) {
    seeds = {1};
  } else if (field->is_sequence()) {
    read_seed_list(*field, seeds);
  } else if (field->is_map()) {
    read_seed_range(*field, seeds);
  } else if (const std::optional<std::uint64_t> seed = field->count(0, UINT64_MAX)) {
    seeds = {*seed};
  }
}

void read_time(MapReader& root, ReadState& state) {
  const std::optional<Field> field = root.require("time");
  if (!field) return;
  MapReader time(*field);
  time.later({"warmup", "epoch"});
  const std::optional<Field> stop = time.require("stop");
  if (!stop) return;
  const std::optional<core::Duration> read = stop->positive_duration();
  state.stop_known = read.has_value();
  state.scenario.stop = read.value_or(core::Duration{});
}

void read_phases(MapReader& root, ReadState& state) {
  static constexpr const char* kExpected = "[{ name: safety, until: 20s }, { name: liveness }]";
  const std::optional<Field> field = root.find("phases");
  if (!field) return;
  state.has_phases = true;
  const auto phases = field->items(kExpected);
  if (!phases) return;
  if (phases->size() != 2) return field->wrong(fmt::format("a list of {}", phases->size()), kExpected);
  for (std::size_t i = 0; i < 2; ++i) {
    const std::string_view wanted = i == 0 ? "safety" : "liveness";
    MapReader phase((*phases)[i]);
    phase.later({"faults", "core", "permanent"});
    const std::optional<Field> name = phase.require("name");
    if (name && !(name->is_scalar() && name->node().text == wanted))
      name->wrong(name->found(), fmt::format("{}, as phases are safety, then liveness", wanted));
    if (i == 1) continue;
    const std::optional<Field> until = phase.require("until");
    const std::optional<core::Duration> read = until ? until->duration() : std::nullopt;
    if (!read) continue;
    state.scenario.safety_until = *read;
    if (state.stop_known && *read > state.scenario.stop)
      until->wrong(fmt::format("{} is after the end of the run", until->found()),
                   fmt::format("at most {}", duration_text(state.scenario.stop)));
  }
}

void read_limits(MapReader& root, Scenario& scenario) {
  scenario.events_max = kEventsDefault;
  const std::optional<Field> field = root.find("limits");
  if (!field) return;
  MapReader limits(*field);
  if (const auto events = limits.find("events"))
    if (const auto read = events->count(1, UINT64_MAX)) scenario.events_max = *read;
}

}  // namespace

void read_frame(MapReader& root, ReadState& state) {
  Scenario& scenario = state.scenario;
  if (const auto version = root.require("fleetsim"))
    if (!(version->is_scalar() && version->node().plain && version->node().text == "1"))
      version->wrong(version->found(), "1, the version of the language");
  if (const auto name = root.require("name")) scenario.name = name->name().value_or("");
  if (const auto description = root.find("description"))
    scenario.description = description->text().value_or("");
  if (const auto labels = root.find("labels"))
    scenario.labels = read_names(*labels, "a list of labels").value_or(std::vector<std::string>());
  read_seeds(root, scenario.seeds);
  read_time(root, state);
  read_phases(root, state);
  read_limits(root, scenario);
  static constexpr std::array<std::pair<std::string_view, Wire>, 2> kWires = {
      {{"encoded", Wire::encoded}, {"handoff", Wire::handoff}}};
  if (const auto wire = root.find("wire")) scenario.wire = wire->word<Wire>(kWires).value_or(Wire::encoded);
}

std::optional<core::Duration> read_at(MapReader& map, ReadState& state) {
  const std::optional<Field> field = map.require("at");
  const std::optional<core::Duration> at = field ? field->duration() : std::nullopt;
  if (at && state.stop_known && *at >= state.scenario.stop)
    field->wrong(fmt::format("{} is not before the end of the run", field->found()),
                 fmt::format("less than {}", duration_text(state.scenario.stop)));
  return at;
}

std::optional<std::string> read_id(MapReader& map, const char* key, const char* what, std::string id,
                                   std::map<std::string, std::uint32_t>& taken) {
  const std::optional<Field> field = map.find(key);
  if (field) {
    std::optional<std::string> read = field->name();
    if (!read) return std::nullopt;
    id = *std::move(read);
  }
  if (taken.emplace(id, static_cast<std::uint32_t>(taken.size())).second) return id;
  (field ? *field : map.field())
      .wrong(fmt::format("a second {} with the id {}", what, quoted(id)), fmt::format("another \"{}\"", key));
  return std::nullopt;
}

std::optional<std::vector<std::string>> read_lines(const Field& field, const char* expected) {
  const auto items = field.items(expected);
  if (!items) return std::nullopt;
  std::vector<std::string> lines;
  for (const Field& item : *items)
    if (std::optional<std::string> line = item.line()) lines.push_back(*std::move(line));
  return lines;
}

std::optional<std::vector<std::string>> read_names(const Field& field, const char* expected) {
  const auto items = field.items(expected);
  if (!items) return std::nullopt;
  std::vector<std::string> names;
  std::set<std::string_view> seen;
  for (const Field& item : *items) {
    std::optional<std::string> name = item.name();
    if (!name) continue;
    if (!seen.insert(item.node().text).second) item.wrong(fmt::format("{} twice", item.found()), "each once");
    names.push_back(*std::move(name));
  }
  return names;
}

}  // namespace fleetsim::sim
