#include "core/frame/stream_decode.h"

#include <fmt/format.h>

#include "core/frame/stream_encode.h"
#include "core/frame/stream_events.h"
#include "core/frame/stream_kinds.h"

namespace fleetsim::core {
namespace {

Error wrong_kind(const ServerFrame& frame) {
  return Error::eval(std::string("a stream does not consist of frame kind ") + label(frame.kind));
}

// The packet of a chunk, as an event. What cannot be stored costs the chunk, or by the reference rules the
// call.
Result<Event> packet_event(Cx& cx, const Ref& run, std::uint64_t seq, const ChunkContent& chunk,
                           const FrameRules& rules) {
  Result<Event> event = chunk_event(cx.store(), run, seq, {chunk.packet, chunk.ticks});
  if (event || !rules.exact_payloads) return event;
  return chunk_event(cx.store(), run, seq, {unreadable_chunk(event.error().text()), {}});
}

Result<ChunkContent> content_of(const Cx& cx, const ServerFrame& frame, const FrameRules& rules) {
  const Result<Expr> payload = frame_to_expr(cx, frame, {}, rules);
  if (payload) return read_chunk(*payload, rules);
  const ErrorKind kind = payload.error().kind;
  // Whoever asks for more than it may is not read on from.
  const bool forbidden = kind == ErrorKind::capability_denied || kind == ErrorKind::trust_denied;
  if (forbidden || !rules.exact_payloads) return payload.error();
  return ChunkContent{unreadable_chunk(payload.error().text())};
}

ChunkContent remote_error(Cx& cx, const ServerFrame& frame, const FrameRules& rules) {
  return {StreamDiagnostic{remote_error_diagnostic_kind(), remote_error_text(cx, frame, rules)}};
}

Result<StreamMetadata> metadata_of(const Cx& cx, const ServerFrame& start, const FrameRules& rules) {
  const auto lacking = [](const Error& error) {
    return Error::eval("the stream-start frame lacks stream metadata: " + error.text());
  };
  const Result<Expr> payload = frame_to_expr(cx, start, {}, rules);
  if (!payload) return lacking(payload.error());
  Result<StreamMetadata> metadata = StreamMetadata::from_expr(*payload, rules.stream);
  return metadata ? std::move(metadata) : Result<StreamMetadata>(lacking(metadata.error()));
}

Result<StreamEvents> read_leniently(Cx& cx, std::span<const ServerFrame> frames, const Ref& run,
                                    const FrameRules& rules) {
  std::optional<StreamMetadata> metadata;
  std::vector<Event> events;
  for (const ServerFrame& frame : frames) {
    if (is<frame::StreamStart>(frame.kind)) {
      Result<StreamMetadata> read = metadata_of(cx, frame, rules);
      if (!read) return read.error();
      metadata = *std::move(read);
      continue;
    }
    Result<std::optional<Event>> event = remote_frame_to_event(cx, run, events.size(), frame, rules);
    if (!event) return event.error();
    if (*event) events.push_back(**std::move(event));
    if (is<frame::StreamEnd>(frame.kind)) break;
  }
  if (!metadata) return Error::eval("no stream-start among the frames of a stream");
  return StreamEvents{*std::move(metadata), std::move(events)};
}

// Reads frames one after the other, and stops for good at the first that is not due.
class StrictReader {
 public:
  StrictReader(Cx& cx, const Ref& run, StreamMetadata metadata, const FrameRules& rules)
      : cx_(cx), run_(run), rules_(rules), order_(metadata.id), out_{std::move(metadata), {}} {}

  Result<StreamEvents> read(std::span<const ServerFrame> frames) {
    for (const ServerFrame& frame : frames) {
      if (Result<void> taken = take(frame); !taken) return taken.error();
      if (ended_) break;
    }
    if (!ended_) {
      const Result<void> marked = incomplete("the frames stop without an end", StreamEnding::missing_end);
      if (!marked) return marked.error();
    }
    out_.next_sequence = order_.next();
    return std::move(out_);
  }

 private:
  Result<void> take(const ServerFrame& frame) {
    if (is<frame::StreamStart>(frame.kind))
      return incomplete("the stream starts again", StreamEnding::broken);
    if (is<frame::Error>(frame.kind)) {
      end(StreamEnding::failed);
      return add(remote_error(cx_, frame, rules_));
    }
    if (is<frame::StreamEnd>(frame.kind)) {
      end(order_.ending());
      if (out_.ending != StreamEnding::complete) return {};
      Result<Event> done = Event::make(run_, out_.events.size(), {}, event::Done{});
      if (!done) return done.error();
      out_.events.push_back(*std::move(done));
      return {};
    }
    if (!is<frame::StreamChunk>(frame.kind)) return wrong_kind(frame);
    const Result<ChunkContent> chunk = content_of(cx_, frame, rules_);
    if (!chunk) return chunk.error();
    if (const std::optional<std::string> wrong = order_.accept(*chunk))
      return incomplete(*wrong, StreamEnding::broken);
    return add(*chunk);
  }

  void end(StreamEnding how) {
    ended_ = true;
    out_.ending = how;
  }

  Result<void> add(const ChunkContent& chunk) {
    Result<Event> event = packet_event(cx_, run_, out_.events.size(), chunk, rules_);
    if (!event) return event.error();
    out_.events.push_back(*std::move(event));
    return {};
  }

  Result<void> incomplete(const std::string& why, StreamEnding how) {
    end(how);
    return add({StreamDiagnostic{
        stream_incomplete_diagnostic_kind(),
        fmt::format("stream/fabric incomplete: {}; resume at sequence {}", why, order_.next())}});
  }

  Cx& cx_;
  const Ref& run_;
  const FrameRules& rules_;
  StreamOrder order_;
  StreamEvents out_;
  bool ended_ = false;
};

}  // namespace

Result<std::optional<Event>> remote_frame_to_event(Cx& cx, const Ref& run, std::uint64_t seq,
                                                   const ServerFrame& frame, const FrameRules& rules) {
  if (is<frame::StreamStart>(frame.kind)) return std::optional<Event>();
  Result<Event> event = wrong_kind(frame);
  if (is<frame::StreamChunk>(frame.kind)) {
    const Result<ChunkContent> chunk = content_of(cx, frame, rules);
    if (!chunk) return chunk.error();
    event = packet_event(cx, run, seq, *chunk, rules);
  } else if (is<frame::StreamEnd>(frame.kind)) {
    event = Event::make(run, seq, {}, event::Done{});
  } else if (is<frame::Error>(frame.kind)) {
    event = packet_event(cx, run, seq, remote_error(cx, frame, rules), rules);
  }
  if (!event) return event.error();
  return std::optional(*std::move(event));
}

Result<StreamEvents> stream_frames_to_events(Cx& cx, std::span<const ServerFrame> frames, const Ref& run,
                                             const FrameRules& rules) {
  if (!rules.strict_sequence) return read_leniently(cx, frames, run, rules);
  if (frames.empty() || !is<frame::StreamStart>(frames.front().kind))
    return Error::eval("the frames of a stream begin with a stream-start");
  Result<StreamMetadata> metadata = metadata_of(cx, frames.front(), rules);
  if (!metadata) return metadata.error();
  return StrictReader(cx, run, *std::move(metadata), rules).read(frames.subspan(1));
}

Result<StreamValue> stream_frames_to_stream(Cx& cx, std::span<const ServerFrame> frames,
                                            const FrameRules& rules) {
  const Result<StreamEvents> read = stream_frames_to_events(cx, frames, remote_run_symbol(), rules);
  if (!read) return read.error();
  return event_buffer_to_stream(cx, read->metadata, read->events, rules);
}

Result<StreamCassette> stream_frames_to_cassette(Cx& cx, std::span<const ServerFrame> frames,
                                                 const FrameRules& rules) {
  const Result<StreamEvents> read = stream_frames_to_events(cx, frames, remote_run_symbol(), rules);
  if (!read) return read.error();
  if (read->ending != StreamEnding::complete)
    return Error::eval(fmt::format("a stream that did not come whole ({}) cannot be recorded as finite",
                                   to_string(read->ending)));
  Result<StreamValue> stream = event_buffer_to_stream(cx, read->metadata, read->events, rules);
  if (!stream) return stream.error();
  return StreamCassette::record(*stream, TransportProfile::remote_stream_fabric(), rules.stream);
}

Result<std::vector<ServerFrame>> cassette_to_stream_frames(const Cx& cx, const StreamCassette& cassette,
                                                           const Symbol& codec, const FrameEnvelope& envelope,
                                                           const FrameRules& rules) {
  StreamValue stream = cassette.replay();
  return stream_to_frames_with_envelope(cx, stream, codec, envelope, rules);
}

}  // namespace fleetsim::core
