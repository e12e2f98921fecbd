#include "core/frame/stream_frame_parts.h"

#include <fmt/format.h>

namespace fleetsim::core {

Result<ServerFrame> stream_start_frame(const Cx& cx, const Symbol& codec, const StreamMetadata& metadata,
                                       FrameEnvelope envelope, const FrameRules& rules) {
  return stream_frame_from_expr(cx, codec, frame::StreamStart{}, metadata.to_expr(rules.stream),
                                std::move(envelope));
}

Result<ServerFrame> stream_envelope_frame(const Cx& cx, const Symbol& codec, const StreamEnvelope& packet,
                                          FrameEnvelope envelope) {
  return stream_chunk_frame_from_expr(cx, codec, packet.to_expr(), std::move(envelope));
}

Result<ServerFrame> stream_notice_frame(const Cx& cx, const Symbol& codec, const StreamMetadata& metadata,
                                        std::uint64_t sequence, const StreamDiagnostic& notice,
                                        FrameEnvelope envelope, const char* label) {
  const Result<StreamEnvelope> packet =
      StreamEnvelope::make({.stream_id = metadata.id,
                            .packet_id = packet_id(metadata.id, fmt::format("{}-{}", label, sequence)),
                            .media = StreamMedia::diagnostic,
                            .direction = StreamDirection::source,
                            .sequence = sequence,
                            .ticks = {},
                            .clock_domain = ClockDomain::server_frame,
                            .clock_domains = {},
                            .profile = TransportProfile::remote_stream_fabric(),
                            .diagnostics = {notice.kind},
                            .packet = notice});
  if (!packet) return packet.error();
  return stream_envelope_frame(cx, codec, *packet, std::move(envelope));
}

std::optional<std::string> limit_before_chunk(const StreamFrameLimits& limits, std::uint64_t chunks,
                                              std::uint64_t frames) {
  const std::uint64_t effective = limits.remote_limits().effective_stream_frame_limit();
  if (chunks >= effective)
    return fmt::format("stream/fabric {} limit reached after {} chunks",
                       effective < limits.max_stream_frames ? "duration-rate" : "stream-size", chunks);
  if (frames >= limits.max_inflight_frames)
    return fmt::format("stream/fabric inflight-frame limit reached: {} frames, limit {}", frames,
                       limits.max_inflight_frames);
  return std::nullopt;
}

std::optional<std::string> limit_of_payload(const StreamFrameLimits& limits, std::size_t payload_bytes) {
  if (payload_bytes <= limits.max_frame_payload_bytes) return std::nullopt;
  return fmt::format("stream/fabric frame-size limit exceeded: {} bytes, limit {}", payload_bytes,
                     limits.max_frame_payload_bytes);
}

}  // namespace fleetsim::core
