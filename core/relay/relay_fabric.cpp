#include "core/relay/relay_fabric.h"

namespace fleetsim::core {

Result<EvalReply> RelayFabric::realize(EvalContext& context, const EvalRequest& request) {
  const RelayStatus status = status_;
  if (status == RelayStatus::reconnecting)
    return Error::eval("relay reconnecting: cannot realize until the link is restored", ErrorCode::relay_down);
  if (status == RelayStatus::disconnected)
    return Error::eval("relay disconnected: cannot realize over a severed relay link", ErrorCode::relay_down);
  for (const CapabilityName& capability : request.required_capabilities)
    if (!allows(capability)) return Error::capability_denied(capability);
  return inner_->realize(context, request);
}

}  // namespace fleetsim::core
