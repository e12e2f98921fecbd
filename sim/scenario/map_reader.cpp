#include "sim/scenario/map_reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/scenario/nearest.h"
#include "sim/scenario/yaml_source.h"

namespace fleetsim::sim {

MapReader::MapReader(const Field& field) : field_(field) {
  if (is_map())
    used_.resize(field_.node().entries.size());
  else
    field_.wrong(field_.found(), "a map");
}

MapReader::~MapReader() {
  std::ranges::sort(known_);
  for (std::size_t i = 0; i < used_.size(); ++i) {
    const YamlEntry& entry = field_.node().entries[i];
    if (used_[i] || (!ignored_.empty() && entry.key.starts_with(ignored_))) continue;
    Nearest nearest(entry.key);
    for (const std::string_view key : known_) nearest.offer(key);
    field_.findings().add(entry.origin, join_path(field_.key_path(), entry.key),
                          fmt::format("unknown key {}", quoted(entry.key)),
                          with_suggestion(one_of_text(known_), nearest));
  }
}

std::optional<Field> MapReader::find(std::string_view key) {
  known_.push_back(key);
  for (std::size_t i = 0; i < used_.size(); ++i) {
    const YamlEntry& entry = field_.node().entries[i];
    if (entry.key != key) continue;
    used_[i] = true;
    return Field(*entry.value, join_path(field_.key_path(), key), field_.findings());
  }
  return std::nullopt;
}

std::optional<Field> MapReader::require(std::string_view key) {
  std::optional<Field> found = find(key);
  if (!found && is_map()) field_.wrong(fmt::format("no key \"{}\"", key), fmt::format("\"{}\"", key));
  return found;
}

void MapReader::later(std::initializer_list<std::string_view> keys) {
  for (std::size_t i = 0; i < used_.size(); ++i) {
    const YamlEntry& entry = field_.node().entries[i];
    if (std::ranges::find(keys, entry.key) == keys.end()) continue;
    used_[i] = true;
    field_.findings().add(entry.origin, join_path(field_.key_path(), entry.key),
                          fmt::format("key {} is not supported yet", quoted(entry.key)));
  }
}

}  // namespace fleetsim::sim
