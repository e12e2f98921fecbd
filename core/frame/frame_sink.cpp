#include "core/frame/frame_sink.h"

namespace fleetsim::core {

Result<void> BufferedFrameSink::send(ServerFrame frame) {
  const bool end = is<frame::StreamEnd>(frame.kind);
  if (closed_ && end) return {};
  if (closed_)
    return Error::eval(std::string("a frame of kind ") + label(frame.kind) + " after the end of the stream");
  if (frames_.size() >= frames_max_)
    return Error::eval("the sink holds as many frames as it may", ErrorCode::limit_exceeded);
  frames_.push_back(std::move(frame));
  closed_ = end;
  return {};
}

}  // namespace fleetsim::core
