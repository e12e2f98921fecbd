#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "core/session/pacer.h"
#include "core/session/session_effect.h"
#include "core/session/session_options.h"
#include "core/stream/vocabulary.h"

namespace fleetsim::core {

/// The sending end of a session: items in, frames out, each sent again until it is acknowledged.
///
/// Flow control: an item may go for the first time when its number is below the receiver's credit, fewer than
/// in_flight_max items are sent and not acknowledged, and the rate allows it. Acknowledgements are
/// cumulative, with what came beyond a gap named (as TCP's, RFC 2018), so that only what is missing is sent
/// again. Ends: all the items that were sent, then a frame that says why there are no more, are acknowledged
/// (finished, or a limit met on the way), or the end that was reached is a place in the stream and a reason.
/// A plain value, one timer: wake() after every input. Determinism: a function of its inputs. Requires `now`
/// never to go back, and valid options.
class SessionSender {
 public:
  /// `credit`: what the receiver granted when it opened the session; 0: it will say.
  SessionSender(SessionStart start, const SessionOptions& options, Instant now, std::uint64_t credit = 0);

  /// Takes the next item. accepted; blocked: no room, offer it again later; rejected: it would pass a limit,
  /// and the session ends before it; closed: it has ended, or is about to.
  BackpressureOutcome offer(SharedBytes item, Instant now, SessionEffects& out);
  /// There are no more items; `why`: finished, or source_failed when there should have been.
  void finish(Instant now, SessionEffects& out, SessionWhy why = SessionWhy::finished);
  /// Ends it here and now, whatever is under way. Again, or after its end: nothing.
  void cancel(Instant now, SessionEffects& out);

  /// Anything from the other side; frames of other sessions are ignored.
  void on_frame(const SessionFrame& frame, Instant now, SessionEffects& out);
  /// The time may have come. Harmless when it has not.
  void on_time(Instant now, SessionEffects& out);
  /// The way to the other side is gone: nothing is sent, and no try is counted, until on_reconnect or a
  /// frame.
  void on_break(Instant now);
  void on_reconnect(Instant now, SessionEffects& out);

  /// When on_time is due; none: never.
  std::optional<Instant> wake() const;
  const std::optional<SessionEnd>& end() const { return end_; }
  /// Whether offer would take a small item now.
  bool accepts() const { return !end_ && !closing_ && window_.size() < options_.buffer_items_max; }
  /// The number of the first item that is not known to have arrived with all before it.
  std::uint64_t acknowledged() const { return base_; }
  /// The number that the next item offered will have.
  std::uint64_t next_sequence() const { return next(); }
  std::uint64_t in_flight() const { return in_flight_; }
  /// Frames sent for another time.
  std::uint64_t retransmissions() const { return retransmissions_; }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(start_, options_, pacer_, opened_, heard_, broken_since_, hurried_, window_, base_, sent_,
            credit_, in_flight_, bytes_, retransmissions_, closing_, end_sent_, end_tries_, probe_tries_,
            end_);
  }

 private:
  /// A frame that has been sent and may have to be sent again.
  struct Tries {
    std::uint32_t again = 0;  // times sent, but the first
    Instant last;
    Instant due;
  };
  struct Entry {
    SharedBytes item;
    bool held = false;  // it came, before others
    Tries tries = {};
  };

  std::uint64_t next() const { return base_ + window_.size(); }
  bool over_time(Instant now) const { return now - opened_ >= options_.duration_max; }
  bool may_send_new() const {
    return sent_ < next() && sent_ < credit_ && in_flight_ < options_.in_flight_max;
  }
  bool waits_for_nothing() const { return in_flight_ == 0 && !end_sent_; }

  void pump(Instant now, SessionEffects& out);
  void cut_by_time(Instant now);
  void send_item(std::uint64_t sequence, SessionEffects& out) const;
  void send_end(SessionEffects& out) const;
  void send_bare(SessionFrameKind kind, SessionEffects& out) const;
  void first_try(Tries& tries, Instant now) const;
  bool another_try(Tries& tries, Instant now);
  bool retransmit(Instant now, SessionEffects& out);
  bool probe(Instant now, SessionEffects& out);
  void send_missing_again(Instant now);
  void hurry_missing(Instant now);
  bool take_ack(const SessionFrame& ack);
  void end_at(std::uint64_t sequence, SessionWhy why, SessionEffects& out);
  void give_up(SessionWhy why, SessionEffects& out);

  SessionStart start_;
  SessionOptions options_;
  Pacer pacer_;
  Instant opened_;
  Instant heard_;  // last
  std::optional<Instant> broken_since_;
  std::optional<Instant> hurried_;  // last, by the receiver

  std::deque<Entry> window_;  // items [base_, next())
  std::uint64_t base_;
  std::uint64_t sent_;  // items below have been sent; base_ <= sent_ <= next()
  std::uint64_t credit_;
  std::uint64_t in_flight_ = 0;  // sent, not held
  std::uint64_t bytes_ = 0;      // taken in all
  std::uint64_t retransmissions_ = 0;
  std::optional<SessionWhy> closing_;  // no items after next(), for this reason
  bool end_sent_ = false;
  Tries end_tries_;
  Tries probe_tries_;
  std::optional<SessionEnd> end_;
};

}  // namespace fleetsim::core
