// Groups and the overlay, and where the links are.

#include <array>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/clock_text.h"
#include "sim/scenario/link_reader.h"
#include "sim/scenario/sections.h"
#include "sim/scenario/selector.h"

namespace fleetsim::sim {
namespace {

/// What one evaluation may take at most: a billion steps of a second each are within the time that a run can
/// reach, and a gibibyte is within the memory of a machine that simulates.
constexpr std::uint64_t kStepLimitMax = 1'000'000'000;
constexpr core::Duration kStepTimeMax = core::seconds(1);
constexpr std::uint64_t kMemoryLimitMax = 1ULL << 30;
/// A synthetic reply must fit into a message many times over.
constexpr std::uint64_t kSyntheticReplyBytesMax = 1ULL << 20;

/// Peers, and seeds of gossip, name nodes of any group, so they are read when all groups are known.
struct FieldLater {
  std::size_t group = 0;
  Field field;
};
struct LaterFields {
  std::vector<FieldLater> peers;
  std::vector<FieldLater> gossip;
};

void read_evaluator(MapReader& map, Group::Compute& compute) {
  using Evaluator = Group::Compute::Evaluator;
  static constexpr std::array<std::pair<std::string_view, Evaluator>, 2> kEvaluators = {
      {{"synthetic", Evaluator::synthetic}, {"arithmetic", Evaluator::arithmetic}}};
  if (const auto evaluator = map.find("evaluator"))
    compute.evaluator = evaluator->word<Evaluator>(kEvaluators).value_or(Evaluator::synthetic);
  const bool arithmetic = compute.evaluator == Evaluator::arithmetic;
  const auto only_with = [&](const char* key, bool allowed, const char* evaluator) -> std::optional<Field> {
    std::optional<Field> found = map.find(key);
    if (!found || allowed) return found;
    found->wrong(fmt::format("\"{}\" of another evaluator", key),
                 fmt::format("\"evaluator: {}\" beside it", evaluator));
    return std::nullopt;
  };
  if (const auto size = only_with("reply_bytes", !arithmetic, "synthetic"))
    compute.reply_bytes = size->size(0, kSyntheticReplyBytesMax);
  if (const auto steps = only_with("step_limit", arithmetic, "arithmetic"))
    compute.limits.steps_max = steps->count(1, kStepLimitMax).value_or(1);
  if (const auto memory = only_with("memory_limit", arithmetic, "arithmetic"))
    compute.limits.memory_bytes_max = memory->size(1, kMemoryLimitMax).value_or(1);
  const auto time = only_with("step_time", arithmetic, "arithmetic");
  if (!time) return;
  compute.step_time = time->span().value_or(compute.step_time);
  if (compute.step_time > kStepTimeMax) time->wrong(time->found(), "at most 1s");
}

std::optional<Group::Compute> read_compute(const Field& field) {
  MapReader map(field);
  Group::Compute compute;
  read_evaluator(map, compute);
  if (const auto slots = map.find("slots"))
    compute.slots = static_cast<std::uint32_t>(slots->count(1, UINT32_MAX).value_or(1));
  // What really computes has time of its own.
  const bool timed = compute.evaluator == Group::Compute::Evaluator::arithmetic;
  if (const auto service = timed ? map.find("service") : map.require("service"))
    compute.service = read_distribution(*service).value_or(Distribution{});
  if (const auto grants = map.find("grants")) compute.grants = read_lines(*grants, "a list of capabilities");
  if (!map.is_map()) return std::nullopt;
  return compute;
}

// `serve: { grants: [...] }`.
std::optional<std::vector<std::string>> read_serve(const Field& field) {
  MapReader map(field);
  const std::optional<Field> grants = map.require("grants");
  return grants ? read_lines(*grants, "a list of capabilities") : std::nullopt;
}

void read_store(const Field& field, Group::Store& store) {
  MapReader map(field);
  map.later({"size", "write", "read"});
  if (const auto append = map.find("append")) store.append = append->span().value_or(store.append);
  if (const auto sync = map.find("sync")) store.sync = sync->span().value_or(store.sync);
}

// The nodes of a group; a finding when there are too many.
bool add_nodes(const MapReader& map, const Group& group, ReadState& state) {
  Scenario& scenario = state.scenario;
  const std::uint64_t count = group.count.value_or(1);
  if (count > state.limits.nodes_max - scenario.nodes.size()) {
    map.field().wrong(fmt::format("{} nodes and {} more", scenario.nodes.size(), count),
                      fmt::format("at most {} in all", state.limits.nodes_max));
    return false;
  }
  if (!state.nodes.add(group)) {
    map.field().wrong(fmt::format("a second node or group called {}", quoted(group.name)), "each name once");
    return false;
  }
  for (std::uint64_t i = 0; i < count; ++i)
    scenario.nodes.push_back(
        {node_name(group, i), static_cast<std::uint32_t>(scenario.topology.groups.size())});
  return true;
}

void read_group(const Field& field, ReadState& state, LaterFields& later) {
  MapReader map(field);
  Group group;
  group.place = field.place();
  bool good = map.is_map();
  const auto take_name = [&](const char* key, std::string& into) {
    const std::optional<Field> found = map.find(key);
    if (!found) return;
    into = found->name().value_or("");
  };
  if (const auto name = map.require("name")) group.name = name->name().value_or("");
  good = good && !group.name.empty();
  if (const auto count = map.find("count")) {
    group.count = count->count(1, state.limits.nodes_max);
    good = good && group.count;
  }
  take_name("region", group.region);
  take_name("zone", group.zone);
  if (const auto labels = map.find("labels"))
    group.labels = read_names(*labels, "a list of labels").value_or(std::vector<std::string>());
  if (const auto compute = map.find("compute")) group.compute = read_compute(*compute);
  if (const auto serve = map.find("serve")) group.serve = read_serve(*serve);
  if (const auto store = map.find("store")) read_store(*store, group.store);
  if (const auto clock = map.find("clock")) group.clock = read_clock(*clock);
  const std::optional<Field> peers = map.find("peers");
  const std::optional<Field> gossip = map.find("gossip");
  map.later({"cpu", "uplink", "downlink"});
  if (!good || !add_nodes(map, group, state)) {
    state.nodes_known = false;
    return;
  }
  const std::size_t place = state.scenario.topology.groups.size();
  if (peers) later.peers.push_back({place, *peers});
  if (gossip) later.gossip.push_back({place, *gossip});
  state.scenario.topology.groups.push_back(std::move(group));
}

void read_peers(const FieldLater& later, ReadState& state) {
  const auto items = later.field.items("a list of names of nodes");
  if (!items) return;
  std::vector<std::string> peers;
  std::set<std::uint32_t> seen;
  for (const Field& item : *items) {
    const std::optional<std::uint32_t> node = read_node(item, state);
    if (!node) continue;
    if (!seen.insert(*node).second) item.wrong(fmt::format("{} twice", item.found()), "each peer once");
    peers.push_back(item.node().text);
  }
  state.scenario.topology.groups[later.group].peers = std::move(peers);
}

void read_overlay(const Field& field, ReadState& state) {
  using Kind = Overlay::Kind;
  static constexpr std::array<std::pair<std::string_view, Kind>, 4> kKinds = {
      {{"full", Kind::full}, {"none", Kind::none}, {"ring", Kind::ring}, {"random_k", Kind::random_k}}};
  static constexpr std::array<std::string_view, 3> kLater = {"tree", "grid", "file"};
  Overlay& overlay = state.scenario.topology.overlay;
  if (!field.is_map()) {
    const std::optional<Kind> kind = field.word<Kind>(kKinds, kLater);
    if (kind == Kind::random_k) return field.wrong("random_k without \"k\"", "{ kind: random_k, k: 6 }");
    if (kind) overlay.kind = *kind;
    return;
  }
  MapReader map(field);
  const std::optional<Field> kind = map.require("kind");
  if (kind) overlay.kind = kind->word<Kind>(kKinds, kLater).value_or(Kind::full);
  if (overlay.kind != Kind::random_k) return;
  const std::optional<Field> k = map.require("k");
  const std::uint64_t others = state.scenario.nodes.empty() ? 0 : state.scenario.nodes.size() - 1;
  if (!k) return;
  if (others == 0 && state.nodes_known) return k->wrong("random peers of a single node", "at least 2 nodes");
  overlay.k = static_cast<std::uint32_t>(k->count(1, state.nodes_known ? others : UINT32_MAX).value_or(1));
}

}  // namespace

void read_topology(MapReader& root, ReadState& state) {
  const std::optional<Field> field = root.require("topology");
  if (!field) {
    state.nodes_known = false;
    return;
  }
  MapReader map(*field);
  map.later({"regions", "zones", "preset", "sites"});
  LaterFields later;
  const std::optional<Field> groups = map.require("groups");
  const auto group_fields = groups ? groups->items("a list of groups") : std::nullopt;
  if (group_fields) {
    if (group_fields->empty()) groups->wrong("an empty list", "at least one group");
    for (const Field& group : *group_fields) read_group(group, state, later);
  }
  if (state.scenario.nodes.empty()) state.nodes_known = false;
  for (const FieldLater& peers : later.peers) read_peers(peers, state);
  for (const FieldLater& gossip : later.gossip)
    state.scenario.topology.groups[gossip.group].gossip = read_gossip(gossip.field, state);
  if (const auto links = map.find("links")) read_links(*links, state);
  if (const auto overlay = map.find("overlay")) read_overlay(*overlay, state);
}

}  // namespace fleetsim::sim
