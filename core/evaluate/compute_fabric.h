#pragma once

#include <utility>

#include "core/eval/eval_fabric.h"
#include "core/evaluate/evaluator.h"

namespace fleetsim::core {

/// A home site as a synchronous fabric: checks what the request declares against the caller's context, then
/// evaluates. No cache, no record. As thread-safe as its evaluator.
class ComputeFabric final : public EvalFabric {
 public:
  explicit ComputeFabric(EvaluatorRef evaluator) : evaluator_(std::move(evaluator)) {}

  const EvaluatorRef& evaluator() const { return evaluator_; }

  /// Errors: capability_denied for the first that is missing; the evaluator's.
  Result<EvalReply> realize(EvalContext& context, const EvalRequest& request) override;

 private:
  EvaluatorRef evaluator_;
};

}  // namespace fleetsim::core
