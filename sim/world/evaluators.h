#pragma once

#include <memory>

#include "core/evaluate/evaluator.h"
#include "sim/scenario/scenario.h"
#include "sim/world/contents.h"

namespace fleetsim::sim {

/// How the home sites of a group compute. Immutable; shared by all of them, and by copies of the world.
core::EvaluatorRef make_evaluator(const Group::Compute& compute, std::shared_ptr<const Scenario> scenario,
                                  std::shared_ptr<const Contents> contents);

}  // namespace fleetsim::sim
