#include "core/session/placed_source.h"

namespace fleetsim::core {

Result<PlacedSource> PlacedSource::make(const EvalContext& granted, SessionStart start,
                                        StreamValue stream, const SessionOptions& options, Instant now,
                                        std::uint64_t credit) {
  Cx cx(granted, start.session);
  StreamCoding coding{.codec = Symbol::qualified("codec", "binary")};
  Result<StreamEncoder> encoder = StreamEncoder::make(cx, start, std::move(coding), options, now, credit);
  if (!encoder) return encoder.error();
  // Item 0 of a session is the start of the stream, item n + 1 its packet n.
  const std::uint64_t sent = start.first > 0 ? start.first - 1 : 0;
  if (sent > stream.pending()) return Error::eval("a stream that is shorter than what came of it");
  stream.take(sent);
  return PlacedSource(std::move(cx), std::move(stream), *std::move(encoder));
}

void PlacedSource::on_frame(const SessionFrame& frame, Instant now, SessionEffects& out) {
  encoder_.session().on_frame(frame, now, out);
  pump(now, out);
}

void PlacedSource::on_time(Instant now, SessionEffects& out) {
  encoder_.session().on_time(now, out);
  pump(now, out);
}

void PlacedSource::on_reconnect(Instant now, SessionEffects& out) {
  encoder_.session().on_reconnect(now, out);
  pump(now, out);
}

// What cannot be encoded has ended the session, and its receiver hears of that.
void PlacedSource::pump(Instant now, SessionEffects& out) {
  static_cast<void>(encoder_.pump(cx_, stream_, now, out));
}

}  // namespace fleetsim::core
