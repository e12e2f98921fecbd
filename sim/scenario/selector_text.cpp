#include "sim/scenario/selector_text.h"

#include <fmt/format.h>

#include "core/base/check.h"

namespace fleetsim::sim {
namespace {

const char* mode_text(Selector::Mode mode) {
  switch (mode) {
    case Selector::Mode::all:
      return "all";
    case Selector::Mode::one:
      return "one";
    case Selector::Mode::fixed:
      return "fixed";
    case Selector::Mode::percent:
      return "percent";
    case Selector::Mode::minority:
      return "minority";
    case Selector::Mode::majority:
      return "majority";
    case Selector::Mode::minority_third:
      return "minority_third";
  }
  FLEET_CHECK(false, "an unknown mode");
}

}  // namespace

void add_selector(FlowMap& map, const Selector& selector, const Scenario& scenario) {
  if (selector.nodes.size() == 1) map.add_text("node", selector.nodes.front());
  if (selector.nodes.size() > 1) map.add("node", yaml_texts(selector.nodes));
  if (selector.group) map.add_text("group", *selector.group);
  if (selector.zone) map.add_text("zone", *selector.zone);
  if (selector.region) map.add_text("region", *selector.region);
  if (selector.label) map.add_text("label", *selector.label);
  if (selector.holders_of) map.add_text("holders_of", scenario.content.at(*selector.holders_of).id);
  if (selector.home_of) map.add_text("home_of", scenario.content.at(*selector.home_of).id);
}

std::string selector_text(const Selector& selector, const Scenario& scenario) {
  FlowMap map;
  add_selector(map, selector, scenario);
  if (selector.mode != Selector::Mode::all) map.add("mode", mode_text(selector.mode));
  if (selector.mode == Selector::Mode::fixed) map.add("value", count_text(selector.count));
  if (selector.mode == Selector::Mode::percent) map.add("value", ratio_text(selector.share));
  return map.text();
}

}  // namespace fleetsim::sim
