#include "core/relay/ledgered_relay_fabric.h"

namespace fleetsim::core {

Result<EvalReply> LedgeredRelayFabric::realize(EvalContext& context, const EvalRequest& request) {
  const Result<ContentKey> key = ContentKey::from_request(request);
  if (!key) return key.error();
  if (std::optional<EvalReply> held = cassette_->get(*key)) return *std::move(held);
  Result<EvalReply> reply = inner_->realize(context, request);
  if (!reply) return reply;
  if (Result<void> recorded = cassette_->record(*key, *reply); !recorded) return recorded.error();
  return reply;
}

}  // namespace fleetsim::core
