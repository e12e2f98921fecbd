#pragma once

#include "core/session/stream_decoder.h"

namespace fleetsim::core {

/// The receiving end of a placed stream, over as many sessions as it takes: the next session goes on where
/// the last one ended. A plain value, one timer: wake() after every input.
class PlacedSink {
 public:
  /// What it wants done, in this order.
  struct Turn {
    std::vector<SessionFrame> frames;  ///< to the source
    std::vector<Expr> items;           ///< for whoever reads, in order
    std::optional<SessionEnd> end;     ///< the session is over
  };

  /// `granted`: on whose behalf it is read; without `stream.remote.network` the first item ends it.
  explicit PlacedSink(EvalContext granted) : cx_(std::move(granted), 0) {}

  /// Begins a session, the first or the next one; `what` tells the source which stream is meant.
  Turn open(SessionId session, SharedBytes what, const SessionOptions& options, Instant now);
  Turn on_frame(const SessionFrame& frame, Instant now);
  Turn on_time(Instant now);
  void on_break(Instant now) { receiver_->on_break(now); }
  Turn on_reconnect(Instant now);

  std::optional<Instant> wake() const { return receiver_ ? receiver_->wake() : std::nullopt; }
  /// What the stream said of itself; none before its start came.
  const std::optional<StreamMetadata>& metadata() const { return decoder_.metadata(); }
  /// Items that came, over all sessions.
  std::uint64_t items() const { return items_; }

  /// The state, for whoever saves it (core/README.md). Nothing is ever made in the context.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(static_cast<EvalContext&>(cx_), receiver_, decoder_, next_, items_, broken_);
  }

 private:
  Turn settle(SessionEffects effects, Instant now);
  bool take(const Deliver& delivered, Turn& turn);

  Cx cx_;
  std::optional<SessionReceiver> receiver_;  // none before the first session
  StreamDecoder decoder_;
  std::uint64_t next_ = 0;  // item of a session that is due; 0: the start of the stream
  std::uint64_t items_ = 0;
  bool broken_ = false;  // the source said what makes no sense: nothing of it is taken any more
};

}  // namespace fleetsim::core
