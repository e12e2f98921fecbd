#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/env/dice.h"
#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

/// One time that a fault may happen.
struct Occurrence {
  std::string name;  ///< of its streams (see PlannedFault)
  core::Instant begin;
};

/// What the `number`-th of many is called.
std::string occurrence_name(const Fault& fault, std::uint64_t number);

/// A stream of the occurrence of that name: `fault/<name>/<what>`.
core::Dice fault_dice(std::uint64_t seed, std::string_view name, std::string_view what);

/// When a fault that is no churn may happen, in order, before its `probability` is asked.
std::vector<Occurrence> occurrences(const Fault& fault, core::Instant safety_end, std::uint64_t seed);

/// How long one occurrence lasts, drawn. Requires a fault with a length.
core::Duration draw_length(const Fault& fault, const std::string& name, std::uint64_t seed);

/// While one node is away.
struct Absence {
  core::Instant begin;
  core::Instant end;  ///< may be after the end of the churn
};

/// When one node is away because of churn, until `until`. All of it is drawn from the node's own stream
/// `fault/<id>/<node>/sessions`.
std::vector<Absence> absences(const Fault& churn, const std::string& node, core::Instant until, std::uint64_t seed);

}  // namespace fleetsim::sim
