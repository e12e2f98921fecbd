#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/frame/frame_rules.h"
#include "core/realize/cx.h"
#include "core/realize/event.h"
#include "core/realize/realize_request.h"
#include "core/stream/stream_value.h"

namespace fleetsim::core {

/// Events folded to a pull stream (contract: fabric-surface §7 row 42). Chunks become their packets, with the
/// event's ticks; what cannot be loaded or read, a diagnostic `ChunkPayloadError`. Diagnostics become
/// diagnostic packets,
/// `<severity>: <text>`, with their code as kind or `stream/fabric/Diagnostic`. Failed becomes a diagnostic
/// `RemoteError` and ends the fold; Done ends it; every other kind is skipped. The metadata is taken as
/// given. Error: that of check_ticks. Contract row 42.
Result<StreamValue> event_buffer_to_stream(const Cx& cx, StreamMetadata metadata,
                                           std::span<const Event> events, const FrameRules& rules = {});

/// A chunk event without ticks whose payload is a data packet of that kind, interned. Errors: the expression
/// is no datum, or repeats a key. Contract row 43.
Result<Event> expr_chunk_event(Cx& cx, const Ref& run, std::uint64_t seq, Symbol kind, Expr expr,
                               const FrameRules& rules = {});

/// To realize a term as a stream: all defaults, observing events, with that buffer limit.
/// Contract row 47.
RealizeRequest stream_realize_request(Term term, std::optional<std::size_t> buffer_limit = {});

/// A stream as the events of a fresh run (contract: fabric-surface §7 row 48): Started with the request's
/// record, a chunk per item until the stream yields none or `answer_limit` items have come, Done if the
/// stream is done then. Items beyond the limit stay in the stream. Errors: eval when the request does not
/// observe events; those of the request's record, by the reference rules also for every term without a data
/// expression; chunk_event's. Contract row 48.
Result<std::vector<Event>> realize_stream_events(Cx& cx, const RealizeRequest& request, StreamValue& stream,
                                                 const FrameRules& rules = {});

}  // namespace fleetsim::core
