#pragma once

#include <string_view>

namespace fleetsim::sim {

/// Of the sources that decide what a run is: core and sim without the programs around them. Made by the build
/// (cmake/rules_digest.cmake).
extern const std::string_view kRulesDigest;

}  // namespace fleetsim::sim
