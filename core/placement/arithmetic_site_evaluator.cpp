#include "core/placement/arithmetic_site_evaluator.h"

#include "core/base/check.h"

namespace fleetsim::core {

ArithmeticSiteEvaluator::ArithmeticSiteEvaluator(Duration cpu_time_per_step, Environment environment)
    : per_step_(cpu_time_per_step), environment_(std::move(environment)) {
  FLEET_CHECK(per_step_.ns > 0);
}

SiteEvaluation ArithmeticSiteEvaluator::evaluate(Cx&, const EvalRequest& request,
                                                 const SiteBudget& budget) const {
  EvaluateLimits limits;
  limits.steps_max = static_cast<std::uint64_t>(budget.cpu_time_max.ns / per_step_.ns);
  limits.memory_bytes_max = budget.memory_bytes_max;
  Evaluation evaluation = ArithmeticEvaluator(limits, environment_).evaluate(request);
  SiteEvaluation outcome{std::move(evaluation.reply),
                         per_step_ * static_cast<std::int64_t>(evaluation.steps),
                         evaluation.memory_bytes,
                         {}};
  if (!outcome.reply && outcome.reply.error().code == ErrorCode::limit_exceeded) {
    // The tokens are part of the evaluator's contract.
    const std::string& why = outcome.reply.error().first;
    if (why.starts_with("cpu-time")) outcome.exhausted = SiteEvaluation::Exhausted::cpu_time;
    if (why.starts_with("memory")) outcome.exhausted = SiteEvaluation::Exhausted::memory;
  }
  return outcome;
}

}  // namespace fleetsim::core
