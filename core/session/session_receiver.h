#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "core/session/session_effect.h"
#include "core/session/session_options.h"

namespace fleetsim::core {

/// The receiving end of a session: frames in, items out, in order, each once, none missing.
///
/// Keeps what comes early within a window, drops what comes twice, acknowledges every arrival and grants
/// credit for one window from the next item to deliver on. The end is acknowledged when everything before it
/// came; a session that ended still answers, because its last words may have been lost.
/// A plain value, one timer: wake() after every input. Determinism: a function of its inputs. Requires `now`
/// never to go back, and valid options.
class SessionReceiver {
 public:
  /// For a consumer without limits: it takes whatever comes.
  static constexpr std::uint64_t kAll = ~std::uint64_t{0};

  /// `wanted`: how many items the consumer will take for now.
  SessionReceiver(SessionStart start, const SessionOptions& options, Instant now,
                  std::uint64_t wanted = kAll);

  /// Asks the other side to send; repeated until it does. `what` means something to the other side only.
  void open(SharedBytes what, Instant now, SessionEffects& out);
  /// The consumer will take `n` items more.
  void want(std::uint64_t n, Instant now, SessionEffects& out);
  /// Ends it here and now. Again, or after its end: nothing.
  void cancel(Instant now, SessionEffects& out);

  /// Anything from the other side; frames of other sessions are ignored.
  void on_frame(const SessionFrame& frame, Instant now, SessionEffects& out);
  /// The time may have come. Harmless when it has not.
  void on_time(Instant now, SessionEffects& out);
  /// The way to the other side is gone: nothing is expected of it until on_reconnect or a frame.
  void on_break(Instant now);
  /// The way is back: says where it stands, repeated until the other side goes on.
  void on_reconnect(Instant now, SessionEffects& out);

  /// When on_time is due; none: never.
  std::optional<Instant> wake() const;
  const std::optional<SessionEnd>& end() const { return end_; }
  /// Items delivered; with `first`, the number of the next one.
  std::uint64_t delivered() const { return delivered_ - start_.first; }
  /// Items that wait for a gap to close or for the consumer.
  std::size_t waiting() const { return held_.size(); }
  /// Arrivals that were no news: twice, or beyond the window.
  std::uint64_t duplicates() const { return duplicates_; }
  std::uint64_t beyond_window() const { return beyond_window_; }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(start_, options_, opened_, heard_, broken_since_, call_, held_, next_, delivered_, wanted_,
            bytes_, duplicates_, beyond_window_, end_at_, end_why_, end_);
  }

 private:
  /// What is repeated until the other side is heard: the opening, or the wish to resume.
  struct Call {
    SessionFrameKind kind;
    SharedBytes what;
    std::uint32_t again = 0;
    Instant due;
  };

  bool all_came() const { return end_at_ && next_ == *end_at_; }
  std::uint64_t window_end() const { return delivered_ + options_.window_items; }

  bool take_item(const SessionFrame& frame, SessionEffects& out);
  bool take_end(const SessionFrame& frame, SessionEffects& out);
  void deliver(SessionEffects& out);
  void send_call(SessionEffects& out) const;
  void send_ack(SessionEffects& out) const;
  SessionFrame position(SessionFrameKind kind) const;
  void end_here(SessionWhy why, SessionEffects& out);
  bool break_off(SessionWhy why, SessionEffects& out);  // false

  SessionStart start_;
  SessionOptions options_;
  Instant opened_;
  Instant heard_;  // last
  std::optional<Instant> broken_since_;
  std::optional<Call> call_;

  std::map<std::uint64_t, SharedBytes> held_;  // in [delivered_, window_end())
  std::uint64_t next_;                         // all below have come
  std::uint64_t delivered_;                    // all below have been delivered; <= next_
  std::uint64_t wanted_;
  std::uint64_t bytes_ = 0;
  std::uint64_t duplicates_ = 0;
  std::uint64_t beyond_window_ = 0;
  std::optional<std::uint64_t> end_at_;
  SessionWhy end_why_ = SessionWhy::finished;
  std::optional<SessionEnd> end_;
};

}  // namespace fleetsim::core
