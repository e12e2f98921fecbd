#pragma once

#include <cstdint>

#include "core/stream/transport_profile.h"

namespace fleetsim::core {

/// How much of a stream may travel. Units: bytes, frames, milliseconds, frames a second.
struct StreamRemoteLimits {
  std::uint64_t max_frame_payload_bytes = 1'048'576;
  std::uint64_t max_stream_frames = 1'024;
  std::uint64_t max_inflight_frames = 64;
  std::uint64_t max_duration_ms = 60'000;
  std::uint64_t max_rate_hz = 120;
  std::uint64_t max_binary_payload_bytes = 262'144;

  /// Error: eval naming the first of frame size, duration, rate, binary payload that is 0. The counts may be.
  Result<void> validate() const;
  /// What a profile promises must be fit to travel. Errors (eval): realtime without preview; remote without
  /// bounded.
  Result<void> validate_profile(const TransportProfile& profile) const;
  /// min(max_stream_frames, max(1, ceil(duration x rate))).
  std::uint64_t effective_stream_frame_limit() const;

  friend bool operator==(const StreamRemoteLimits&, const StreamRemoteLimits&) = default;
};

/// Bounds for encoding a stream as frames. Units as above.
/// Contract row 13.
struct StreamFrameLimits {
  std::uint64_t max_frame_payload_bytes = StreamRemoteLimits{}.max_frame_payload_bytes;
  std::uint64_t max_stream_frames = StreamRemoteLimits{}.max_stream_frames;
  std::uint64_t max_inflight_frames = StreamRemoteLimits{}.max_inflight_frames;
  std::uint64_t max_duration_ms = StreamRemoteLimits{}.max_duration_ms;
  std::uint64_t max_rate_hz = StreamRemoteLimits{}.max_rate_hz;

  /// The same five, and the default limit for binary payloads.
  StreamRemoteLimits remote_limits() const;

  friend bool operator==(const StreamFrameLimits&, const StreamFrameLimits&) = default;
};

}  // namespace fleetsim::core
