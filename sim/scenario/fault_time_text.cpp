#include "sim/scenario/fault_time_text.h"

#include <iterator>

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
  what.add("nth", fmt::format("{}", when.nth));
  map.add("when", what.text()).add("delay", duration_text(when.delay)).add("times", fmt::format("{}", when.times));
}

}  // namespace

const char* action_text(FaultAction action) {
  static constexpr const char* kActions[] = {"partition",
                                             "loss",
                                             "slow_link",
                                             "crash",
                                             "wipe",
                                             "join",
                                             "lost_writes",
                                             "wrong_reply",
                                             "false_announcement",
                                             "divergent_compute",
                                             "io_error",
                                             "disk_full",
                                             "slow_disk",
                                             "torn_write",
                                             "bit_rot",
                                             "misdirected_write",
                                             "duplicate",
                                             "reorder",
                                             "corrupt",
                                             "clog",
                                             "blackhole",
                                             "restart",
                                             "pause",
                                             "slow_node",
                                             "leave",
                                             "clock_jump",
                                             "clock_drift",
                                             "lost_announcement",
                                             "stale_announcement",
                                             "throttle",
                                             "flap",
                                             "link_down",
                                             "churn"};
  static_assert(std::size(kActions) == kFaultActions);
  return kActions[static_cast<std::size_t>(action)];
}

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
