#pragma once

#include "core/evaluate/evaluator.h"
#include "core/evaluate/interpreter.h"

namespace fleetsim::core {

/// Really evaluates the expression language (LANGUAGE.md): numbers, comparisons, booleans, lists, maps,
/// `let`, `if`, lambdas. Pure.
///
/// Determinism: the expression is brought into canonical form first, so that requests with one content key
/// have one evaluation, down to the bytes of the reply and the count of steps, whoever computes and however
/// the maps of the request were ordered.
class ArithmeticEvaluator final : public Evaluator {
 public:
  /// `environment`: what free symbols stand for; the same at every home of a fleet, since it is in no key.
  /// Its values nest no deeper than kDepthMax.
  explicit ArithmeticEvaluator(const EvaluateLimits& limits, Environment environment = {});

  /// Errors: those of Interpreter::run; eval for mode `logic`; eval/limit_exceeded with the token `cpu-time`
  /// or `memory` when a limit is passed, and for expressions or results deeper than kDepthMax.
  Evaluation evaluate(const EvalRequest& request) const override;

 private:
  EvaluateLimits limits_;
  Environment environment_;
};

}  // namespace fleetsim::core
