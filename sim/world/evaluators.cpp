#include "sim/world/evaluators.h"

#include <utility>

#include "core/evaluate/arithmetic_evaluator.h"
#include "core/evaluate/synthetic_evaluator.h"

namespace fleetsim::sim {
namespace {

/// What the scenario says that computing each content yields. No steps: all time is service time.
class DeclaredEvaluator final : public core::Evaluator {
 public:
  DeclaredEvaluator(std::shared_ptr<const Scenario> scenario, std::shared_ptr<const Contents> contents)
      : scenario_(std::move(scenario)), contents_(std::move(contents)) {}

  core::Evaluation evaluate(const core::EvalRequest& request) const override {
    const core::Result<core::ContentKey> key = core::ContentKey::from_request(request);
    if (!key) return {key.error()};
    const auto content = contents_->by_key.find(*key);
    if (content == contents_->by_key.end()) return {core::Error::eval("nothing is known of this work")};
    const Item& item = scenario_->content[content->second];
    if (item.failure) return {core::Error::eval(*item.failure)};
    return {core::text_reply(item.reply)};
  }

 private:
  std::shared_ptr<const Scenario> scenario_;
  std::shared_ptr<const Contents> contents_;
};

}  // namespace

core::EvaluatorRef make_evaluator(const Group::Compute& compute, std::shared_ptr<const Scenario> scenario,
                                  std::shared_ptr<const Contents> contents) {
  if (compute.evaluator == Group::Compute::Evaluator::arithmetic)
    return std::make_shared<core::ArithmeticEvaluator>(compute.limits);
  if (compute.reply_bytes) return std::make_shared<core::SyntheticEvaluator>(*compute.reply_bytes);
  return std::make_shared<DeclaredEvaluator>(std::move(scenario), std::move(contents));
}

}  // namespace fleetsim::sim
