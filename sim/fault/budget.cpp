#include "sim/fault/budget.h"

#include <algorithm>
#include <map>

#include "sim/fault/select.h"
#include "sim/scenario/reader.h"

namespace fleetsim::sim {
namespace {

/// So many of these, at most.
struct Limit {
  std::vector<bool> of;
  std::uint64_t most = 0;
  std::uint64_t down = 0;
};

/// What is left of the fleet while the plan goes on.
class Ledger {
 public:
  Ledger(const Scenario& scenario, std::uint64_t seed) : scenario_(scenario), nodes_(scenario.nodes.size()) {
    const Budget& budget = *scenario.budget;
    for (const Budget::MaxDown& each : budget.max_down) {
      const std::vector<std::uint32_t> nodes = members(each.of, seed, "budget/max_down");
      Limit limit{std::vector<bool>(nodes_.size()), each.count.value_or(share_of(nodes.size(), each.percent))};
      for (const std::uint32_t node : nodes) limit.of[node] = true;
      limits_.push_back(std::move(limit));
    }
    if (budget.protect)
      for (const std::uint32_t node : members(*budget.protect, seed, "budget/protect")) nodes_[node].is_protected = true;
    if (budget.keep_copies > 0) count_copies(seed);
  }

  // Whether that fault is within the budget as things are.
  bool allows(const PlannedFault& planned) const {
    const Fault& spec = scenario_.faults[planned.fault];
    if (is_network(spec.action) || spec.action == FaultAction::link_down || spec.action == FaultAction::join) return true;
    for (const std::uint32_t node : planned.nodes)
      if (nodes_[node].is_protected) return false;
    if (!takes_down(action_on_nodes(spec))) return true;
    for (const Limit& limit : limits_) {
      std::uint64_t down = limit.down;
      for (const std::uint32_t node : planned.nodes) down += limit.of[node] && nodes_[node].off == 0 ? 1U : 0U;
      if (down > limit.most) return false;
    }
    return keeps_copies(planned);
  }

  void take(const PlannedFault& planned) {
    const Fault& spec = scenario_.faults[planned.fault];
    const FaultAction action = action_on_nodes(spec);
    if (!takes_down(action)) return;
    const bool back = planned.end || !(spec.heal_never || action == FaultAction::leave);
    const core::Instant end = planned.end.value_or(back ? core::Instant{} + scenario_.safety_until : core::kNever);
    for (const std::uint32_t node : planned.nodes) {
      switch_off(node);
      if (action == FaultAction::wipe || action == FaultAction::leave) nodes_[node].holds.clear();
      if (end != core::kNever) returns_.emplace(end, node);
    }
  }

  void pass_to(core::Instant now) {
    for (; !returns_.empty() && returns_.begin()->first <= now; returns_.erase(returns_.begin()))
      switch_on(returns_.begin()->second);
  }

 private:
  struct State {
    bool is_protected = false;
    std::uint32_t off = 0;             // faults that keep it off
    std::vector<std::uint32_t> holds;  // content, as far as the plan knows
  };

  std::vector<std::uint32_t> members(const Selector& selector, std::uint64_t seed, const char* stream) const {
    core::Dice dice(seed, stream);
    return select(selector, scenario_, seed, dice);
  }

  void count_copies(std::uint64_t seed) {
    copies_.resize(scenario_.content.size());
    for (std::size_t number = 0; number < scenario_.preload.size(); ++number)
      place_preload(scenario_, seed, number, [&](const Preload&, std::uint32_t node, std::uint32_t content) {
        std::vector<std::uint32_t>& holds = nodes_[node].holds;
        if (std::ranges::find(holds, content) != holds.end()) return;
        holds.push_back(content);
        ++copies_[content];
      });
  }

  bool keeps_copies(const PlannedFault& planned) const {
    std::map<std::uint32_t, std::uint64_t> taken;
    for (const std::uint32_t node : planned.nodes)
      if (nodes_[node].off == 0)
        for (const std::uint32_t content : nodes_[node].holds) ++taken[content];
    return std::ranges::all_of(taken, [&](const auto& each) {
      return copies_[each.first] >= each.second + scenario_.budget->keep_copies;
    });
  }

  void switch_off(std::uint32_t node) {
    if (nodes_[node].off++ > 0) return;
    for (Limit& limit : limits_) limit.down += limit.of[node] ? 1U : 0U;
    for (const std::uint32_t content : nodes_[node].holds) --copies_[content];
  }

  void switch_on(std::uint32_t node) {
    if (--nodes_[node].off > 0) return;
    for (Limit& limit : limits_) limit.down -= limit.of[node] ? 1U : 0U;
    for (const std::uint32_t content : nodes_[node].holds) ++copies_[content];
  }

  const Scenario& scenario_;
  std::vector<State> nodes_;
  std::vector<Limit> limits_;
  std::vector<std::uint64_t> copies_;  // of each content, on nodes that are not off
  std::multimap<core::Instant, std::uint32_t> returns_;
};

}  // namespace

void keep_within_budget(std::vector<PlannedFault>& plan, const Scenario& scenario, std::uint64_t seed) {
  Ledger ledger(scenario, seed);
  const bool refuses = scenario.budget->over == Budget::Over::refuse;
  for (PlannedFault& planned : plan) {
    ledger.pass_to(planned.begin);
    if (!ledger.allows(planned)) planned.over = refuses ? PlannedFault::Over::refused : PlannedFault::Over::counted;
    if (planned.over != PlannedFault::Over::refused) ledger.take(planned);
  }
}

}  // namespace fleetsim::sim
