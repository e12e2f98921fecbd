#include "core/frame/frame_kind.h"

#include <array>

namespace fleetsim::core {

const char* to_string(LifecycleCommand command) {
  static constexpr std::array<const char*, kLifecycleCommands> names = {"start", "stop", "suspend", "resume",
                                                                        "health"};
  return names.at(static_cast<std::size_t>(command));
}

const char* label(const FrameKind& kind) {
  static constexpr std::array<const char*, kFrameKinds> labels = {
      "request",   "response", "error", "notify",    "stream-start", "stream-chunk", "stream-end",
      "negotiate", "ping",     "pong",  "lifecycle", "trigger",      "role"};
  return labels.at(kind.index());
}

bool is_stream_kind(const FrameKind& kind) {
  return is<frame::StreamStart>(kind) || is<frame::StreamChunk>(kind) || is<frame::StreamEnd>(kind);
}

}  // namespace fleetsim::core
