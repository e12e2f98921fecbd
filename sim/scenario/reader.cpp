#include "sim/scenario/reader.h"

#include <new>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/sections.h"
#include "sim/scenario/text_file.h"
#include "sim/scenario/yaml_source.h"

namespace fleetsim::sim {
namespace {

void read_root(const YamlNode& root, ReadState& state) {
  const Field field(root, {}, state.findings);
  if (!field.is_map()) return field.wrong(field.found(), "a map, beginning with \"fleetsim: 1\"");
  MapReader map(field);
  map.ignore_prefix("x-");
  map.later({"extends", "defaults", "swarm", "sweep", "report"});
  read_frame(map, state);
  read_topology(map, state);
  read_fabric(map, state);
  read_content(map, state);
  read_preload(map, state);
  read_workload(map, state);
  read_faults(map, state);
  read_budget(map, state);
  read_expect(map, state);
  read_contrasts(map, state);
}

void read_tree(const YamlNode& root, const ReaderLimits& limits, Findings& findings, Scenario& scenario) {
  ReadState state{.limits = limits, .findings = findings, .scenario = scenario};
  read_root(root, state);
}

// A contrast is a scenario too: its values must be understood, and its check be there.
void check_contrasts(const YamlNode& root, const ReaderLimits& limits, const Scenario& scenario,
                     Findings& findings) {
  auto bare = std::make_shared<YamlNode>(root);
  std::erase_if(bare->entries, [](const YamlEntry& entry) { return entry.key == "contrast"; });
  for (const Contrast& contrast : scenario.contrasts) {
    Findings changed({});
    Scenario other;
    const YamlRef tree = apply_overrides(bare, contrast.set, limits, changed);
    read_tree(*tree, limits, changed, other);
    for (const Finding& finding : changed.sorted())
      findings.add({contrast.place}, "contrast",
                   fmt::format("with this set, {}: {}",
                               finding.key_path.empty() ? "the scenario" : finding.key_path, finding.what),
                   finding.expected);
  }
}

ReadResult read(std::string_view text, const std::string& path, const std::vector<Override>& overrides,
                const ReaderLimits& limits) {
  ReadResult result;
  result.scenario.path = path;
  Findings findings(path);
  YamlRef root = parse_yaml(text, limits, findings);
  if (root) root = apply_overrides(std::move(root), overrides, limits, findings);
  if (root) {
    read_tree(*root, limits, findings, result.scenario);
    if (findings.empty()) check_contrasts(*root, limits, result.scenario, findings);
  }
  result.findings = findings.sorted();
  return result;
}

ReadResult unreadable(const std::string& path, std::string what, std::string expected) {
  ReadResult result;
  result.scenario.path = path;
  result.findings.push_back({path, {}, {}, std::move(what), std::move(expected)});
  return result;
}

}  // namespace

ReadResult read_scenario(std::string_view text, const std::string& path,
                         const std::vector<Override>& overrides, const ReaderLimits& limits) {
  try {
    return read(text, path, overrides, limits);
  } catch (const std::bad_alloc&) {
    return unreadable(path, "not enough memory to read it", "a smaller scenario");
  } catch (const std::exception& error) {
    return unreadable(path, fmt::format("cannot be read ({})", error.what()), {});
  }
}

ReadResult read_scenario_file(const std::string& path, const std::vector<Override>& overrides,
                              const ReaderLimits& limits) {
  const std::variant<std::string, Finding> text = read_text_file(path, limits.bytes_max);
  if (const auto* failed = std::get_if<Finding>(&text))
    return unreadable(path, failed->what, failed->expected);
  return read_scenario(std::get<std::string>(text), path, overrides, limits);
}

}  // namespace fleetsim::sim
