#pragma once

#include "core/eval/eval_fabric.h"
#include "core/store/eval_cassette.h"

namespace fleetsim::core {

/// Cache first, then an inner fabric whose successes are recorded. Errors are never recorded.
/// Contract row 9.
class LedgeredRelayFabric final : public EvalFabric {
 public:
  LedgeredRelayFabric(EvalFabricRef inner, std::shared_ptr<EvalCassette> cassette)
      : inner_(std::move(inner)), cassette_(std::move(cassette)) {}

  const std::shared_ptr<EvalCassette>& cassette() const { return cassette_; }
  const EvalFabricRef& inner() const { return inner_; }

  /// Errors: the inner's; the cassette's when a success cannot be recorded.
  Result<EvalReply> realize(EvalContext& context, const EvalRequest& request) override;

 private:
  EvalFabricRef inner_;
  std::shared_ptr<EvalCassette> cassette_;
};

}  // namespace fleetsim::core
