#include "sim/scenario/budget_text.h"

#include <vector>

#include <fmt/format.h>

#include "sim/scenario/selector_text.h"

namespace fleetsim::sim {

std::string budget_text(const Budget& budget, const Scenario& scenario) {
  FlowMap map;
  std::vector<std::string> limits;
  for (const Budget::MaxDown& each : budget.max_down) {
    FlowMap limit;
    add_selector(limit, each.of, scenario);
    if (each.count)
      limit.add("count", count_text(*each.count));
    else
      limit.add("percent", ratio_text(each.percent));
    limits.push_back(limit.text());
  }
  if (!limits.empty()) map.add("max_down", flow_list(limits));
  map.add("keep_copies", count_text(budget.keep_copies));
  if (budget.protect) map.add("protect", selector_text(*budget.protect, scenario));
  map.add("over", budget.over == Budget::Over::refuse ? "refuse" : "count");
  return map.text();
}

}  // namespace fleetsim::sim
