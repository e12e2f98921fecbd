#include "sim/scenario/membership_text.h"

#include <fmt/format.h>

#include "sim/scenario/selector_text.h"
#include "sim/scenario/units.h"
#include "sim/scenario/yaml_writer.h"

namespace fleetsim::sim {

std::string membership_text(const core::MembershipOptions& options) {
  return FlowMap()
      .add("detector", to_string(options.detector))
      .add("interval", duration_text(options.interval))
      .add("jitter", ratio_text(options.jitter))
      .add("timeout", duration_text(options.timeout))
      .add("indirect", count_text(options.indirect))
      .add("suspicion", count_text(options.suspicion))
      .text();
}

std::string members_spec_text(const MembersSpec& spec, const Scenario& scenario) {
  FlowMap map;
  map.add_text("id", spec.id).add("of", selector_text(spec.of, scenario));
  map.add("by", spec.by ? selector_text(*spec.by, scenario) : "all_live");
  return map.add("state", spec.gone ? "gone" : "up")
      .add("at", duration_text(spec.at))
      .add("always", bool_text(spec.always))
      .text();
}

}  // namespace fleetsim::sim
