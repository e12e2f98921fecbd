#pragma once

#include <vector>

#include "core/frame/stream_frame_parts.h"
#include "core/stream/stream_value.h"

namespace fleetsim::core {

/// All that a stream yields now as frames: a start, a chunk per item, an end (contract: fabric-surface §6.1).
/// Stops at the first limit with a diagnostic chunk, which is not limited itself; a limit of zero frames
/// emits nothing but that. The item that meets a limit, and all behind it, stay in the stream, and the
/// diagnostic names the number to resume at; by the reference rules that item is lost. A stream that is not
/// done ends in a diagnostic `StreamOpen`. Errors: capability_denied for `stream.remote.network`; eval for a
/// zero limit on frame size, duration or rate, or for a profile that may not travel;
/// StreamEnvelope::from_item's; those of encoding. Contract row 31.
Result<std::vector<ServerFrame>> stream_to_frames_with_limits(
    const Cx& cx, StreamValue& stream, const Symbol& codec, const FrameEnvelope& envelope,
    const TransportProfile& profile, const StreamFrameLimits& limits, const FrameRules& rules = {});
/// Under the default limits.
/// Contract row 32.
Result<std::vector<ServerFrame>> stream_to_frames_with_profile(const Cx& cx, StreamValue& stream,
                                                               const Symbol& codec,
                                                               const FrameEnvelope& envelope,
                                                               const TransportProfile& profile,
                                                               const FrameRules& rules = {});
/// Under the profile remote_stream_fabric.
/// Contract row 33.
Result<std::vector<ServerFrame>> stream_to_frames_with_envelope(const Cx& cx, StreamValue& stream,
                                                                const Symbol& codec,
                                                                const FrameEnvelope& envelope,
                                                                const FrameRules& rules = {});
/// In the default envelope.
/// Contract row 34.
Result<std::vector<ServerFrame>> stream_to_frames(const Cx& cx, StreamValue& stream, const Symbol& codec,
                                                  const FrameRules& rules = {});

/// Compatibility: stream_chunk_frame_from_expr.
/// Contract row 40.
[[deprecated("use stream_chunk_frame_from_expr")]] Result<ServerFrame> expr_to_stream_chunk_frame(
    const Cx& cx, const Symbol& codec, Expr expr, FrameEnvelope envelope);
/// Compatibility: stream_frame_to_expr of a chunk. Error: eval for any other kind.
/// Contract row 41.
[[deprecated("use stream_frame_to_expr")]] Result<Expr> stream_chunk_frame_to_expr(const Cx& cx,
                                                                                   const ServerFrame& frame);

}  // namespace fleetsim::core
