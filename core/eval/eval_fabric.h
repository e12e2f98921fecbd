#pragma once

#include <memory>

#include "core/eval/eval_context.h"
#include "core/eval/eval_reply.h"
#include "core/eval/eval_request.h"

namespace fleetsim::core {

/// Whatever can answer a request: a cassette, a peer, a relay, a home site. Synchronous; may be shared by threads.
class EvalFabric {
 public:
  virtual ~EvalFabric() = default;

  /// Errors: whatever the evaluation meets; an error is never a reply and is never recorded.
  virtual Result<EvalReply> realize(EvalContext& context, const EvalRequest& request) = 0;
};

using EvalFabricRef = std::shared_ptr<EvalFabric>;

}  // namespace fleetsim::core
