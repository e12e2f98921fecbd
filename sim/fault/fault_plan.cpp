#include "sim/fault/fault_plan.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "core/base/node_id.h"
#include "sim/fault/budget.h"
#include "sim/fault/network_plan.h"
#include "sim/fault/occurrences.h"
#include "sim/fault/select.h"

namespace fleetsim::sim {
namespace {

// As it says, or as long as is drawn; what goes beyond the safety phase ends with it.
std::optional<core::Instant> end_of(const Fault& spec, const PlannedFault& planned, core::Instant safety_end,
                                    std::uint64_t seed) {
  if (!spec.lasts) return std::nullopt;
  const core::Instant end = planned.begin + draw_length(spec, planned.name, seed);
  const bool within = end < safety_end || (happens_once(spec) && known_length(spec));
  return within ? std::optional(end) : std::nullopt;
}

/// Makes the plan of one fault after another.
class Planner {
 public:
  Planner(const Scenario& scenario, std::uint64_t seed)
      : scenario_(scenario), seed_(seed), safety_end_(core::Instant{} + scenario.safety_until) {}

  std::vector<PlannedFault> plan() {
    for (std::uint32_t fault = 0; fault < scenario_.faults.size(); ++fault) {
      const std::size_t before = plan_.size();
      if (scenario_.faults[fault].when) continue;  // nobody knows yet
      if (scenario_.faults[fault].action == FaultAction::churn)
        add_churn(fault);
      else
        add_occurrences(fault);
      for (std::size_t i = before; i < plan_.size(); ++i) plan_[i].occurrence = static_cast<std::uint32_t>(i - before);
    }
    std::ranges::sort(plan_, {}, [](const PlannedFault& each) { return std::tuple(each.begin, each.fault, each.occurrence); });
    if (scenario_.budget) keep_within_budget(plan_, scenario_, seed_);
    return std::move(plan_);
  }

 private:
  void add_occurrences(std::uint32_t fault) {
    const Fault& spec = scenario_.faults[fault];
    free_from_.clear();
    for (Occurrence& occurrence : occurrences(spec, safety_end_, seed_)) {
      std::optional<PlannedFault> planned =
          draw_occurrence(scenario_, seed_, fault, std::move(occurrence.name), occurrence.begin, std::nullopt);
      if (planned && hold(spec, *planned)) plan_.push_back(*std::move(planned));
    }
  }

  // Leaves out whom it must not hit yet; false if it does not happen.
  bool hold(const Fault& spec, PlannedFault& planned) {
    if (spec.action == FaultAction::link_down) return hold({core::kNobody}, spec, planned);
    if (!is_network(spec.action))
      std::erase_if(planned.nodes, [&](std::uint32_t node) { return !is_free(node, planned.begin); });
    return hold(planned.nodes, spec, planned);
  }

  bool is_free(std::uint32_t node, core::Instant at) const {
    const auto from = free_from_.find(node);
    return from == free_from_.end() || at >= from->second;
  }

  // Keeps them from being hit again too soon; false if there is nobody, or somebody who must not be hit yet.
  bool hold(const std::vector<std::uint32_t>& nodes, const Fault& spec, const PlannedFault& planned) {
    if (nodes.empty()) return false;
    if (!is_repeated(spec)) return true;
    for (const std::uint32_t node : nodes)
      if (!is_free(node, planned.begin)) return false;
    const bool passes = is_momentary(spec.action) && spec.action != FaultAction::leave;
    const core::Instant end = passes ? planned.begin : planned.end.value_or(core::kNever);
    for (const std::uint32_t node : nodes) free_from_[node] = end == core::kNever ? end : end + spec.stability;
    return true;
  }

  void add_churn(std::uint32_t fault) {
    const Fault& spec = scenario_.faults[fault];
    const std::optional<core::Duration> length =
        spec.lasts ? std::optional(draw_length(spec, spec.id, seed_)) : std::nullopt;
    const core::Instant until =
        length ? std::min(core::Instant{} + spec.at + *length, safety_end_) : safety_end_;
    core::Dice dice = fault_dice(seed_, spec.id, "select");
    const std::size_t before = plan_.size();
    for (const std::uint32_t node : select(spec.select, scenario_, seed_, dice)) {
      const std::string& name = scenario_.nodes[node].name;
      for (const Absence& absence : absences(spec, name, until, seed_)) {
        PlannedFault planned;
        planned.fault = fault;
        planned.name = spec.id + "/" + name;
        planned.begin = absence.begin;
        if (const core::Instant end = std::min(absence.end, until); end < safety_end_) planned.end = end;
        planned.nodes = {node};
        plan_.push_back(std::move(planned));
      }
    }
    std::ranges::sort(plan_.begin() + static_cast<std::ptrdiff_t>(before), plan_.end(), {},
                      [](const PlannedFault& each) { return std::pair(each.begin, each.nodes.front()); });
  }

  const Scenario& scenario_;
  std::uint64_t seed_;
  core::Instant safety_end_;
  std::map<std::uint32_t, core::Instant> free_from_;  // of the fault at hand, by node
  std::vector<PlannedFault> plan_;
};

}  // namespace

std::optional<PlannedFault> draw_occurrence(const Scenario& scenario, std::uint64_t seed, std::uint32_t fault,
                                            std::string name, core::Instant begin, std::optional<std::uint32_t> there) {
  const Fault& spec = scenario.faults[fault];
  if (spec.probability != core::Ratio{1, 1}) {
    core::Dice dice = fault_dice(seed, name, "chance");
    if (!dice.chance(spec.probability)) return std::nullopt;
  }
  PlannedFault planned;
  planned.fault = fault;
  planned.name = std::move(name);
  planned.begin = begin;
  planned.end = end_of(spec, planned, core::Instant{} + scenario.safety_until, seed);
  planned.lanes = plan_lanes(spec);
  if (spec.action == FaultAction::link_down) return planned;
  core::Dice dice = fault_dice(seed, planned.name, "select");
  if (spec.there)
    planned.nodes = {*there};
  else
    planned.nodes = select(spec.select, scenario, seed, dice);
  if (is_network(spec.action)) planned.network = plan_network_fault(spec, planned, scenario, seed, dice);
  return planned;
}

std::vector<PlannedFault> plan_faults(const Scenario& scenario, std::uint64_t seed) {
  return Planner(scenario, seed).plan();
}

}  // namespace fleetsim::sim
