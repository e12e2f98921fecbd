#pragma once

#include <cstdint>

#include "core/stream/remote_limits.h"

namespace fleetsim::core {

/// How much a placement may use. Units: milliseconds of CPU, bytes, bytes, frames, milliseconds, frames a
/// second, frames.
/// Contract row 10.
struct PlacementResourceLimits {
  std::uint64_t max_cpu_time_ms = 5'000;
  std::uint64_t max_memory_bytes = 67'108'864;
  std::uint64_t max_frame_payload_bytes = 1'048'576;
  std::uint64_t max_stream_frames = 1'024;
  std::uint64_t max_duration_ms = 60'000;
  std::uint64_t max_rate_hz = 120;
  std::uint64_t max_inflight_work = StreamRemoteLimits{}.max_inflight_frames;

  /// Error: eval naming the first that is 0 of: CPU time, memory, stream size, in-flight work, then those of
  /// StreamRemoteLimits::validate.
  Result<void> validate() const;
  /// Frame size, frames, duration and rate as here; in-flight frames are the in-flight work.
  StreamRemoteLimits remote_limits() const;
  std::uint64_t effective_stream_frame_limit() const {
    return remote_limits().effective_stream_frame_limit();
  }
  /// Map of decimal strings `max-cpu-time-ms` ... in the order above.
  Expr to_expr() const;

  friend bool operator==(const PlacementResourceLimits&, const PlacementResourceLimits&) = default;
};

}  // namespace fleetsim::core
