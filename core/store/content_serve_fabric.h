#pragma once

#include <memory>

#include "core/eval/eval_fabric.h"
#include "core/store/eval_cassette.h"

namespace fleetsim::core {

/// Read-only fabric over one cassette: the held reply, or an error. Never computes, contacts nobody, records
/// nothing.
///
/// Contract row 4.
class ContentServeFabric final : public EvalFabric {
 public:
  explicit ContentServeFabric(std::shared_ptr<EvalCassette> cassette) : cassette_(std::move(cassette)) {}

  /// Error: eval/not_held.
  Result<EvalReply> realize(EvalContext& context, const EvalRequest& request) override;

  const std::shared_ptr<EvalCassette>& cassette() const { return cassette_; }

 private:
  std::shared_ptr<EvalCassette> cassette_;
};

/// The error of a serving node that does not hold what it is asked for.
Error not_held_error();

}  // namespace fleetsim::core
