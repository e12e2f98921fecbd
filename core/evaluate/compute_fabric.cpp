#include "core/evaluate/compute_fabric.h"

namespace fleetsim::core {

Result<EvalReply> ComputeFabric::realize(EvalContext& context, const EvalRequest& request) {
  if (Result<void> granted = context.require_all(request.required_capabilities); !granted)
    return granted.error();
  return evaluator_->evaluate(request).reply;
}

}  // namespace fleetsim::core
