#include "core/frame/frame_build.h"

#include "core/frame/eval_table.h"

namespace fleetsim::core {
namespace {

Error wrong_kind(const char* what, const FrameKind& kind) {
  return Error::eval(std::string(what) + " from frame kind " + label(kind));
}

}  // namespace

Result<ServerFrame> frame_from_expr(const Cx& cx, const Symbol& codec, FrameKind kind, const Expr& expr,
                                    FrameWishes wishes) {
  Result<Bytes> payload = cx.codecs().encode(codec, expr);
  if (!payload) return payload.error();
  ServerFrame out;
  out.codec = codec;
  out.kind = std::move(kind);
  out.envelope.consistency = wishes.consistency;
  out.envelope.required_capabilities = std::move(wishes.required_capabilities);
  out.envelope.trace = wishes.trace;
  out.payload = *std::move(payload);
  return out;
}

Result<Expr> frame_to_expr(const Cx& cx, const ServerFrame& frame, const ReadPolicy& policy,
                           const FrameRules& rules) {
  return cx.codecs().decode(frame.codec, frame.payload,
                            ReadOptions{.policy = policy, .rules = rules.decode_rules()});
}

Result<ServerFrame> stream_frame_from_expr(const Cx& cx, const Symbol& codec, FrameKind kind,
                                           const Expr& expr, FrameEnvelope envelope) {
  if (!is<frame::StreamStart>(kind) && !is<frame::StreamChunk>(kind))
    return Error::eval(std::string("cannot build frame kind ") + label(kind));
  Result<ServerFrame> out = frame_from_expr(cx, codec, std::move(kind), expr);
  if (out) out->envelope = std::move(envelope);
  return out;
}

Result<ServerFrame> stream_chunk_frame_from_expr(const Cx& cx, const Symbol& codec, const Expr& expr,
                                                 FrameEnvelope envelope) {
  return stream_frame_from_expr(cx, codec, frame::StreamChunk{}, expr, std::move(envelope));
}

ServerFrame stream_end_frame(const Symbol& codec, FrameEnvelope envelope) {
  ServerFrame out;
  out.codec = codec;
  out.kind = frame::StreamEnd{};
  out.envelope = std::move(envelope);
  return out;
}

Result<std::optional<Expr>> stream_frame_to_expr(const Cx& cx, const ServerFrame& frame,
                                                 const FrameRules& rules) {
  if (is<frame::StreamStart>(frame.kind) || is<frame::StreamEnd>(frame.kind)) return std::optional<Expr>();
  if (is<frame::Response>(frame.kind)) {
    Result<EvalReply> reply = eval_reply_from_frame(cx, frame, rules);
    if (!reply) return reply.error();
    return std::optional(std::move(reply->value));
  }
  if (!is<frame::StreamChunk>(frame.kind)) return wrong_kind("cannot read a stream payload", frame.kind);
  Result<Expr> payload = frame_to_expr(cx, frame, {}, rules);
  if (!payload) return payload.error();
  return std::optional(*std::move(payload));
}

Result<ServerFrame> request_frame(const Cx& cx, const Symbol& codec, const EvalRequest& request,
                                  const FrameRules& rules) {
  Result<ServerFrame> out =
      frame_from_expr(cx, codec, frame::Request{}, expr_from_request(request, rules),
                      {request.consistency, request.required_capabilities, request.trace});
  if (out) out->envelope.deadline = request.deadline;
  return out;
}

Result<ServerFrame> reply_frame(const Cx& cx, const Symbol& codec, const EvalReply& reply) {
  const Result<Expr> table = expr_from_reply(reply);
  if (!table) return table.error();
  const bool traced = reply.trace && reply.trace->kind() != Expr::Kind::nil;
  return frame_from_expr(cx, codec, frame::Response{}, *table, {.trace = traced});
}

Result<EvalRequest> eval_request_from_frame(const Cx& cx, const ServerFrame& frame, const FrameRules& rules) {
  if (!is<frame::Request>(frame.kind)) return wrong_kind("cannot read a request", frame.kind);
  const Result<Expr> table = frame_to_expr(cx, frame, {}, rules);
  if (!table) return table.error();
  return request_from_expr(*table);
}

Result<EvalReply> eval_reply_from_frame(const Cx& cx, const ServerFrame& frame, const FrameRules& rules) {
  const bool failed = is<frame::Error>(frame.kind);
  if (!failed && !is<frame::Response>(frame.kind)) return wrong_kind("cannot read a reply", frame.kind);
  const Result<Expr> payload = frame_to_expr(cx, frame, {}, rules);
  if (!payload) return payload.error();
  if (!failed) return reply_from_expr(*payload, rules);
  return Error::eval("remote evaluation failed: " + (payload->kind() == Expr::Kind::string
                                                         ? payload->text()
                                                         : Value::wrapping(*payload).display()));
}

Result<ServerFrame> error_frame(const Cx& cx, const ServerFrame& request, const Error& error) {
  const std::optional<Symbol>& hint = request.envelope.reply_codec_hint;
  const Symbol& codec = hint && cx.codecs().has(*hint) ? *hint : request.codec;
  Result<ServerFrame> out = frame_from_expr(cx, codec, frame::Error{}, Expr::string(error.text()));
  if (out) out->correlate = request.msg_id;
  return out;
}

std::string remote_error_text(Cx& cx, const ServerFrame& frame, const FrameRules& rules) {
  const Result<Expr> payload = frame_to_expr(cx, frame, {}, rules);
  if (!payload) return payload.error().text();
  const Result<Datum> datum = datum_from_expr(*payload);
  if (!datum) return datum.error().text();
  const Result<ContentId> id = cx.store().intern(*datum);
  if (!id) return id.error().text();
  const Result<Value> value = cx.resolve(*id);
  return value ? value->display() : value.error().text();
}

}  // namespace fleetsim::core
