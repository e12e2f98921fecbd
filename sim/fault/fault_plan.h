#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/env/dice.h"
#include "sim/net/network.h"
#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

/// One time that a fault happens, with everything drawn: when, who, until when.
struct PlannedFault {
  std::uint32_t fault = 0;       ///< index into Scenario::faults
  std::uint32_t occurrence = 0;  ///< of that fault, from 0
  /// Its streams of random numbers are called `fault/<name>/...`: the id of a fault that happens once, with `/<n>` behind
  /// it of one that may happen again.
  std::string name;
  core::Instant begin;
  std::optional<core::Instant> end;     ///< none: at the end of the safety phase, or never
  std::vector<std::uint32_t> nodes;     ///< ascending
  std::optional<NetworkFault> network;  ///< of a fault between two sides
  std::vector<Lane> lanes;              ///< link_down: directions of links
  /// It takes more than the scenario's budget allows: then it happens all the same, or not.
  enum class Over : std::uint8_t { no, counted, refused };
  Over over = Over::no;
};

/// What all faults of a run will do, known before it: in the order of their beginnings, and of one instant in that of
/// the file. Nobody is hit by a fault while it still lasts for them, or within its `stability` after that; what hits
/// nobody does not happen.
std::vector<PlannedFault> plan_faults(const Scenario& scenario, std::uint64_t seed);

/// One occurrence of a fault, drawn from the streams of that name; none: it does not happen. `there`: where the fact was
/// that a reactive fault has waited for.
std::optional<PlannedFault> draw_occurrence(const Scenario& scenario, std::uint64_t seed, std::uint32_t fault,
                                            std::string name, core::Instant begin, std::optional<std::uint32_t> there);

}  // namespace fleetsim::sim
