#include "core/session/session_receiver.h"

#include <algorithm>

namespace fleetsim::core {

SessionReceiver::SessionReceiver(SessionStart start, const SessionOptions& options, Instant now,
                                 std::uint64_t wanted)
    : start_(start),
      options_(options),
      opened_(now),
      heard_(now),
      next_(start.first),
      delivered_(start.first),
      wanted_(wanted) {}

void SessionReceiver::open(SharedBytes what, Instant now, SessionEffects& out) {
  if (end_) return;
  call_ = Call{SessionFrameKind::open, std::move(what), 0, now + options_.backoff(0)};
  send_call(out);
}

void SessionReceiver::want(std::uint64_t n, Instant, SessionEffects& out) {
  if (end_) return;
  wanted_ = n > kAll - wanted_ ? kAll : wanted_ + n;
  const std::uint64_t before = delivered_;
  deliver(out);
  if (!call_ && delivered_ != before) send_ack(out);
}

void SessionReceiver::cancel(Instant, SessionEffects& out) {
  if (!end_) break_off(SessionWhy::cancelled, out);
}

void SessionReceiver::on_frame(const SessionFrame& frame, Instant now, SessionEffects& out) {
  if (frame.session != start_.session) return;
  const bool from_sender = frame.kind == SessionFrameKind::item || frame.kind == SessionFrameKind::end ||
                           frame.kind == SessionFrameKind::probe || frame.kind == SessionFrameKind::reset;
  if (!from_sender) return;
  if (end_) {
    if (frame.kind != SessionFrameKind::reset)
      out.push_back(SendFrame{position(all_came() ? SessionFrameKind::ack : SessionFrameKind::reset)});
    return;
  }
  heard_ = now;
  broken_since_.reset();
  call_.reset();
  switch (frame.kind) {
    case SessionFrameKind::item:
      if (!take_item(frame, out)) return;
      break;
    case SessionFrameKind::end:
      if (!take_end(frame, out)) return;
      break;
    case SessionFrameKind::reset:
      // All that came in order counts, although its sender gave up. A reset cannot mean that all went well.
      end_here(frame.why == SessionWhy::finished ? SessionWhy::broken_rules : frame.why, out);
      return;
    default:
      break;
  }
  send_ack(out);
}

void SessionReceiver::on_time(Instant now, SessionEffects& out) {
  if (end_) return;
  if (now - opened_ >= options_.receive_duration_max)
    return static_cast<void>(break_off(SessionWhy::time_limit, out));
  if (broken_since_) {
    if (now - *broken_since_ >= options_.resume_within) break_off(SessionWhy::peer_gone, out);
    return;
  }
  if (call_ && call_->due <= now) {
    if (call_->again >= options_.retransmissions_max)
      return static_cast<void>(break_off(SessionWhy::peer_gone, out));
    ++call_->again;
    call_->due = now + options_.backoff(call_->again);
    send_call(out);
  }
  if (!call_ && now - heard_ >= options_.silence_max) break_off(SessionWhy::peer_gone, out);
}

void SessionReceiver::on_break(Instant now) {
  if (!end_ && !broken_since_) broken_since_ = now;
}

void SessionReceiver::on_reconnect(Instant now, SessionEffects& out) {
  if (end_ || !broken_since_) return;
  broken_since_.reset();
  heard_ = now;
  // Whoever was never heard is still to be asked to open; there is nothing to resume yet.
  if (!call_ || call_->kind != SessionFrameKind::open) call_ = Call{SessionFrameKind::resume, {}, 0, {}};
  call_->again = 0;
  call_->due = now + options_.backoff(0);
  send_call(out);
}

std::optional<Instant> SessionReceiver::wake() const {
  if (end_) return std::nullopt;
  const Instant at = broken_since_ ? *broken_since_ + options_.resume_within
                     : call_       ? call_->due
                                   : heard_ + options_.silence_max;
  return std::min(at, opened_ + options_.receive_duration_max);
}

// False: the session was broken off.
bool SessionReceiver::take_item(const SessionFrame& frame, SessionEffects& out) {
  const std::uint64_t sequence = frame.sequence;
  const std::uint64_t size = frame.payload->size();
  if (end_at_ && sequence >= *end_at_) return break_off(SessionWhy::broken_rules, out);
  if (sequence < next_ || held_.contains(sequence)) {
    ++duplicates_;
    return true;
  }
  if (sequence >= window_end()) {
    ++beyond_window_;
    return true;
  }
  if (sequence - start_.first >= options_.items_max) return break_off(SessionWhy::item_limit, out);
  if (size > options_.item_bytes_max || size > options_.bytes_max - bytes_)
    return break_off(SessionWhy::byte_limit, out);
  bytes_ += size;
  held_.emplace(sequence, frame.payload);
  while (held_.contains(next_)) ++next_;
  deliver(out);
  return true;
}

bool SessionReceiver::take_end(const SessionFrame& frame, SessionEffects& out) {
  const std::uint64_t seen = held_.empty() ? next_ : std::max(next_, held_.rbegin()->first + 1);
  if (end_at_ ? frame.sequence != *end_at_ || frame.why != end_why_ : frame.sequence < seen)
    return break_off(SessionWhy::broken_rules, out);
  if (end_at_) ++duplicates_;
  end_at_ = frame.sequence;
  end_why_ = frame.why;
  deliver(out);
  return true;
}

void SessionReceiver::deliver(SessionEffects& out) {
  while (wanted_ > 0 && delivered_ < next_) {
    const auto first = held_.begin();
    out.push_back(Deliver{delivered_, std::move(first->second)});
    held_.erase(first);
    ++delivered_;
    if (wanted_ != kAll) --wanted_;
  }
  if (end_at_ && delivered_ == *end_at_) end_here(end_why_, out);
}

void SessionReceiver::send_call(SessionEffects& out) const {
  SessionFrame frame = position(call_->kind);
  if (call_->kind == SessionFrameKind::open) frame.payload = call_->what;
  out.push_back(SendFrame{std::move(frame)});
}

void SessionReceiver::send_ack(SessionEffects& out) const {
  out.push_back(SendFrame{position(SessionFrameKind::ack)});
}

// Where this end stands, in a frame of that kind.
SessionFrame SessionReceiver::position(SessionFrameKind kind) const {
  SessionFrame frame{.session = start_.session,
                     .kind = kind,
                     .why = kind == SessionFrameKind::reset ? end_->why : SessionWhy::finished,
                     .sequence = next_ + (all_came() ? 1 : 0),
                     .credit = window_end()};
  if (held_.empty() || held_.rbegin()->first < next_ || kind == SessionFrameKind::reset) return frame;
  Bytes beyond(static_cast<std::size_t>((held_.rbegin()->first - next_ - 1) / 8 + 1));
  for (auto held = held_.upper_bound(next_); held != held_.end(); ++held) {
    const std::uint64_t bit = held->first - next_ - 1;
    beyond[bit / 8] = static_cast<std::uint8_t>(beyond[bit / 8] | 1u << (bit % 8));
  }
  frame.payload = share(std::move(beyond));
  return frame;
}

void SessionReceiver::end_here(SessionWhy why, SessionEffects& out) {
  end_ = SessionEnd{delivered_, why};
  held_.clear();
  out.push_back(Ended{*end_});
}

bool SessionReceiver::break_off(SessionWhy why, SessionEffects& out) {
  end_here(why, out);
  out.push_back(SendFrame{position(SessionFrameKind::reset)});
  return false;
}

}  // namespace fleetsim::core
