#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "core/eval/eval_fabric.h"
#include "core/host/frame_socket.h"
#include "core/realize/cx.h"

namespace fleetsim::core {

/// A fabric at the other end of a TCP connection (contract: data-model §20, `Connection.realize`): one
/// request at a time, each a frame, each answered by a frame. Thread-safe.
class FrameConnection final : public EvalFabric {
 public:
  /// Connects and agrees on a codec. Errors: capability_denied `network` when the context has not got it;
  /// host/unreachable; eval when no codec is shared.
  static Result<std::shared_ptr<FrameConnection>> open(const EvalContext& context, const Address& to);

  /// Requires `eval.remote` of the context. Errors: eval `request timed out after <duration>` when the
  /// request's deadline passes (none: it waits for ever), `remote evaluation failed: <detail>`;
  /// host/unreachable when the other side has gone. After a time-out or a broken connection every further
  /// call fails.
  Result<EvalReply> realize(EvalContext& context, const EvalRequest& request) override;

  void close();

 private:
  FrameConnection(FrameSocket socket, Symbol codec) : socket_(std::move(socket)), codec_(std::move(codec)) {}

  Result<EvalReply> exchange(const EvalRequest& request);

  std::mutex mutex_;
  std::optional<FrameSocket> socket_;
  Symbol codec_;
  Cx cx_;
  std::uint64_t last_id_ = 1;  // 1 was the negotiation's
};

}  // namespace fleetsim::core
