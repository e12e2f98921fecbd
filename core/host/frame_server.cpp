#include "core/host/frame_server.h"

#include <utility>

#include "core/frame/frame_build.h"
#include "core/frame/handshake.h"

namespace fleetsim::core {

void FrameServer::serve(FrameSocket& socket) {
  for (;;) {
    const Result<std::optional<ServerFrame>> frame = socket.receive(std::nullopt);
    if (!frame || !*frame) return;
    Result<ServerFrame> response = respond(**frame);
    if (!response) response = error_frame(cx_, **frame, response.error());
    if (!response) return;
    if (Result<void> sent = socket.send(*response); !sent) return;
  }
}

Result<ServerFrame> FrameServer::respond(const ServerFrame& frame) {
  if (is<frame::Negotiate>(frame.kind)) return answer_offer(cx_.codecs(), frame);
  if (is<frame::Ping>(frame.kind)) {
    ServerFrame pong = frame;
    pong.kind = frame::Pong{};
    pong.correlate = std::exchange(pong.msg_id, std::nullopt);
    return pong;
  }
  const Result<EvalRequest> request = eval_request_from_frame(cx_, frame);
  if (!request) return request.error();
  const Result<EvalReply> reply = answer_(cx_, *request);
  if (!reply) return reply.error();
  Result<ServerFrame> response = reply_frame(cx_, frame.codec, *reply);
  if (response) response->correlate = frame.msg_id;
  return response;
}

}  // namespace fleetsim::core
