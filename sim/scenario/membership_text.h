#pragma once

#include <string>

#include "core/membership/membership_options.h"
#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

/// `fabric.membership` as a YAML flow map, everything written out.
std::string membership_text(const core::MembershipOptions& options);

/// An expectation of `expect.members` as a YAML flow map.
std::string members_spec_text(const MembersSpec& spec, const Scenario& scenario);

}  // namespace fleetsim::sim
