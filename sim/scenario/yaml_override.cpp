#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "sim/scenario/units.h"
#include "sim/scenario/yaml_source.h"

namespace fleetsim::sim {
namespace {

using Step = std::variant<std::string, std::size_t>;

// `a.b[0].c` -> a, b, 0, c; none when it is no path.
std::optional<std::vector<Step>> steps_of(std::string_view path) {
  std::vector<Step> steps;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find_first_of(".["), path.size());
    if (end > 0) {
      steps.emplace_back(std::string(path.substr(0, end)));
    } else if (path[0] != '[' || steps.empty()) {
      return std::nullopt;
    }
    path.remove_prefix(end);
    while (!path.empty() && path[0] == '[') {
      const std::size_t close = path.find(']');
      if (close == std::string_view::npos) return std::nullopt;
      const Quantity<std::uint64_t> index = parse_count_text(path.substr(1, close - 1));
      if (!index.value) return std::nullopt;
      steps.emplace_back(static_cast<std::size_t>(*index.value));
      path.remove_prefix(close + 1);
    }
    if (path.empty()) break;
    if (path[0] != '.' || path.size() == 1) return std::nullopt;
    path.remove_prefix(1);
  }
  if (steps.empty()) return std::nullopt;
  return steps;
}

constexpr Origin kCommandLine{{}, true};

// The value's places mean nothing in the file: all of it comes from the command line.
YamlRef from_command_line(const YamlRef& value) {
  auto node = std::make_shared<YamlNode>(*value);
  node->origin = kCommandLine;
  for (YamlRef& item : node->items) item = from_command_line(item);
  for (YamlEntry& entry : node->entries) {
    entry.origin = kCommandLine;
    entry.value = from_command_line(entry.value);
  }
  return node;
}

/// Puts one value into a tree along a path. Copies the nodes on the way, so that what aliases share stays as
/// it is.
struct Graft {
  const std::string& path;
  const YamlRef& value;
  Findings& findings;

  // `node`: none when the path leads into a map that does not exist yet.
  YamlRef at(const YamlRef& node, std::span<const Step> steps) const {
    if (steps.empty()) return value;
    const auto* key = std::get_if<std::string>(&steps[0]);
    return key ? into_map(node, *key, steps.subspan(1))
               : into_sequence(node, std::get<std::size_t>(steps[0]), steps.subspan(1));
  }

  YamlRef into_map(const YamlRef& node, const std::string& key, std::span<const Step> rest) const {
    if (node && node->kind != YamlNode::Kind::map)
      return refuse(node, fmt::format("{} is looked for in what is no map", quoted(key)),
                    "a path through maps");
    auto copy =
        node ? std::make_shared<YamlNode>(*node)
             : std::make_shared<YamlNode>(YamlNode{.kind = YamlNode::Kind::map, .origin = kCommandLine});
    for (YamlEntry& entry : copy->entries) {
      if (entry.key != key) continue;
      entry.value = at(entry.value, rest);
      return copy;
    }
    copy->entries.push_back({key, kCommandLine, at(nullptr, rest)});
    return copy;
  }

  YamlRef into_sequence(const YamlRef& node, std::size_t index, std::span<const Step> rest) const {
    if (!node || node->kind != YamlNode::Kind::sequence)
      return refuse(node, fmt::format("[{}] is looked for in what is no list", index),
                    "a path through lists");
    if (index >= node->items.size())
      return refuse(node, fmt::format("[{}] is looked for in a list of {}", index, node->items.size()),
                    "an index from 0");
    auto copy = std::make_shared<YamlNode>(*node);
    copy->items[index] = at(copy->items[index], rest);
    return copy;
  }

  YamlRef refuse(const YamlRef& node, std::string what, std::string expected) const {
    findings.add(kCommandLine, path, std::move(what), std::move(expected));
    return node ? node : std::make_shared<YamlNode>();
  }
};

}  // namespace

YamlRef apply_overrides(YamlRef root, const std::vector<Override>& overrides, const ReaderLimits& limits,
                        Findings& findings) {
  for (const Override& override : overrides) {
    const std::optional<std::vector<Step>> steps = steps_of(override.path);
    if (!steps) {
      findings.add(kCommandLine, {}, fmt::format("{} is no path", quoted(override.path)),
                   "keys and indexes such as topology.groups[0].count");
      continue;
    }
    if (override.value.empty()) {
      findings.add(kCommandLine, override.path, "no value", "path=value");
      continue;
    }
    ReaderLimits value_limits = limits;
    value_limits.depth_max = limits.depth_max - std::min(limits.depth_max, static_cast<int>(steps->size()));
    Findings in_value({});
    const YamlRef value = parse_yaml(override.value, value_limits, in_value);
    for (const Finding& finding : in_value.sorted())
      findings.add(kCommandLine, override.path, fmt::format("{}: {}", quoted(override.value), finding.what),
                   finding.expected);
    if (value) root = Graft{override.path, from_command_line(value), findings}.at(root, *steps);
  }
  return root;
}

}  // namespace fleetsim::sim
