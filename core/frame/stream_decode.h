#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/frame/frame_build.h"
#include "core/frame/stream_order.h"
#include "core/realize/event.h"
#include "core/stream/stream_cassette.h"
#include "core/stream/stream_value.h"

namespace fleetsim::core {

/// One frame of a stream as an event (contract: fabric-surface §7 row 35): a chunk with its packet interned
/// and its ticks, Done for an end, a chunk with a diagnostic `RemoteError` for an error, none for a start.
/// Errors: eval for any other kind; capability_denied and trust_denied of what the payload asks for while it
/// is read. A payload that cannot be read or interned becomes a diagnostic `ChunkPayloadError`; by the
/// reference rules it is an error too. Contract row 35.
Result<std::optional<Event>> remote_frame_to_event(Cx& cx, const Ref& run, std::uint64_t seq,
                                                   const ServerFrame& frame, const FrameRules& rules = {});

/// A stream that came by frames.
struct StreamEvents {
  StreamMetadata metadata;
  std::vector<Event> events;
  StreamEnding ending = StreamEnding::complete;
  /// The number of the first packet that did not come: where a resumption would begin. By the reference rules
  /// 0.
  std::uint64_t next_sequence = 0;
};

/// The frames of one stream, from its start on. By default they must be its own and in order: the start first
/// and once, envelopes with its id (compared by text) and the numbers 0, 1, 2, ...; what has no envelope has
/// no number. Decoding stops at the first frame that breaks this, with a diagnostic `Incomplete` as the last
/// packet and no Done; so it does when the end is missing. An error ends the stream. Done comes only when all
/// did. By the reference rules the last start counts, order and ids do not, errors end nothing, the end may
/// be missing; frames after the end are ignored in either case. Errors: eval for another kind of frame, for
/// frames without a start (by default also: not beginning with it), for a start without metadata;
/// remote_frame_to_event's. Contract row 36.
Result<StreamEvents> stream_frames_to_events(Cx& cx, std::span<const ServerFrame> frames, const Ref& run,
                                             const FrameRules& rules = {});

/// That, in the run `stream/fabric/remote-run`, folded to a pull stream. Errors: those of
/// stream_frames_to_events and of event_buffer_to_stream. Contract row 37.
Result<StreamValue> stream_frames_to_stream(Cx& cx, std::span<const ServerFrame> frames,
                                            const FrameRules& rules = {});

/// That, recorded under the profile remote_stream_fabric. Errors: those of stream_frames_to_stream and of
/// StreamCassette::record; by default eval when the stream did not come whole: a recording says that it is
/// finite. Contract row 38.
Result<StreamCassette> stream_frames_to_cassette(Cx& cx, std::span<const ServerFrame> frames,
                                                 const FrameRules& rules = {});

/// The recording, replayed and encoded under the profile remote_stream_fabric and the default limits; the
/// profiles of its envelopes are not kept. Errors: those of stream_to_frames_with_limits. Contract row 39.
Result<std::vector<ServerFrame>> cassette_to_stream_frames(const Cx& cx, const StreamCassette& cassette,
                                                           const Symbol& codec, const FrameEnvelope& envelope,
                                                           const FrameRules& rules = {});

}  // namespace fleetsim::core
