#pragma once

#include "core/evaluate/arithmetic_evaluator.h"
#include "core/placement/site_evaluator.h"

namespace fleetsim::core {

/// Runs nodes in the fabric's expression language (core/evaluate/LANGUAGE.md), at a price per step.
class ArithmeticSiteEvaluator final : public SiteEvaluator {
 public:
  /// Requires cpu_time_per_step > 0.
  explicit ArithmeticSiteEvaluator(Duration cpu_time_per_step, Environment environment = {});

  /// The budget's CPU time buys whole steps. Errors: those of ArithmeticEvaluator.
  SiteEvaluation evaluate(Cx& cx, const EvalRequest& request, const SiteBudget& budget) const override;

 private:
  Duration per_step_;
  Environment environment_;
};

}  // namespace fleetsim::core
