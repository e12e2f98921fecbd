// Every action of faults, every verb of time and every limit of a budget has a scenario that must pass, so that it is shown
// to be survived.

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/scenario/fault_text.h"
#include "tests/support/scenario_text.h"

namespace fleetsim::tests {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<sim::Scenario> all_shipped() {
  std::vector<sim::Scenario> all;
  for (const std::string& path : shipped_scenarios()) all.push_back(shipped_scenario(path));
  return all;
}

std::vector<std::string> without_a_scenario(const std::vector<sim::Scenario>& scenarios) {
  std::set<std::string> missing;
  for (std::size_t action = 0; action < sim::kFaultActions; ++action)
    missing.insert(sim::action_text(static_cast<sim::FaultAction>(action)));
  for (const sim::Scenario& scenario : scenarios)
    for (const sim::Fault& fault : scenario.faults) missing.erase(sim::action_text(fault.action));
  return {missing.begin(), missing.end()};
}

TEST(FaultCoverageTest, EveryActionHasAScenarioThatMustPass) { EXPECT_THAT(without_a_scenario(all_shipped()), IsEmpty()); }

TEST(FaultCoverageTest, AnActionWithoutAScenarioIsFound) {
  std::vector<sim::Scenario> scenarios = all_shipped();
  for (sim::Scenario& scenario : scenarios)
    std::erase_if(scenario.faults, [](const sim::Fault& fault) { return fault.action == sim::FaultAction::churn; });
  EXPECT_THAT(without_a_scenario(scenarios), ElementsAre("churn"));
}

TEST(FaultCoverageTest, EveryVerbOfTimeHasAScenarioThatMustPass) {
  std::set<std::string> missing{"at", "every", "stagger", "rate", "drawn for", "probability", "stability", "when", "holders_of",
                                "home_of", "minority_third", "max_down", "keep_copies", "protect"};
  for (const sim::Scenario& scenario : all_shipped()) {
    const auto found = [&](const char* what, bool there) {
      if (there) missing.erase(what);
    };
    for (const sim::Fault& fault : scenario.faults) {
      found("at", !sim::is_repeated(fault));
      found("every", fault.every.has_value());
      found("stagger", fault.every && fault.every->stagger.ns > 0);
      found("rate", fault.rate.has_value());
      found("drawn for", fault.lasts && !sim::known_length(fault));
      found("probability", fault.probability != core::Ratio{1, 1});
      found("stability", fault.stability.ns > 0 && !fault.flap);
      found("when", fault.when.has_value());
      found("holders_of", fault.select.holders_of.has_value());
      found("home_of", fault.select.home_of.has_value());
      found("minority_third", fault.select.mode == sim::Selector::Mode::minority_third);
    }
    if (!scenario.budget) continue;
    found("max_down", !scenario.budget->max_down.empty());
    found("keep_copies", scenario.budget->keep_copies > 0);
    found("protect", scenario.budget->protect.has_value());
  }
  EXPECT_THAT(missing, IsEmpty());
}

}  // namespace
}  // namespace fleetsim::tests
