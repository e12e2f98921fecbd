#include "core/eval/eval_context.h"

namespace fleetsim::core {

EvalContext EvalContext::with_every_capability() {
  EvalContext context;
  context.every_ = true;
  return context;
}

Result<void> EvalContext::require(const CapabilityName& capability) const {
  if (has(capability)) return {};
  return Error::capability_denied(capability);
}

Result<void> EvalContext::require_all(std::span<const CapabilityName> capabilities) const {
  for (const CapabilityName& capability : capabilities)
    if (Result<void> granted = require(capability); !granted) return granted;
  return {};
}

}  // namespace fleetsim::core
