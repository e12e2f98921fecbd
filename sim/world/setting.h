#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/env/directory.h"
#include "core/evaluate/evaluator.h"
#include "sim/scenario/scenario.h"
#include "sim/world/contents.h"

namespace fleetsim::sim {

/// What follows from the scenario alone and never changes: shared by a world, its parts and its copies.
struct Setting {
  explicit Setting(std::shared_ptr<const Scenario> of);

  const Group& group_of(core::NodeId node) const { return scenario->topology.groups[scenario->nodes[node].group]; }
  std::string name_of(core::NodeId node) const { return directory->name(node).text(); }

  std::shared_ptr<const Scenario> scenario;
  std::shared_ptr<const Contents> contents;
  std::shared_ptr<const core::Directory> directory;
  std::vector<core::EvaluatorRef> evaluators;  ///< by group; null: no home
  bool clocks_differ = false;                  ///< from the true time, at any node at any time of the run
};

}  // namespace fleetsim::sim
