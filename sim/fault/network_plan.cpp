#include "sim/fault/network_plan.h"

#include <numeric>
#include <utility>

#include "core/base/checksum.h"
#include "sim/fault/select.h"

namespace fleetsim::sim {
namespace {

struct Sides {
  NodeSet near;
  NodeSet far;
};

NodeSet as_set(const std::vector<std::uint32_t>& nodes, std::size_t size) {
  NodeSet set(size);
  for (const std::uint32_t node : nodes) set[node] = true;
  return set;
}

// Everybody but the bridge, by position: the first half and the second.
Sides sides_of_bridge(const NodeSet& bridge) {
  std::vector<std::uint32_t> others;
  for (std::uint32_t node = 0; node < bridge.size(); ++node)
    if (!bridge[node]) others.push_back(node);
  Sides sides{NodeSet(bridge.size()), NodeSet(bridge.size())};
  for (std::size_t i = 0; i < others.size(); ++i) (i < others.size() / 2 ? sides.near : sides.far)[others[i]] = true;
  return sides;
}

// A coin for each node; a side without anybody gets one that is drawn.
Sides random_sides(std::size_t size, core::Dice& dice) {
  Sides sides{NodeSet(size), NodeSet(size)};
  std::size_t near = 0;
  for (std::size_t node = 0; node < size; ++node) {
    const bool is_near = dice.chance({1, 2});
    sides.near[node] = is_near;
    near += is_near ? 1U : 0U;
  }
  if (near == 0 || near == size) {
    const auto node = static_cast<std::size_t>(dice.below(size));
    sides.near[node] = near == 0;
  }
  sides.far = sides.near;
  sides.far.flip();
  return sides;
}

Sides sides_of(const Fault& fault, const std::vector<std::uint32_t>& near, const Scenario& scenario,
               std::uint64_t seed, core::Dice& dice) {
  const std::size_t size = scenario.nodes.size();
  if (fault.action == FaultAction::partition && fault.shape == Shape::bridge) return sides_of_bridge(as_set(near, size));
  if (fault.action == FaultAction::partition && fault.shape == Shape::random) return random_sides(size, dice);
  Sides sides{as_set(near, size), {}};
  if (fault.other) {
    sides.far = as_set(select(*fault.other, scenario, seed, dice), size);
  } else {
    sides.far = sides.near;
    sides.far.flip();
  }
  return sides;
}

// Each node's place in a drawn order round a ring (Fisher-Yates), and how far it reaches either way: to just so many that
// they are a majority with it.
void put_on_ring(NetworkFault& fault, std::size_t size, core::Dice& dice) {
  fault.ring.resize(size);
  std::iota(fault.ring.begin(), fault.ring.end(), 0U);
  for (std::size_t i = size; i > 1; --i) std::swap(fault.ring[i - 1], fault.ring[static_cast<std::size_t>(dice.below(i))]);
  fault.reach = static_cast<std::uint32_t>((size / 2 + 1) / 2);
}

decltype(NetworkFault::what) effect_of(const Fault& fault) {
  const bool inbound = fault.direction == Fault::Direction::to;
  switch (fault.action) {
    case FaultAction::loss:
      if (fault.burst) return *fault.burst;
      return NetworkFault::Lossy{fault.ratio};
    case FaultAction::slow_link:
      return NetworkFault::Slow{fault.add};
    case FaultAction::duplicate:
      return NetworkFault::Doubling{fault.ratio};
    case FaultAction::reorder:
      return Reordering{fault.ratio, fault.add};
    case FaultAction::corrupt:
      return NetworkFault::Corrupting{fault.ratio};
    case FaultAction::clog:
      return NetworkFault::Clogged{};
    case FaultAction::throttle:
      return NetworkFault::Throttled{
          inbound ? Bandwidth{fault.bandwidth.down, fault.bandwidth.up} : fault.bandwidth, fault.queue, fault.sharing};
    default:
      return NetworkFault::Cut{.silent = fault.action == FaultAction::blackhole};
  }
}

}  // namespace

NetworkFault plan_network_fault(const Fault& fault, const PlannedFault& of, const Scenario& scenario, std::uint64_t seed,
                                core::Dice& dice) {
  Sides sides = sides_of(fault, of.nodes, scenario, seed, dice);
  const bool inbound = fault.direction == Fault::Direction::to;
  NetworkFault planned{.from = std::move(inbound ? sides.far : sides.near),
                       .to = std::move(inbound ? sides.near : sides.far),
                       .both_ways = fault.direction == Fault::Direction::both,
                       .what = effect_of(fault),
                       .key = core::checksum64(core::as_bytes(of.name))};
  if (fault.action == FaultAction::partition && fault.shape == Shape::ring)
    put_on_ring(planned, scenario.nodes.size(), dice);
  return planned;
}

std::vector<Lane> plan_lanes(const Fault& fault) {
  std::vector<Lane> lanes;
  for (const std::uint32_t link : fault.links) {
    if (fault.direction != Fault::Direction::from) lanes.push_back(2 * link);
    if (fault.direction != Fault::Direction::to) lanes.push_back(2 * link + 1);
  }
  return lanes;
}

}  // namespace fleetsim::sim
