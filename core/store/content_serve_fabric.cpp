#include "core/store/content_serve_fabric.h"

namespace fleetsim::core {

Error not_held_error() { return Error::eval("content is not held by this node", ErrorCode::not_held); }

Result<EvalReply> ContentServeFabric::realize(EvalContext&, const EvalRequest& request) {
  const Result<ContentKey> key = ContentKey::from_request(request);
  if (!key) return key.error();
  if (std::optional<EvalReply> held = cassette_->get(*key)) return *std::move(held);
  return not_held_error();
}

}  // namespace fleetsim::core
