#pragma once

#include <optional>

#include "core/eval/eval_reply.h"
#include "core/frame/frame_rules.h"
#include "core/frame/server_frame.h"
#include "core/realize/cx.h"

namespace fleetsim::core {

// Frames from expressions, requests and replies, and back (contract: data-model §20). Encoding errors are
// those of the context's codecs.

/// What frame_from_expr puts into the envelope; the rest of it is default.
struct FrameWishes {
  Consistency consistency = Consistency::local_first;
  std::vector<CapabilityName> required_capabilities = {};
  bool trace = false;
};
Result<ServerFrame> frame_from_expr(const Cx& cx, const Symbol& codec, FrameKind kind, const Expr& expr,
                                    FrameWishes wishes = {});

/// The payload under a read policy and the default limits. Errors: those of the frame's codec.
Result<Expr> frame_to_expr(const Cx& cx, const ServerFrame& frame, const ReadPolicy& policy = {},
                           const FrameRules& rules = {});

/// A start or a chunk whose envelope is exactly the given one.
/// Error: eval `cannot build frame kind <label>` for any other kind.
Result<ServerFrame> stream_frame_from_expr(const Cx& cx, const Symbol& codec, FrameKind kind,
                                           const Expr& expr, FrameEnvelope envelope);
Result<ServerFrame> stream_chunk_frame_from_expr(const Cx& cx, const Symbol& codec, const Expr& expr,
                                                 FrameEnvelope envelope);
/// An end, with no payload.
ServerFrame stream_end_frame(const Symbol& codec, FrameEnvelope envelope);
/// Of a response the value of the reply, of a chunk the payload under the default policy; none for a start or
/// an end. Errors: eval for any other kind; those of decoding.
Result<std::optional<Expr>> stream_frame_to_expr(const Cx& cx, const ServerFrame& frame,
                                                 const FrameRules& rules = {});

/// The envelope carries consistency, capabilities, trace and deadline.
Result<ServerFrame> request_frame(const Cx& cx, const Symbol& codec, const EvalRequest& request,
                                  const FrameRules& rules = {});
/// Its trace flag is set when there is a trace that is not nil. Error: expr_from_reply's.
Result<ServerFrame> reply_frame(const Cx& cx, const Symbol& codec, const EvalReply& reply);
/// Error: eval for any other kind than request; those of decoding.
Result<EvalRequest> eval_request_from_frame(const Cx& cx, const ServerFrame& frame,
                                            const FrameRules& rules = {});
/// Errors: eval `remote evaluation failed: <detail>` for an error frame; eval for any kind but that and
/// response; those of decoding.
Result<EvalReply> eval_reply_from_frame(const Cx& cx, const ServerFrame& frame, const FrameRules& rules = {});

/// The answer to a request that failed: the error's text, in the codec that the request hints at if it is
/// installed, else in the request's own; correlated with it. Error: when neither codec is installed.
Result<ServerFrame> error_frame(const Cx& cx, const ServerFrame& request, const Error& error);

/// What an error frame says (contract: fabric-surface §6.3): the payload, through the datum store, as a value
/// displays it; a string therefore as it is. Whatever fails on the way is the text.
std::string remote_error_text(Cx& cx, const ServerFrame& frame, const FrameRules& rules = {});

}  // namespace fleetsim::core
