#include "core/evaluate/arithmetic_evaluator.h"

#include <utility>

#include "core/base/check.h"
#include "core/evaluate/walk.h"
#include "core/value/canonical_order.h"

namespace fleetsim::core {
namespace {

Result<EvalReply> evaluate_metered(const EvalRequest& request, const Environment& environment, Meter& meter) {
  if (request.mode != EvalMode::eval) return Error::eval("mode logic is not evaluated here");
  if (Result<void> depth = check_depth(request.expr.depth(), "the expression"); !depth) return depth.error();
  if (Result<void> walked = walk_program(request.expr, meter); !walked) return walked.error();
  const Expr program = canonical_form(request.expr);
  Result<Expr> value = Interpreter(environment, meter).run(program);
  if (!value) return value.error();
  if (Result<void> walked = walk_reply(*value, meter); !walked) return walked.error();
  return EvalReply{*std::move(value), {}, std::nullopt};
}

}  // namespace

ArithmeticEvaluator::ArithmeticEvaluator(const EvaluateLimits& limits, Environment environment)
    : limits_(limits), environment_(std::move(environment)) {
  for (auto& [name, value] : environment_) {
    FLEET_CHECK(value.depth() <= kDepthMax, name.text());
    value = canonical_form(value);
  }
}

Evaluation ArithmeticEvaluator::evaluate(const EvalRequest& request) const {
  Meter meter(limits_);
  Result<EvalReply> reply = evaluate_metered(request, environment_, meter);
  return {std::move(reply), meter.steps(), meter.memory_bytes_peak()};
}

}  // namespace fleetsim::core
