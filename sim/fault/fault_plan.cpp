#include "sim/fault/fault_plan.h"

#include <algorithm>

#include "core/base/check.h"
#include "sim/fault/network_plan.h"
#include "sim/scenario/reader.h"

namespace fleetsim::sim {
namespace {

__extension__ using Wide = unsigned __int128;

std::size_t how_many(const Selector& selector, std::size_t candidates) {
  switch (selector.mode) {
    case Selector::Mode::all:
      return candidates;
    case Selector::Mode::one:
      return 1;
    case Selector::Mode::fixed:
      return static_cast<std::size_t>(selector.count);
    case Selector::Mode::percent: {
      // At least one: a share of a small group is meant to hit somebody.
      const Wide share = static_cast<Wide>(candidates) * selector.share.numerator / selector.share.denominator;
      return std::max<std::size_t>(1, static_cast<std::size_t>(share));
    }
    case Selector::Mode::minority:
      return (candidates - 1) / 2;
    case Selector::Mode::majority:
      return candidates / 2 + 1;
  }
  FLEET_CHECK(false, "an unknown selector mode");
}

}  // namespace

std::vector<std::uint32_t> select(const Selector& selector, const Scenario& scenario, core::Dice& dice) {
  std::vector<std::uint32_t> nodes = candidates(selector, scenario);
  const std::size_t wanted = std::min(nodes.size(), how_many(selector, nodes.size()));
  // Fisher-Yates, as far as needed.
  for (std::size_t i = 0; i < wanted && wanted < nodes.size(); ++i)
    std::swap(nodes[i], nodes[i + static_cast<std::size_t>(dice.below(nodes.size() - i))]);
  nodes.resize(wanted);
  std::ranges::sort(nodes);
  return nodes;
}

std::vector<PlannedFault> plan_faults(const Scenario& scenario, std::uint64_t seed) {
  std::vector<PlannedFault> plan;
  for (const Fault& fault : scenario.faults) {
    core::Dice dice(seed, "fault/" + fault.id + "/select");
    PlannedFault planned;
    planned.begin = core::Instant{} + fault.at;
    if (fault.lasts) planned.end = planned.begin + *fault.lasts;
    if (fault.action != FaultAction::link_down) planned.nodes = select(fault.select, scenario, dice);
    if (is_network(fault.action))
      planned.network = plan_network_fault(fault, planned.nodes, scenario, dice);
    planned.lanes = plan_lanes(fault);
    plan.push_back(std::move(planned));
  }
  return plan;
}

}  // namespace fleetsim::sim
