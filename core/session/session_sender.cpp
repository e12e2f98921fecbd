#include "core/session/session_sender.h"

#include <algorithm>

#include "core/base/check.h"

namespace fleetsim::core {

SessionSender::SessionSender(SessionStart start, const SessionOptions& options, Instant now,
                             std::uint64_t credit)
    : start_(start),
      options_(options),
      pacer_(options),
      opened_(now),
      heard_(now),
      base_(start.first),
      sent_(start.first),
      credit_(credit) {
  probe_tries_.due = now + options.probe_after;
}

BackpressureOutcome SessionSender::offer(SharedBytes item, Instant now, SessionEffects& out) {
  cut_by_time(now);
  if (end_ || closing_) {
    pump(now, out);
    return BackpressureOutcome::closed;
  }
  const std::uint64_t size = item->size();
  const bool too_many = next() - start_.first >= options_.items_max;
  const bool too_long = size > options_.item_bytes_max || size > options_.bytes_max - bytes_;
  if (too_many || too_long) {
    finish(now, out, too_many ? SessionWhy::item_limit : SessionWhy::byte_limit);
    return BackpressureOutcome::rejected;
  }
  if (window_.size() >= options_.buffer_items_max) return BackpressureOutcome::blocked;
  bytes_ += size;
  window_.push_back({std::move(item)});
  pump(now, out);
  return BackpressureOutcome::accepted;
}

void SessionSender::finish(Instant now, SessionEffects& out, SessionWhy why) {
  if (end_ || closing_) return;
  closing_ = why;
  pump(now, out);
}

void SessionSender::cancel(Instant, SessionEffects& out) {
  if (!end_) give_up(SessionWhy::cancelled, out);
}

void SessionSender::on_frame(const SessionFrame& frame, Instant now, SessionEffects& out) {
  if (frame.session != start_.session) return;
  if (end_) {
    // The other side has not heard of the end, or it would not ask.
    if (frame.kind != SessionFrameKind::reset && !end_->whole()) send_bare(SessionFrameKind::reset, out);
    return;
  }
  const bool from_receiver = frame.kind == SessionFrameKind::ack || frame.kind == SessionFrameKind::resume ||
                             frame.kind == SessionFrameKind::open || frame.kind == SessionFrameKind::reset;
  if (!from_receiver) return;
  if (frame.kind == SessionFrameKind::reset) {
    const bool sense = frame.why != SessionWhy::finished;
    end_at(std::clamp(frame.sequence, base_, next()), sense ? frame.why : SessionWhy::broken_rules, out);
    return;
  }
  heard_ = now;
  probe_tries_ = {0, now, now + options_.probe_after};
  credit_ = std::max(credit_, frame.credit);
  if (frame.kind != SessionFrameKind::open && !take_ack(frame)) return give_up(SessionWhy::broken_rules, out);
  if (end_sent_ && frame.kind != SessionFrameKind::open && frame.sequence > next())
    return end_at(next(), *closing_, out);
  if (broken_since_)
    send_missing_again(now);
  else if (frame.kind == SessionFrameKind::resume)
    hurry_missing(now);
  broken_since_.reset();
  on_time(now, out);
}

void SessionSender::on_time(Instant now, SessionEffects& out) {
  if (end_) return;
  if (broken_since_) {
    if (now - *broken_since_ >= options_.resume_within) give_up(SessionWhy::peer_gone, out);
    return;
  }
  if (now - opened_ >= options_.receive_duration_max) return give_up(SessionWhy::time_limit, out);
  cut_by_time(now);
  if (!retransmit(now, out) || !probe(now, out)) {
    // Somebody there who never gets this one is something else than nobody there.
    const Instant asked = waits_for_nothing() ? probe_tries_.last
                          : window_.empty()   ? end_tries_.last
                                              : window_.front().tries.last;
    return give_up(heard_ > asked ? SessionWhy::delivery_failed : SessionWhy::peer_gone, out);
  }
  pump(now, out);
}

void SessionSender::on_break(Instant now) {
  if (!end_ && !broken_since_) broken_since_ = now;
}

void SessionSender::on_reconnect(Instant now, SessionEffects& out) {
  if (end_ || !broken_since_) return;
  broken_since_.reset();
  send_missing_again(now);
  if (waits_for_nothing()) probe_tries_ = {0, now, now};
  on_time(now, out);
}

std::optional<Instant> SessionSender::wake() const {
  if (end_) return std::nullopt;
  if (broken_since_) return *broken_since_ + options_.resume_within;
  Instant at = kNever;
  for (std::uint64_t i = 0; i < sent_ - base_; ++i)
    if (!window_[i].held) at = std::min(at, window_[i].tries.due);
  if (end_sent_) at = std::min(at, end_tries_.due);
  if (waits_for_nothing()) at = std::min(at, probe_tries_.due);
  if (may_send_new()) at = std::min(at, pacer_.ready());
  if (!closing_ || sent_ < next()) at = std::min(at, opened_ + options_.duration_max);
  return std::min(at, opened_ + options_.receive_duration_max);
}

// Sends what may be sent for the first time.
void SessionSender::pump(Instant now, SessionEffects& out) {
  if (end_ || broken_since_) return;
  while (may_send_new() && pacer_.ready() <= now) {
    pacer_.take(now);
    first_try(window_[sent_ - base_].tries, now);
    send_item(sent_, out);
    ++sent_;
    ++in_flight_;
  }
  if (closing_ && sent_ == next() && !end_sent_) {
    end_sent_ = true;
    first_try(end_tries_, now);
    send_end(out);
  }
}

// What is not sent when the time is up stays unsent; what is sent shall still arrive.
void SessionSender::cut_by_time(Instant now) {
  if (end_ || !over_time(now) || (closing_ && sent_ == next())) return;
  window_.resize(static_cast<std::size_t>(sent_ - base_));
  closing_ = SessionWhy::time_limit;
}

void SessionSender::send_item(std::uint64_t sequence, SessionEffects& out) const {
  out.push_back(SendFrame{{.session = start_.session,
                           .kind = SessionFrameKind::item,
                           .sequence = sequence,
                           .payload = window_[sequence - base_].item}});
}

void SessionSender::send_end(SessionEffects& out) const {
  out.push_back(SendFrame{
      {.session = start_.session, .kind = SessionFrameKind::end, .why = *closing_, .sequence = next()}});
}

void SessionSender::send_bare(SessionFrameKind kind, SessionEffects& out) const {
  const SessionWhy why = end_ ? end_->why : SessionWhy::finished;
  out.push_back(SendFrame{{.session = start_.session, .kind = kind, .why = why, .sequence = base_}});
}

void SessionSender::first_try(Tries& tries, Instant now) const {
  tries = {0, now, now + options_.backoff(0)};
}

// Counts one more try of something that is due; false when there have been enough.
bool SessionSender::another_try(Tries& tries, Instant now) {
  if (tries.again >= options_.retransmissions_max) return false;
  ++tries.again;
  ++retransmissions_;
  tries.last = now;
  tries.due = now + options_.backoff(tries.again);
  return true;
}

bool SessionSender::retransmit(Instant now, SessionEffects& out) {
  for (std::uint64_t sequence = base_; sequence < sent_; ++sequence) {
    Entry& entry = window_[sequence - base_];
    if (entry.held || entry.tries.due > now) continue;
    if (!another_try(entry.tries, now)) return false;
    send_item(sequence, out);
  }
  if (end_sent_ && end_tries_.due <= now) {
    if (!another_try(end_tries_, now)) return false;
    send_end(out);
  }
  return true;
}

bool SessionSender::probe(Instant now, SessionEffects& out) {
  if (!waits_for_nothing() || probe_tries_.due > now) return true;
  if (probe_tries_.again > options_.retransmissions_max) return false;
  ++probe_tries_.again;
  probe_tries_.last = now;
  probe_tries_.due = now + options_.probe_after;
  send_bare(SessionFrameKind::probe, out);
  return true;
}

void SessionSender::send_missing_again(Instant now) {
  for (std::uint64_t i = 0; i < sent_ - base_; ++i) window_[i].tries = {0, now, now};
  if (end_sent_) end_tries_ = {0, now, now};
}

// However often the receiver says so, it costs little more than waiting would: the tries are counted.
void SessionSender::hurry_missing(Instant now) {
  if (hurried_ && now - *hurried_ < options_.retransmit_after) return;
  hurried_ = now;
  for (std::uint64_t i = 0; i < sent_ - base_; ++i) window_[i].tries.due = now;
  if (end_sent_) end_tries_.due = now;
}

// False for an acknowledgement of what was never sent.
bool SessionSender::take_ack(const SessionFrame& ack) {
  if (ack.sequence > sent_ + (end_sent_ ? 1 : 0)) return false;
  while (base_ < ack.sequence && !window_.empty()) {
    if (!window_.front().held) --in_flight_;
    window_.pop_front();
    ++base_;
  }
  const Bytes& beyond = *ack.payload;
  for (std::uint64_t bit = 0; bit < beyond.size() * 8; ++bit) {
    const std::uint64_t sequence = ack.sequence + 1 + bit;
    if (sequence >= sent_) break;
    if (sequence < base_ || (beyond[bit / 8] >> (bit % 8) & 1) == 0) continue;
    Entry& entry = window_[sequence - base_];
    if (entry.held) continue;
    entry.held = true;
    entry.item = nullptr;
    --in_flight_;
  }
  return true;
}

void SessionSender::end_at(std::uint64_t sequence, SessionWhy why, SessionEffects& out) {
  end_ = SessionEnd{sequence, why};
  window_.clear();
  base_ = sequence;
  sent_ = sequence;
  in_flight_ = 0;
  out.push_back(Ended{*end_});
}

void SessionSender::give_up(SessionWhy why, SessionEffects& out) {
  end_at(base_, why, out);
  send_bare(SessionFrameKind::reset, out);
}

}  // namespace fleetsim::core
