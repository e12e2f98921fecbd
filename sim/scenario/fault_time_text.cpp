#include "sim/scenario/fault_time_text.h"

#include <fmt/format.h>

#include "sim/scenario/distribution_text.h"
#include "sim/scenario/reaction_reader.h"
#include "sim/scenario/selector_text.h"

namespace fleetsim::sim {
namespace {

// A long constant is a duration and no span.
std::string length_text(const Distribution& length) {
  const auto* constant = std::get_if<Constant>(&length);
  return constant ? duration_text(constant->value) : distribution_text(length);
}

void add_when(FlowMap& map, const When& when, const Scenario& scenario) {
  FlowMap what;
  what.add("fact", to_string(when.fact));
  if (when.node) what.add("node", selector_text(*when.node, scenario));
  if (when.content) what.add_text("content", scenario.content.at(*when.content).id);
  if (when.request) what.add_text("request", scenario.requests.at(*when.request).as);
  what.add("nth", count_text(when.nth));
  map.add("when", what.text()).add("delay", duration_text(when.delay)).add("times", count_text(when.times));
}

}  // namespace

void add_fault_times(FlowMap& map, const Fault& fault, const Scenario& scenario) {
  if (fault.when)
    add_when(map, *fault.when, scenario);
  else
    map.add("at", duration_text(fault.at));
  if (fault.every)
    map.add("every", FlowMap()
                         .add("interval", duration_text(fault.every->interval))
                         .add("stagger", duration_text(fault.every->stagger))
                         .text());
  if (fault.rate) map.add("rate", frequency_text(*fault.rate));
  if (fault.probability != core::Ratio{1, 1}) map.add("probability", ratio_text(fault.probability));
  if (fault.stability.ns > 0) map.add("stability", duration_text(fault.stability));
  if (fault.lasts) map.add("for", length_text(*fault.lasts));
  if (!is_momentary(fault.action) && fault.action != FaultAction::churn) map.add("heal", fault.heal_never ? "never" : "auto");
}

}  // namespace fleetsim::sim
