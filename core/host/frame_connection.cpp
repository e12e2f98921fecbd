#include "core/host/frame_connection.h"

#include <fmt/format.h>

#include "core/frame/frame_build.h"
#include "core/frame/handshake.h"

namespace fleetsim::core {
namespace {

/// For the negotiation, which has no deadline of its own.
constexpr Duration kHandshakePatience = seconds(5);

Error closed() {
  return Error::host("the connection is closed", ErrorCode::unreachable);
}

}  // namespace

Result<std::shared_ptr<FrameConnection>> FrameConnection::open(const EvalContext& context,
                                                               const Address& to) {
  if (Result<void> granted = context.require("network"); !granted) return granted.error();
  Result<FrameSocket> socket = FrameSocket::connect(to);
  if (!socket) return socket.error();
  const ServerFrame offer = offer_codecs({Symbol::qualified("codec", "binary")});
  if (Result<void> sent = socket->send(offer); !sent) return sent.error();
  const Result<std::optional<ServerFrame>> answer = socket->receive(kHandshakePatience);
  if (!answer) return answer.error();
  if (!*answer) return closed();
  Result<Symbol> codec = agreed_codec(offer, **answer);
  if (!codec) return codec.error();
  return std::shared_ptr<FrameConnection>(new FrameConnection(*std::move(socket), *std::move(codec)));
}

Result<EvalReply> FrameConnection::realize(EvalContext& context, const EvalRequest& request) {
  if (Result<void> granted = context.require("eval.remote"); !granted) return granted.error();
  const std::scoped_lock lock(mutex_);
  if (!socket_) return closed();
  return exchange(request);
}

Result<EvalReply> FrameConnection::exchange(const EvalRequest& request) {
  Result<ServerFrame> frame = request_frame(cx_, codec_, request);
  if (!frame) return frame.error();
  frame->msg_id = ++last_id_;
  Result<void> sent = socket_->send(*frame);
  const Result<std::optional<ServerFrame>> answer =
      sent ? socket_->receive(request.deadline) : Result<std::optional<ServerFrame>>(sent.error());
  if (answer && *answer && (*answer)->correlate == frame->msg_id) return eval_reply_from_frame(cx_, **answer);
  // What comes later would answer the wrong question.
  socket_.reset();
  if (answer) return closed();
  if (answer.error().code == ErrorCode::deadline_exceeded)
    return Error::eval(fmt::format("request timed out after {}ms", request.deadline->ns / 1'000'000),
                       ErrorCode::deadline_exceeded);
  return answer.error();
}

void FrameConnection::close() {
  const std::scoped_lock lock(mutex_);
  socket_.reset();
}

}  // namespace fleetsim::core
