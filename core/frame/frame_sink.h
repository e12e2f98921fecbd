#pragma once

#include <vector>

#include "core/base/result.h"
#include "core/frame/server_frame.h"

namespace fleetsim::core {

/// Where whoever answers puts its frames.
class FrameSink {
 public:
  virtual ~FrameSink() = default;
  virtual Result<void> send(ServerFrame frame) = 0;
};

/// Keeps the frames of one answer: those of a stream, or the response that takes their place. A plain value.
class BufferedFrameSink final : public FrameSink {
 public:
  explicit BufferedFrameSink(std::size_t frames_max = 65'536) : frames_max_(frames_max) {}

  /// An end closes the sink; another end changes nothing and succeeds. Errors (eval): any other frame after
  /// the end; limit_exceeded for more than frames_max frames.
  Result<void> send(ServerFrame frame) override;

  bool closed() const { return closed_; }
  const std::vector<ServerFrame>& frames() const { return frames_; }

 private:
  std::size_t frames_max_;
  bool closed_ = false;
  std::vector<ServerFrame> frames_;
};

}  // namespace fleetsim::core
