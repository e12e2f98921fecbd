#include "core/stream/remote_limits.h"

#include <algorithm>

namespace fleetsim::core {

namespace {
__extension__ using Wide = unsigned __int128;
}

Result<void> StreamRemoteLimits::validate() const {
  if (max_frame_payload_bytes == 0) return Error::eval("stream remote frame size limit must not be zero");
  if (max_duration_ms == 0) return Error::eval("stream remote duration limit must not be zero");
  if (max_rate_hz == 0) return Error::eval("stream remote rate limit must not be zero");
  if (max_binary_payload_bytes == 0)
    return Error::eval("stream remote binary payload limit must not be zero");
  return {};
}

Result<void> StreamRemoteLimits::validate_profile(const TransportProfile& profile) const {
  if (profile.has(StreamCapability::realtime) && !profile.has(StreamCapability::preview))
    return Error::eval("profile " + profile.name().text() +
                       " is realtime without preview and cannot be remote");
  if (profile.has(StreamCapability::remote) && !profile.has(StreamCapability::bounded))
    return Error::eval("profile " + profile.name().text() + " is remote without being bounded");
  return {};
}

std::uint64_t StreamRemoteLimits::effective_stream_frame_limit() const {
  // The product alone may need 128 bits.
  const Wide frames = (Wide{max_duration_ms} * max_rate_hz + 999) / 1'000;
  return static_cast<std::uint64_t>(std::min<Wide>(max_stream_frames, std::max<Wide>(1, frames)));
}

StreamRemoteLimits StreamFrameLimits::remote_limits() const {
  StreamRemoteLimits limits;
  limits.max_frame_payload_bytes = max_frame_payload_bytes;
  limits.max_stream_frames = max_stream_frames;
  limits.max_inflight_frames = max_inflight_frames;
  limits.max_duration_ms = max_duration_ms;
  limits.max_rate_hz = max_rate_hz;
  return limits;
}

}  // namespace fleetsim::core
