#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/node_id.h"
#include "core/base/time.h"
#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

using PartId = std::uint32_t;

/// Which machines make up which part of a world, so that each part can go on by itself for as long as nothing from
/// another one can have reached it.
struct Division {
  std::vector<PartId> part_of = {};  ///< per node; empty: all of them are one part
  PartId parts = 1;
  /// Every message from one part to another takes at least that long.
  core::Duration lookahead = {};
  /// Why there is one part though more were wanted; empty: there are more, or one was enough.
  std::string whole_because = {};

  bool is_whole() const { return parts == 1; }
  PartId of(core::NodeId node) const { return part_of.empty() ? 0 : part_of[node]; }
};

/// Divides the fleet into `wanted` parts of about the same size that are as far from each other as can be. One part if that
/// cannot be without a part having to know at once what happens in another one.
/// Determinism: a function of its arguments. Nothing that happens in a run follows from it.
Division divide(const Scenario& scenario, PartId wanted);

}  // namespace fleetsim::sim
