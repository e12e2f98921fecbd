#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "core/session/session_receiver.h"
#include "core/session/session_sender.h"
#include "tests/support/split_mix.h"

namespace fleetsim::tests {

/// What a way does to the frames on it. Percentages of frames; a frame takes `delay_min` to `delay_min +
/// delay_spread`, so that the later one may overtake. Nothing arrives that is sent in [cut_from, cut_until).
struct LinkFaults {
  std::uint64_t loss_percent = 0;
  std::uint64_t duplicate_percent = 0;
  core::Duration delay_min = core::milliseconds(1);
  core::Duration delay_spread = {};
  core::Instant cut_from = core::kNever;
  core::Instant cut_until = core::kNever;
  /// A planted bug: so many item frames claim the number after their own.
  std::uint64_t relabel_percent = 0;
};

/// An item that says which one it is.
inline core::SharedBytes numbered_item(std::uint64_t number) {
  core::Bytes bytes;
  for (int shift = 0; shift < 64; shift += 8) bytes.push_back(static_cast<std::uint8_t>(number >> shift));
  return core::share(std::move(bytes));
}

/// Two ends of a session, the way between them, and a clock. Offers `items` numbered items as fast as they
/// are taken, then finishes.
class SessionLink {
 public:
  SessionLink(core::SessionStart start, const core::SessionOptions& options, std::uint64_t items,
              LinkFaults faults, std::uint64_t seed, std::uint64_t wanted = core::SessionReceiver::kAll)
      : sender(start, options, {}, start.first + options.window_items),
        receiver(start, options, {}, wanted),
        next_item_(start.first),
        past_last_(start.first + items),
        faults_(faults),
        random_(seed) {}

  core::SessionSender sender;
  core::SessionReceiver receiver;
  core::Instant now;
  std::vector<core::Deliver> delivered;
  std::vector<core::SessionEnd> sender_ends;
  std::vector<core::SessionEnd> receiver_ends;
  /// Frames of either direction that were handed to the way.
  std::vector<core::SessionFrame> sent;
  std::uint64_t in_flight_most = 0;
  std::uint64_t waiting_most = 0;

  /// Until both ends have ended and nothing is on the way, or `until`.
  void run(core::Instant until = core::Instant{} + core::seconds(600)) {
    feed();
    // An end that wants to be woken and then does nothing shall fail a test, not hang it.
    for (int steps = 0; steps < 1'000'000 && step(until); ++steps) {
    }
  }

  /// The effects of an input that a test gave to an end itself.
  void carry_out(core::SessionEffects& effects, bool of_sender) {
    for (core::SessionEffect& effect : effects) {
      if (auto* send = std::get_if<core::SendFrame>(&effect)) transmit(std::move(send->frame), of_sender);
      if (auto* item = std::get_if<core::Deliver>(&effect)) delivered.push_back(std::move(*item));
      if (const auto* ended = std::get_if<core::Ended>(&effect))
        (of_sender ? sender_ends : receiver_ends).push_back(ended->end);
    }
    effects.clear();
  }

  /// Numbers of what was delivered are first, first + 1, ... and so are the items themselves.
  bool delivered_in_order() const {
    std::uint64_t expected = past_last_ - items();
    for (const core::Deliver& each : delivered) {
      if (each.sequence != expected || *each.item != *numbered_item(expected)) return false;
      ++expected;
    }
    return true;
  }

 private:
  struct Travelling {
    bool to_receiver;
    core::SessionFrame frame;
  };

  std::uint64_t items() const { return past_last_ - first_; }

  void feed() {
    core::SessionEffects effects;
    while (next_item_ < past_last_ &&
           sender.offer(numbered_item(next_item_), now, effects) == core::BackpressureOutcome::accepted)
      ++next_item_;
    if (next_item_ == past_last_) sender.finish(now, effects);
    carry_out(effects, true);
  }

  bool step(core::Instant until) {
    const core::Instant arrival = way_.empty() ? core::kNever : way_.begin()->first.first;
    const core::Instant sender_wake = sender.wake().value_or(core::kNever);
    const core::Instant receiver_wake = receiver.wake().value_or(core::kNever);
    const core::Instant at = std::min({arrival, sender_wake, receiver_wake});
    if (at == core::kNever || at > until) return false;
    now = std::max(now, at);
    core::SessionEffects effects;
    if (at == arrival) {
      const Travelling arrived = std::move(way_.begin()->second);
      way_.erase(way_.begin());
      if (arrived.to_receiver)
        receiver.on_frame(arrived.frame, now, effects);
      else
        sender.on_frame(arrived.frame, now, effects);
      carry_out(effects, !arrived.to_receiver);
    } else if (at == sender_wake) {
      sender.on_time(now, effects);
      carry_out(effects, true);
    } else {
      receiver.on_time(now, effects);
      carry_out(effects, false);
    }
    in_flight_most = std::max(in_flight_most, sender.in_flight());
    waiting_most = std::max<std::uint64_t>(waiting_most, receiver.waiting());
    feed();
    return true;
  }

  void transmit(core::SessionFrame frame, bool to_receiver) {
    sent.push_back(frame);
    const bool relabelled = random_.below(100) < faults_.relabel_percent;
    if (relabelled && frame.kind == core::SessionFrameKind::item) ++frame.sequence;
    const bool lost = random_.below(100) < faults_.loss_percent;
    const bool twice = random_.below(100) < faults_.duplicate_percent;
    const bool cut = now >= faults_.cut_from && now < faults_.cut_until;
    for (int copy = 0; copy < (twice ? 2 : 1); ++copy) {
      const core::Instant at = now + faults_.delay_min +
                               core::nanoseconds(static_cast<std::int64_t>(
                                   random_.below(static_cast<std::uint64_t>(faults_.delay_spread.ns) + 1)));
      if (!lost && !cut) way_.emplace(std::pair(at, ++sent_), Travelling{to_receiver, frame});
    }
  }

  std::uint64_t next_item_;
  std::uint64_t first_ = next_item_;
  std::uint64_t past_last_;
  LinkFaults faults_;
  SplitMix random_;
  std::uint64_t sent_ = 0;
  std::map<std::pair<core::Instant, std::uint64_t>, Travelling> way_;
};

}  // namespace fleetsim::tests
