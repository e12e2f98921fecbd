#include "core/placement/placement_limits.h"

#include "core/value/field.h"

namespace fleetsim::core {

Result<void> PlacementResourceLimits::validate() const {
  if (max_cpu_time_ms == 0) return Error::eval("server placement cpu time limit must not be zero");
  if (max_memory_bytes == 0) return Error::eval("server placement memory limit must not be zero");
  if (max_stream_frames == 0) return Error::eval("server placement stream size limit must not be zero");
  if (max_inflight_work == 0) return Error::eval("server placement in-flight work limit must not be zero");
  return remote_limits().validate();
}

StreamRemoteLimits PlacementResourceLimits::remote_limits() const {
  StreamRemoteLimits limits;
  limits.max_frame_payload_bytes = max_frame_payload_bytes;
  limits.max_stream_frames = max_stream_frames;
  limits.max_inflight_frames = max_inflight_work;
  limits.max_duration_ms = max_duration_ms;
  limits.max_rate_hz = max_rate_hz;
  return limits;
}

Expr PlacementResourceLimits::to_expr() const {
  return field_map({{"max-cpu-time-ms", decimal(max_cpu_time_ms)},
                    {"max-memory-bytes", decimal(max_memory_bytes)},
                    {"max-frame-payload-bytes", decimal(max_frame_payload_bytes)},
                    {"max-stream-frames", decimal(max_stream_frames)},
                    {"max-duration-ms", decimal(max_duration_ms)},
                    {"max-rate-hz", decimal(max_rate_hz)},
                    {"max-inflight-work", decimal(max_inflight_work)}});
}

}  // namespace fleetsim::core
