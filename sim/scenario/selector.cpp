#include "sim/scenario/selector.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "sim/scenario/reader.h"

namespace fleetsim::sim {
namespace {

using Mode = Selector::Mode;

constexpr std::array<std::pair<std::string_view, Mode>, 6> kModes = {{{"all", Mode::all},
                                                                      {"one", Mode::one},
                                                                      {"fixed", Mode::fixed},
                                                                      {"percent", Mode::percent},
                                                                      {"minority", Mode::minority},
                                                                      {"majority", Mode::majority}}};
constexpr std::array<std::string_view, 1> kLaterModes = {"minority_third"};

bool group_matches(const Selector& selector, const Group& group) {
  return (!selector.group || *selector.group == group.name) &&
         (!selector.zone || *selector.zone == group.zone) &&
         (!selector.region || *selector.region == group.region) &&
         (!selector.label || std::ranges::find(group.labels, *selector.label) != group.labels.end());
}

// A reference to something that groups have: a finding unless some group has it.
template <class Has, class Offer>
std::optional<std::string> read_trait(const Field& field, const ReadState& state, const char* kind, Has has,
                                      Offer offer) {
  std::optional<std::string> name = field.name();
  if (!name) return std::nullopt;
  const std::vector<Group>& groups = state.scenario.topology.groups;
  if (std::ranges::any_of(groups, [&](const Group& group) { return has(group, *name); })) return name;
  if (!state.nodes_known) return std::nullopt;
  Nearest nearest(*name);
  for (const Group& group : groups) offer(group, nearest);
  field.wrong(fmt::format("no {} is called {}", kind, field.found()),
              with_suggestion(fmt::format("the name of a {} of the topology", kind), nearest));
  return std::nullopt;
}

std::optional<std::string> read_member(const Field& field, const ReadState& state, const char* kind,
                                       std::string Group::*trait) {
  return read_trait(
      field, state, kind, [&](const Group& group, const std::string& name) { return group.*trait == name; },
      [&](const Group& group, Nearest& nearest) { nearest.offer(group.*trait); });
}

std::optional<std::string> read_label(const Field& field, const ReadState& state) {
  return read_trait(
      field, state, "label",
      [](const Group& group, const std::string& name) {
        return std::ranges::find(group.labels, name) != group.labels.end();
      },
      [](const Group& group, Nearest& nearest) {
        for (const std::string& label : group.labels) nearest.offer(label);
      });
}

// `node:` a name or a list of names; false after a finding.
bool read_nodes(const Field& field, const ReadState& state, Selector& selector) {
  std::vector<Field> fields{field};
  if (field.is_sequence()) fields = *field.items("");
  if (fields.empty()) field.wrong("an empty list", "the name of a node, or a list of names");
  bool good = !fields.empty();
  std::set<std::uint32_t> seen;
  for (const Field& name : fields) {
    const std::optional<std::uint32_t> node = read_node(name, state);
    if (node && !seen.insert(*node).second)
      name.wrong(fmt::format("{} twice", name.found()), "each node once");
    good = good && node;
    if (node) selector.nodes.push_back(name.node().text);
  }
  return good;
}

// `mode` and its `value`; false after a finding.
bool read_mode(MapReader& map, Selector& selector) {
  const std::optional<Field> mode = map.find("mode");
  const std::optional<Field> value = map.find("value");
  if (mode) {
    const std::optional<Mode> read = mode->word<Mode>(kModes, kLaterModes);
    if (!read) return false;
    selector.mode = *read;
  }
  const bool wants_value = selector.mode == Mode::fixed || selector.mode == Mode::percent;
  if (!wants_value) {
    if (value)
      value->wrong("a value that nothing uses", "mode fixed (a number of nodes) or percent (a ratio)");
    return !value;
  }
  if (!value) {
    mode->wrong(fmt::format("mode {} without \"value\"", mode->found()),
                selector.mode == Mode::fixed ? "value: a number of nodes" : "value: a ratio such as 25%");
    return false;
  }
  if (selector.mode == Mode::fixed) {
    const std::optional<std::uint64_t> count = value->count(1, UINT64_MAX);
    selector.count = count.value_or(0);
    return count.has_value();
  }
  const std::optional<core::Ratio> share = value->ratio();
  selector.share = share.value_or(core::Ratio{});
  if (share && share->numerator == 0) value->wrong("a share of nothing", "a ratio above 0");
  return share && share->numerator > 0;
}

// Whether it chooses anybody at all.
void check_choice(const Field& field, const ReadState& state, const Selector& selector) {
  const std::uint64_t candidates = count_candidates(selector, state);
  if (candidates == 0) return field.wrong("no node matches", "a selector that at least one node matches");
  if (selector.mode == Mode::fixed && selector.count > candidates)
    return field.wrong(fmt::format("{} of {} nodes that match", selector.count, candidates),
                       "no more than match");
  if (count_chosen(selector, candidates) == 0)
    field.wrong(fmt::format("a minority of {} {}", candidates, candidates == 1 ? "node" : "nodes"),
                "at least 3 nodes");
}

}  // namespace

std::optional<Selector> read_selector(const Field& field, ReadState& state) {
  MapReader map(field);
  if (!map.is_map()) return std::nullopt;
  Selector selector;
  selector.place = field.place();
  bool good = true;
  bool any = false;
  if (const auto node = map.find("node")) {
    any = true;
    good = read_nodes(*node, state, selector) && good;
  }
  const auto trait = [&](const char* key, std::optional<std::string>& into, auto read) {
    const std::optional<Field> value = map.find(key);
    if (!value) return;
    any = true;
    into = read(*value);
    good = good && into;
  };
  trait("group", selector.group,
        [&](const Field& f) { return read_member(f, state, "group", &Group::name); });
  trait("zone", selector.zone, [&](const Field& f) { return read_member(f, state, "zone", &Group::zone); });
  trait("region", selector.region,
        [&](const Field& f) { return read_member(f, state, "region", &Group::region); });
  trait("label", selector.label, [&](const Field& f) { return read_label(f, state); });
  good = read_mode(map, selector) && good;
  map.later({"holders_of", "home_of"});
  if (!any) {
    field.wrong("a selector of nobody", "at least one of node, group, zone, region, label");
    return std::nullopt;
  }
  if (!good) return std::nullopt;
  if (state.nodes_known) check_choice(field, state, selector);
  return selector;
}

std::uint64_t count_candidates(const Selector& selector, const ReadState& state) {
  const Scenario& scenario = state.scenario;
  std::uint64_t count = 0;
  if (selector.nodes.empty()) {
    for (const Group& group : scenario.topology.groups)
      if (group_matches(selector, group)) count += group.count.value_or(1);
    return count;
  }
  for (const std::string& name : selector.nodes) {
    const std::optional<std::uint32_t> node = state.nodes.find(name);
    if (node && group_matches(selector, scenario.topology.groups[scenario.nodes[*node].group])) ++count;
  }
  return count;
}

std::uint64_t count_chosen(const Selector& selector, std::uint64_t candidates) {
  switch (selector.mode) {
    case Mode::one:
      return std::min<std::uint64_t>(1, candidates);
    case Mode::fixed:
      return std::min(selector.count, candidates);
    case Mode::minority:
      return candidates == 0 ? 0 : (candidates - 1) / 2;
    case Mode::majority:
      return candidates / 2 + 1;
    case Mode::percent:  // at least one
    case Mode::all:
      break;
  }
  return candidates;
}

std::optional<std::uint32_t> read_node(const Field& field, const ReadState& state) {
  const std::optional<std::string> name = field.name();
  if (!name) return std::nullopt;
  if (const std::optional<std::uint32_t> node = state.nodes.find(*name)) return node;
  if (!state.nodes_known) return std::nullopt;
  Nearest nearest(*name);
  state.nodes.suggest(nearest);
  field.wrong(fmt::format("no node is called {}", field.found()),
              with_suggestion("the name of a node", nearest));
  return std::nullopt;
}

std::optional<std::uint32_t> read_content_id(const Field& field, const ReadState& state) {
  const std::optional<std::string> id = field.line();
  if (!id) return std::nullopt;
  if (const std::optional<std::uint32_t> content = state.content.find(*id)) return content;
  if (!state.content_known) return std::nullopt;
  Nearest nearest(*id);
  state.content.suggest(nearest);
  field.wrong(fmt::format("no content has the id {}", field.found()),
              with_suggestion("the id of content", nearest));
  return std::nullopt;
}

std::optional<std::vector<std::uint32_t>> read_content_ids(const Field& field, const ReadState& state) {
  std::vector<std::uint32_t> ids;
  if (field.is_scalar() && field.node().text == "all") {
    ids.resize(state.content.size());
    for (std::uint32_t i = 0; i < ids.size(); ++i) ids[i] = i;
    if (ids.empty() && state.content_known) field.wrong("all of no content", "content to be declared");
    return ids;
  }
  std::vector<Field> fields{field};
  if (field.is_map()) {
    field.wrong("a selector of content is not supported yet", "an id, a list of ids, or all");
    return std::nullopt;
  }
  if (field.is_sequence()) fields = *field.items("");
  if (fields.empty()) field.wrong("an empty list", "an id, a list of ids, or all");
  bool good = !fields.empty();
  std::set<std::uint32_t> seen;
  for (const Field& id : fields) {
    const std::optional<std::uint32_t> content = read_content_id(id, state);
    if (content && !seen.insert(*content).second)
      id.wrong(fmt::format("{} twice", id.found()), "each id once");
    good = good && content;
    if (content) ids.push_back(*content);
  }
  if (!good) return std::nullopt;
  return ids;
}

bool matches(const Selector& selector, const Scenario& scenario, std::uint32_t node) {
  const NodeSpec& spec = scenario.nodes.at(node);
  if (!selector.nodes.empty() && std::ranges::find(selector.nodes, spec.name) == selector.nodes.end())
    return false;
  return group_matches(selector, scenario.topology.groups.at(spec.group));
}

std::vector<std::uint32_t> candidates(const Selector& selector, const Scenario& scenario) {
  std::vector<bool> groups;
  for (const Group& group : scenario.topology.groups) groups.push_back(group_matches(selector, group));
  const std::set<std::string_view> named(selector.nodes.begin(), selector.nodes.end());
  std::vector<std::uint32_t> nodes;
  for (std::uint32_t node = 0; node < scenario.nodes.size(); ++node) {
    const NodeSpec& spec = scenario.nodes[node];
    if (groups[spec.group] && (named.empty() || named.contains(spec.name))) nodes.push_back(node);
  }
  return nodes;
}

}  // namespace fleetsim::sim
