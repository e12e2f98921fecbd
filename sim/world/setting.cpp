#include "sim/world/setting.h"

#include <algorithm>
#include <utility>

#include "sim/world/evaluators.h"

namespace fleetsim::sim {
namespace {

std::vector<core::Symbol> node_names(const Scenario& scenario) {
  std::vector<core::Symbol> names;
  names.reserve(scenario.nodes.size());
  for (const NodeSpec& node : scenario.nodes) names.push_back(core::Symbol::unqualified(node.name));
  return names;
}

bool has_wrong_clocks(const Scenario& scenario) {
  return std::ranges::any_of(scenario.topology.groups, [](const Group& group) { return group.clock != ClockSpec{}; }) ||
         std::ranges::any_of(scenario.faults, [](const Fault& fault) {
           return fault.action == FaultAction::clock_jump || fault.action == FaultAction::clock_drift;
         });
}

}  // namespace

Setting::Setting(std::shared_ptr<const Scenario> of)
    : scenario(std::move(of)),
      contents(std::make_shared<const Contents>(*scenario)),
      directory(std::make_shared<const core::Directory>(node_names(*scenario))),
      clocks_differ(has_wrong_clocks(*scenario)) {
  for (const Group& group : scenario->topology.groups)
    evaluators.push_back(group.compute ? make_evaluator(*group.compute, scenario, contents) : nullptr);
}

}  // namespace fleetsim::sim
