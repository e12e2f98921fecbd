#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/eval/eval_reply.h"
#include "core/eval/eval_request.h"

namespace fleetsim::core {

/// Requests and replies as bytes, losslessly (FORMAT.md, "Request" and "Reply"): the one encoding for
/// ledgers, caches and messages. Equal values have equal bytes. Encoding errors: eval/limit_exceeded for
/// values deeper than kDepthMax. Decoding errors: codec `fabric/eval`.
Result<Bytes> encode_request(const EvalRequest& request);
Result<EvalRequest> decode_request(ByteView bytes);
Result<Bytes> encode_reply(const EvalReply& reply);
Result<EvalReply> decode_reply(ByteView bytes);

}  // namespace fleetsim::core
