#pragma once

#include "core/session/stream_encoder.h"

namespace fleetsim::core {

/// The sending end of a placed stream, item by item, to one receiver. A plain value, one timer:
/// wake() after every input.
class PlacedSource {
 public:
  /// `granted`: on whose behalf it is sent. Errors: capability_denied for `stream.remote.network`; eval for
  /// options that are not fit, and for a `start` behind the end of the stream.
  static Result<PlacedSource> make(const EvalContext& granted, SessionStart start, StreamValue stream,
                                   const SessionOptions& options, Instant now, std::uint64_t credit);

  /// Sends what may go now.
  void begin(Instant now, SessionEffects& out) { pump(now, out); }
  void on_frame(const SessionFrame& frame, Instant now, SessionEffects& out);
  void on_time(Instant now, SessionEffects& out);
  void on_break(Instant now) { encoder_.session().on_break(now); }
  void on_reconnect(Instant now, SessionEffects& out);

  std::optional<Instant> wake() const { return encoder_.session().wake(); }
  const std::optional<SessionEnd>& end() const { return encoder_.session().end(); }

  /// The state, for whoever saves it (core/README.md). Nothing is ever made in the context.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(static_cast<EvalContext&>(cx_), stream_, encoder_);
  }

 private:
  PlacedSource(Cx cx, StreamValue stream, StreamEncoder encoder)
      : cx_(std::move(cx)), stream_(std::move(stream)), encoder_(std::move(encoder)) {}

  void pump(Instant now, SessionEffects& out);

  Cx cx_;
  StreamValue stream_;
  StreamEncoder encoder_;
};

}  // namespace fleetsim::core
