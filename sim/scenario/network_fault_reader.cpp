// Faults between two sides, and of links.

#include "sim/scenario/network_fault_reader.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/link_reader.h"
#include "sim/scenario/nearest.h"
#include "sim/scenario/reaction_reader.h"
#include "sim/scenario/sections.h"
#include "sim/scenario/selector.h"

namespace fleetsim::sim {
namespace {

constexpr std::array<std::pair<std::string_view, Fault::Direction>, 3> kDirections = {
    {{"both", Fault::Direction::both}, {"to", Fault::Direction::to}, {"from", Fault::Direction::from}}};

/// Among fewer, a majority is everybody but nobody: nothing would be cut.
constexpr std::size_t kRingMin = 4;

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
  static constexpr std::array<std::pair<std::string_view, Shape>, 5> kShapes = {{{"halves", Shape::halves},
                                                                                 {"isolate", Shape::isolate},
                                                                                 {"bridge", Shape::bridge},
                                                                                 {"ring", Shape::ring},
                                                                                 {"random", Shape::random}}};
  if (const auto shape = map.find("shape")) return shape->word<Shape>(kShapes);
  if (map.has("between")) return Shape::halves;
  if (map.has("select")) return Shape::isolate;
  map.field().wrong("a partition without sides", "shape: halves, \"between\" or \"select\"");
  return std::nullopt;
}

// One side, against everybody else.
void take_select(const Field& field, ReadState& state, Fault& fault) {
  if (is_there(field, fault)) return;
  const std::optional<Selector> select = read_selector(field, state);
  if (!select) return;
  fault.select = *select;
  const std::uint64_t chosen = count_chosen(*select, count_candidates(*select, state));
  if (chosen == state.scenario.nodes.size() && state.nodes_known)
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

// A shape that draws or splits by itself: what it needs beside it, and nothing else.
void read_drawn_shape(MapReader& map, ReadState& state, Fault& fault) {
  const std::size_t nodes = state.scenario.nodes.size();
  const bool bridge = fault.shape == Shape::bridge;
  if (const auto between = map.find("between")) between->wrong("sides of a shape that makes them", "no \"between\"");
  const std::optional<Field> select = bridge ? map.require("select") : map.find("select");
  if (bridge && select && is_there(*select, fault)) {
    if (state.nodes_known && nodes < 3) select->wrong("a bridge between fewer than two", "at least 2 other nodes");
  } else if (bridge && select) {
    if (const auto read = read_selector(*select, state)) {
      fault.select = *read;
      const std::uint64_t left = nodes - std::min<std::uint64_t>(nodes, count_chosen(*read, count_candidates(*read, state)));
      if (state.nodes_known && left < 2) select->wrong("a bridge between fewer than two", "at least 2 other nodes");
    }
  } else if (select) {
    select->wrong("a selector of a shape that is drawn from all nodes", "no \"select\"");
  }
  const auto direction = map.find("direction");
  if (direction) fault.direction = direction->word<Fault::Direction>(kDirections).value_or(Fault::Direction::both);
  if (direction && fault.shape != Shape::bridge && fault.direction != Fault::Direction::both)
    direction->wrong("a direction of a shape that has no sides of its own", "both");
  const std::size_t least = fault.shape == Shape::ring ? kRingMin : 2;
  if (state.nodes_known && nodes < least)
    map.field().wrong(fmt::format("a partition of {} nodes of that shape", nodes), fmt::format("at least {} nodes", least));
}

void read_sides(MapReader& map, ReadState& state, Fault& fault) {
  std::optional<Shape> shape;
  if (fault.action == FaultAction::partition) shape = read_shape(map);
  if (shape) fault.shape = *shape;
  if (shape && *shape != Shape::halves && *shape != Shape::isolate) return read_drawn_shape(map, state, fault);
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

void read_share(MapReader& map, const ReadState& state, Fault& fault) {
  const bool bursts = fault.action == FaultAction::loss;
  const std::optional<Field> burst = bursts ? map.find("burst") : std::nullopt;
  if (burst) fault.burst = read_burst(*burst);
  const std::optional<Field> ratio = burst ? map.find("ratio") : map.require("ratio");
  if (burst && ratio) return ratio->wrong("both \"ratio\" and \"burst\"", "one of them");
  if (ratio) {
    fault.ratio = ratio->ratio().value_or(core::Ratio{1, 1});
    if (fault.ratio.numerator == 0) ratio->wrong("a share of nothing", "a ratio above 0");
  }
  const std::vector<Link>& links = state.scenario.topology.links;
  const auto is_stream = [](const Link& link) { return link.transport == Link::Transport::stream; };
  if (fault.action == FaultAction::duplicate && !links.empty() && std::ranges::all_of(links, is_stream))
    map.field().wrong("copies on streams, where they do not show", "a link with \"transport: datagram\"");
}

void read_throttle(MapReader& map, Fault& fault) {
  const std::optional<Field> bandwidth = map.require("bandwidth");
  if (bandwidth) fault.bandwidth = read_bandwidth(*bandwidth).value_or(Bandwidth{1, 1});
  read_waiting(map, true, fault.queue, fault.sharing);
  const bool none = (fault.direction == Fault::Direction::to && fault.bandwidth.down == 0) ||
                    (fault.direction == Fault::Direction::from && fault.bandwidth.up == 0);
  if (bandwidth && none) bandwidth->wrong("no bandwidth in the direction of the fault", "\"up\" for from, \"down\" for to");
}

void read_flap(MapReader& map, Fault& fault) {
  Fault::Flap flap;
  if (const auto down = map.require("down")) flap.down = read_distribution(*down).value_or(Distribution{});
  if (const auto up = map.require("up")) flap.up = read_distribution(*up).value_or(Distribution{});
  fault.flap = flap;
}

// Links by their ids, and which way.
void read_link_down(MapReader& map, ReadState& state, Fault& fault) {
  const std::optional<Field> link = map.require("link");
  if (const auto direction = map.find("direction"))
    fault.direction = direction->word<Fault::Direction>(kDirections).value_or(Fault::Direction::both);
  if (!link) return;
  std::vector<Field> ids{*link};
  if (link->is_sequence()) ids = *link->items("");
  if (ids.empty()) link->wrong("an empty list", "the id of a link, or a list of ids");
  std::set<std::uint32_t> seen;
  for (const Field& id : ids) {
    const std::optional<std::string> name = id.name();
    if (!name) continue;
    const auto found = state.links.find(*name);
    if (found != state.links.end()) {
      if (!seen.insert(found->second).second) id.wrong(fmt::format("{} twice", id.found()), "each link once");
      const bool one_way = !state.scenario.topology.links[found->second].symmetric;
      if (one_way && fault.direction == Fault::Direction::from)
        id.wrong("a direction in which the link does not lead", "both, or to");
      fault.links.push_back(found->second);
    } else if (state.links_known) {
      Nearest nearest(*name);
      for (const auto& [known, position] : state.links) nearest.offer(known);
      id.wrong(fmt::format("no link has the id {}", id.found()), with_suggestion("the id of a link", nearest));
    }
  }
}

}  // namespace

void read_network_effect(MapReader& map, ReadState& state, Fault& fault) {
  if (fault.action == FaultAction::link_down) return read_link_down(map, state, fault);
  read_sides(map, state, fault);
  if (is_for_a_share(fault.action)) read_share(map, state, fault);
  if (fault.action == FaultAction::slow_link || fault.action == FaultAction::reorder)
    if (const auto add = map.require("add")) {
      fault.add = add->span().value_or(core::Duration{1});
      if (fault.add.ns == 0) add->wrong("a delay of nothing", "a duration longer than 0s");
    }
  if (fault.action == FaultAction::throttle) read_throttle(map, fault);
  if (fault.action == FaultAction::flap) read_flap(map, fault);
}

}  // namespace fleetsim::sim
