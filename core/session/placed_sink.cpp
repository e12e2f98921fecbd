#include "core/session/placed_sink.h"

#include "core/session/placed_stream.h"

namespace fleetsim::core {

PlacedSink::Turn PlacedSink::open(SessionId session, SharedBytes what, const SessionOptions& options,
                                  Instant now) {
  receiver_.emplace(SessionStart{session, next_}, options, now);
  SessionEffects effects;
  receiver_->open(std::move(what), now, effects);
  return settle(std::move(effects), now);
}

PlacedSink::Turn PlacedSink::on_frame(const SessionFrame& frame, Instant now) {
  SessionEffects effects;
  receiver_->on_frame(frame, now, effects);
  return settle(std::move(effects), now);
}

PlacedSink::Turn PlacedSink::on_time(Instant now) {
  SessionEffects effects;
  receiver_->on_time(now, effects);
  return settle(std::move(effects), now);
}

PlacedSink::Turn PlacedSink::on_reconnect(Instant now) {
  SessionEffects effects;
  receiver_->on_reconnect(now, effects);
  return settle(std::move(effects), now);
}

PlacedSink::Turn PlacedSink::settle(SessionEffects effects, Instant now) {
  Turn turn;
  const bool was_broken = broken_;
  for (SessionEffect& effect : effects) {
    if (auto* send = std::get_if<SendFrame>(&effect)) {
      turn.frames.push_back(std::move(send->frame));
    } else if (const auto* delivered = std::get_if<Deliver>(&effect)) {
      if (!broken_) broken_ = !take(*delivered, turn);
    } else {
      turn.end = std::get<Ended>(effect).end;
    }
  }
  // Every stream begins with its start, also one without items.
  if (turn.end && turn.end->whole() && next_ == 0) broken_ = true;
  if (!broken_) return turn;
  if (!was_broken && !turn.end) {
    // What it sends makes no sense: it is told that nobody reads on.
    SessionEffects last;
    receiver_->cancel(now, last);
    for (SessionEffect& effect : last)
      if (auto* send = std::get_if<SendFrame>(&effect)) turn.frames.push_back(std::move(send->frame));
    turn.end = receiver_->end();
  }
  if (turn.end) *turn.end = {next_, SessionWhy::broken_rules};
  return turn;
}

bool PlacedSink::take(const Deliver& delivered, Turn& turn) {
  Result<std::optional<StreamItem>> packet = decoder_.take(cx_, delivered);
  if (!packet) return false;
  ++next_;
  if (!*packet) return true;
  Result<Expr> item = placed_item(**packet);
  if (!item) return false;
  ++items_;
  turn.items.push_back(*std::move(item));
  return true;
}

}  // namespace fleetsim::core
