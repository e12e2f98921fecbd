#include "core/host/evaluators.h"

#include <chrono>
#include <thread>

#include "core/base/check.h"
#include "core/evaluate/arithmetic_evaluator.h"
#include "core/evaluate/synthetic_evaluator.h"

namespace fleetsim::core {
namespace {

class EchoEvaluator final : public Evaluator {
 public:
  Evaluation evaluate(const EvalRequest& request) const override { return {EvalReply{request.expr, {}, {}}}; }
};

class TakesItsTime final : public Evaluator {
 public:
  TakesItsTime(EvaluatorRef inner, Duration service) : inner_(std::move(inner)), service_(service) {}

  Evaluation evaluate(const EvalRequest& request) const override {
    std::this_thread::sleep_for(std::chrono::nanoseconds(service_.ns));
    return inner_->evaluate(request);
  }

 private:
  EvaluatorRef inner_;
  Duration service_;
};

}  // namespace

EvaluatorRef make_evaluator(const NodeConfig::Compute& compute) {
  using Kind = NodeConfig::Compute::Kind;
  switch (compute.kind) {
    case Kind::echo:
      return std::make_shared<EchoEvaluator>();
    case Kind::arithmetic:
      return std::make_shared<ArithmeticEvaluator>(compute.limits);
    case Kind::synthetic:
      return std::make_shared<TakesItsTime>(std::make_shared<SyntheticEvaluator>(compute.reply_bytes),
                                            compute.service);
    case Kind::command:
      return std::make_shared<CommandEvaluator>(compute.command);
  }
  FLEET_CHECK(false, "an evaluator outside its enumeration");
}

}  // namespace fleetsim::core
