#include "sim/scenario/selector.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "sim/scenario/reader.h"

namespace fleetsim::sim {
namespace {

using Mode = Selector::Mode;

constexpr std::array<std::pair<std::string_view, Mode>, 7> kModes = {{{"all", Mode::all},
                                                                      {"one", Mode::one},
                                                                      {"fixed", Mode::fixed},
                                                                      {"percent", Mode::percent},
                                                                      {"minority", Mode::minority},
                                                                      {"majority", Mode::majority},
                                                                      {"minority_third", Mode::minority_third}}};

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
    const std::optional<Mode> read = mode->word<Mode>(kModes);
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
                selector.mode == Mode::minority ? "at least 3 nodes" : "at least 4 nodes");
}

bool is_preloaded(const Scenario& scenario, std::uint32_t content) {
  return std::ranges::any_of(scenario.preload, [&](const Preload& preload) {
    return std::ranges::find(preload.content, content) != preload.content.end();
  });
}

// Content that somebody holds at the start.
std::optional<std::uint32_t> read_holders_of(const Field& field, const ReadState& state) {
  if (!state.preload_read) {
    field.wrong("holders of content, where it is not known who holds what", "node, group, zone, region or label");
    return std::nullopt;
  }
  const std::optional<std::uint32_t> content = read_content_id(field, state);
  if (!content || is_preloaded(state.scenario, *content)) return content;
  field.wrong(fmt::format("nobody holds {} at the start", field.found()), "content that \"preload\" puts somewhere");
  return std::nullopt;
}

bool may_compute(const Group& group, const Item& item) {
  if (!group.compute) return false;
  if (!group.compute->grants) return true;
  return std::ranges::all_of(item.request.required_capabilities, [&](const std::string& capability) {
    return std::ranges::find(*group.compute->grants, capability) != group.compute->grants->end();
  });
}

bool is_home_of(const Scenario& scenario, std::uint32_t content, std::uint32_t node) {
  return may_compute(scenario.topology.groups.at(scenario.nodes.at(node).group), scenario.content.at(content));
}

// Who may hold that content at the start; who of them does, where that is drawn, depends on the seed.
std::vector<const Selector*> holders_of(const Scenario& scenario, std::uint32_t content) {
  std::vector<const Selector*> holders;
  for (const Preload& preload : scenario.preload)
    if (std::ranges::find(preload.content, content) != preload.content.end()) holders.push_back(&preload.holder);
  return holders;
}

bool is_any_of(const std::vector<const Selector*>& selectors, const Scenario& scenario, std::uint32_t node) {
  return std::ranges::any_of(selectors, [&](const Selector* each) { return matches(*each, scenario, node); });
}

// Content that some node can compute.
std::optional<std::uint32_t> read_home_of(const Field& field, const ReadState& state) {
  if (!state.preload_read) {
    field.wrong("the home of content, where content is not known yet", "node, group, zone, region or label");
    return std::nullopt;
  }
  const std::optional<std::uint32_t> content = read_content_id(field, state);
  if (!content || !state.nodes_known || *content >= state.scenario.content.size()) return content;
  const Item& item = state.scenario.content[*content];
  if (std::ranges::any_of(state.scenario.topology.groups, [&](const Group& group) { return may_compute(group, item); }))
    return content;
  field.wrong(fmt::format("no node computes {}", field.found()), "content that a group with \"compute\" may compute");
  return std::nullopt;
}

// What nodes must be; false after a finding. `any`: at least one of the keys is there.
bool read_traits(MapReader& map, ReadState& state, Selector& selector, bool& any) {
  bool good = true;
  if (const auto node = map.find("node")) {
    any = true;
    good = read_nodes(*node, state, selector) && good;
  }
  const auto trait = [&](const char* key, auto& into, auto read) {
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
  trait("holders_of", selector.holders_of, [&](const Field& f) { return read_holders_of(f, state); });
  trait("home_of", selector.home_of, [&](const Field& f) { return read_home_of(f, state); });
  return good;
}

}  // namespace

std::optional<Selector> read_selector(const Field& field, ReadState& state) {
  MapReader map(field);
  if (!map.is_map()) return std::nullopt;
  Selector selector;
  selector.place = field.place();
  bool any = false;
  bool good = read_traits(map, state, selector, any);
  good = read_mode(map, selector) && good;
  if (!any) {
    field.wrong("a selector of nobody", "at least one of node, group, zone, region, label, holders_of, home_of");
    return std::nullopt;
  }
  if (!good) return std::nullopt;
  if (state.nodes_known) check_choice(field, state, selector);
  return selector;
}

std::optional<Selector> read_selector_among(MapReader& map, ReadState& state) {
  Selector selector;
  selector.place = map.field().place();
  bool any = false;
  if (!read_traits(map, state, selector, any)) return std::nullopt;
  if (state.nodes_known && any) check_choice(map.field(), state, selector);
  return selector;
}

std::uint64_t count_candidates(const Selector& selector, const ReadState& state) {
  const Scenario& scenario = state.scenario;
  std::uint64_t count = 0;
  if (selector.holders_of || selector.home_of) return candidates(selector, scenario).size();
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
  if (selector.holders_of && !is_any_of(holders_of(scenario, *selector.holders_of), scenario, node)) return false;
  if (selector.home_of && !is_home_of(scenario, *selector.home_of, node)) return false;
  return group_matches(selector, scenario.topology.groups.at(spec.group));
}

std::vector<std::uint32_t> candidates(const Selector& selector, const Scenario& scenario) {
  std::vector<bool> groups;
  for (const Group& group : scenario.topology.groups) groups.push_back(group_matches(selector, group));
  const std::set<std::string_view> named(selector.nodes.begin(), selector.nodes.end());
  std::vector<const Selector*> holders;
  if (selector.holders_of) holders = holders_of(scenario, *selector.holders_of);
  std::vector<std::uint32_t> nodes;
  for (std::uint32_t node = 0; node < scenario.nodes.size(); ++node) {
    const NodeSpec& spec = scenario.nodes[node];
    if (!groups[spec.group] || (!named.empty() && !named.contains(spec.name))) continue;
    if (selector.holders_of && !is_any_of(holders, scenario, node)) continue;
    if (selector.home_of && !is_home_of(scenario, *selector.home_of, node)) continue;
    nodes.push_back(node);
  }
  return nodes;
}

}  // namespace fleetsim::sim
