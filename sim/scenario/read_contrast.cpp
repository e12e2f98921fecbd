// `contrast`: what must fail once some values are others.

#include <fmt/format.h>

#include "sim/scenario/sections.h"
#include "sim/scenario/yaml_writer.h"

namespace fleetsim::sim {
namespace {

/// Each is read as a scenario of its own.
constexpr std::size_t kContrastsMax = 16;

void read_contrast(const Field& field, ReadState& state) {
  MapReader map(field);
  Contrast contrast;
  if (const auto set = map.require("set")) {
    contrast.place = set->place();
    if (!set->is_map() || set->node().entries.empty())
      set->wrong(set->is_map() ? "an empty map" : set->found(), "a map of key paths to values");
    for (const YamlEntry& entry : set->node().entries)
      contrast.set.push_back({entry.key, flow_text(*entry.value)});
  }
  if (const auto fails = map.require("fails")) contrast.fails = read_check(*fails, state).value_or("");
  state.scenario.contrasts.push_back(std::move(contrast));
}

}  // namespace

void read_contrasts(MapReader& root, ReadState& state) {
  const std::optional<Field> field = root.find("contrast");
  const auto fields = field ? field->items("a list of { set: { path: value }, fails: check }") : std::nullopt;
  if (!fields) return;
  if (fields->size() > kContrastsMax)
    return field->wrong(fmt::format("a list of {}", fields->size()),
                        fmt::format("at most {}", kContrastsMax));
  for (const Field& each : *fields) read_contrast(each, state);
}

}  // namespace fleetsim::sim
