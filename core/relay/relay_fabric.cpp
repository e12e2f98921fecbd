#include "core/relay/relay_fabric.h"

namespace fleetsim::core {

void RelayFabric::change_to(RelayStatus status) {
  std::uint64_t before = state_;
  while (!state_.compare_exchange_weak(
      before, (before / kStatuses + 1) * kStatuses + static_cast<std::uint64_t>(status))) {
  }
  if (status_of(before) == status) ++idle_changes_;
}

Result<EvalReply> RelayFabric::realize(EvalContext& context, const EvalRequest& request) {
  const std::uint64_t state = state_;
  if (status_of(state) == RelayStatus::reconnecting)
    return Error::eval("relay reconnecting: cannot realize until the link is restored",
                       ErrorCode::relay_down);
  if (status_of(state) == RelayStatus::disconnected)
    return Error::eval("relay disconnected: cannot realize over a severed relay link", ErrorCode::relay_down);
  for (const CapabilityName& capability : request.required_capabilities)
    if (!allows(capability)) return Error::capability_denied(capability);
  Result<EvalReply> outcome = inner_->realize(context, request);
  if (state_ != state)
    return Error::eval("relay link lost while the request was under way: unknown outcome",
                       ErrorCode::unknown_outcome);
  return outcome;
}

}  // namespace fleetsim::core
