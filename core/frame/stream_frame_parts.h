#pragma once

#include <optional>
#include <string>

#include "core/frame/frame_build.h"
#include "core/stream/remote_limits.h"
#include "core/stream/stream_envelope.h"

namespace fleetsim::core {

// What encoders of streams are made of, in batches or by credit.

/// The start, which carries the metadata. Errors: those of encoding.
Result<ServerFrame> stream_start_frame(const Cx& cx, const Symbol& codec, const StreamMetadata& metadata,
                                       FrameEnvelope envelope, const FrameRules& rules = {});
/// A chunk that carries the envelope of a packet. Errors: those of encoding.
Result<ServerFrame> stream_envelope_frame(const Cx& cx, const Symbol& codec, const StreamEnvelope& packet,
                                          FrameEnvelope envelope);
/// A chunk that says something about the stream, numbered as its next: packet id `<id>#<label>-<sequence>`,
/// media diagnostic, direction source, clock domain server-frame, profile remote_stream_fabric, diagnostics
/// [kind].
Result<ServerFrame> stream_notice_frame(const Cx& cx, const Symbol& codec, const StreamMetadata& metadata,
                                        std::uint64_t sequence, const StreamDiagnostic& notice,
                                        FrameEnvelope envelope, const char* label = "diagnostic");

/// Why no chunk may follow `chunks` chunks in `frames` frames (the start is one), as the text of a limit
/// diagnostic; none when one may. First the number of chunks (`duration-rate` when duration and rate allow
/// fewer than max_stream_frames, else `stream-size`), then the frames in flight (`inflight-frame`).
std::optional<std::string> limit_before_chunk(const StreamFrameLimits& limits, std::uint64_t chunks,
                                              std::uint64_t frames);
/// Why a chunk with that payload may not be sent (`frame-size`); none when it may.
std::optional<std::string> limit_of_payload(const StreamFrameLimits& limits, std::size_t payload_bytes);

}  // namespace fleetsim::core
