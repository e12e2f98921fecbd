#pragma once

#include <functional>

#include "core/host/frame_socket.h"
#include "core/realize/cx.h"

namespace fleetsim::core {

/// Serves one connection until it closes: negotiations, pings, and requests one at a time. What `answer`
/// refuses becomes an error frame, and so does a frame that cannot be read as a request; the connection
/// survives both.
class FrameServer {
 public:
  using Answer = std::function<Result<EvalReply>(Cx& cx, const EvalRequest& request)>;

  FrameServer(Cx cx, Answer answer) : cx_(std::move(cx)), answer_(std::move(answer)) {}

  /// Ends when the other side closes, or breaks the transport.
  void serve(FrameSocket& socket);

 private:
  Result<ServerFrame> respond(const ServerFrame& frame);

  Cx cx_;
  Answer answer_;
};

}  // namespace fleetsim::core
