// What is between hosts: messages on their way, and streams.

#include <algorithm>

#include "core/base/check.h"
#include "sim/fault/tamper.h"
#include "sim/world/part.h"

namespace fleetsim::sim {

// ---- messages

void Part::transmit(Host& host, core::NodeId to, core::Letter letter, std::vector<Fact>& facts) {
  const core::NodeId from = id_of(host);
  facts.push_back({now_, from, Sent{to, letter.bytes->size()}});
  if (!network_.has_streams() || !network_.are_stream_peers(from, to)) {
    const PacketFate fate = network_.fate(from, to, *letter.bytes, now_);
    return settle(host, {from, to, std::move(letter), {}, std::nullopt}, fate, facts);
  }
  // Nothing goes into a stream that is not there. At the start of all, hosts come up one after another.
  const bool starting = events_ == 0;
  if (!network_.streams(from, to)) {
    facts.push_back({now_, from, Dropped{to, DropReason::partition}});
  } else if (!hosts_[to].up() && !starting) {
    facts.push_back({now_, from, Dropped{to, DropReason::receiver_down}});
  } else {
    const PacketFate fate = network_.fate(from, to, *letter.bytes, now_, true);
    std::optional<Streams::Ticket> ticket;
    if (!std::holds_alternative<DropReason>(fate.outcome)) ticket = streams_.send(from, to, letter);
    settle(host, {from, to, std::move(letter), {}, ticket}, fate, facts);
  }
}

void Part::settle(Host& sender, MovingMessage message, const PacketFate& fate, std::vector<Fact>& facts) {
  const auto note = [&](auto what) { facts.push_back({now_, message.from, what}); };
  if (fate.queued.ns > 0) note(Queued{message.to, fate.queued});
  if (const auto* delivered = std::get_if<PacketFate::Delivered>(&fate.outcome)) {
    for (std::size_t what = 0; what < kDisturbances && !delivered->disturbed.none(); ++what)
      if (const auto each = static_cast<Disturbance>(what); delivered->disturbed.has(each))
        note(Disturbed{message.to, each});
    return deliver(sender, std::move(message), *delivered);
  }
  if (const auto* reason = std::get_if<DropReason>(&fate.outcome)) {
    if (message.ticket) return break_stream(message.from, message.to, facts);
    return note(Dropped{message.to, *reason});
  }
  if (const auto* held = std::get_if<PacketFate::Held>(&fate.outcome)) {
    note(Disturbed{message.to, Disturbance::held});
    message.journey = held->journey;
    held_[held->fault].push_back(std::move(message));
    return;
  }
  const auto& onward = std::get<PacketFate::Onward>(fate.outcome);
  if (onward.retransmitted) note(Disturbed{message.to, Disturbance::retransmitted});
  message.journey = onward.journey;
  const std::uint64_t number = next_moving_++;
  schedule(sender, onward.at, PacketDue{number});
  moving_.emplace(number, std::move(message));
}

void Part::deliver(Host& sender, MovingMessage message, const PacketFate::Delivered& delivered) {
  if (message.ticket) {
    streams_.crossed(*message.ticket, delivered.at);
    return schedule(sender, delivered.at, StreamDue{message.from, message.to, message.ticket->connection});
  }
  if (delivered.duplicate_at)
    post(sender, *delivered.duplicate_at, {message.from, message.to, message.letter});
  if (delivered.flipped_bit) message.letter = {flip_bit(*message.letter.bytes, *delivered.flipped_bit)};
  post(sender, delivered.at, {message.from, message.to, std::move(message.letter)});
}

// Its place among the events is the sender's, wherever it is kept until it is due.
void Part::post(Host& sender, core::Instant at, Deliver&& message) {
  if (is_here(message.to)) return schedule(sender, at, std::move(message));
  outgoing_.push_back({{at, id_of(sender) + 1, sender.next_event++}, {std::move(message), events_}});
}

void Part::go_on(MovingMessage message, std::vector<Fact>& facts) {
  if (message.ticket && !streams_.is_open(*message.ticket)) return;  // said to be lost when the stream ended
  const PacketFate fate = network_.onward(message.from, message.to, *message.letter.bytes, message.journey, now_);
  Host& sender = own(message.from);
  settle(sender, std::move(message), fate, facts);
}

void Part::let_go(std::uint32_t fault, std::vector<Fact>& facts) {
  auto held = held_.extract(fault);
  if (!held) return;
  for (MovingMessage& message : held.mapped()) go_on(std::move(message), facts);
}

void Part::happen(const PacketDue& event, std::vector<Fact>& facts) {
  auto moving = moving_.extract(event.number);
  FLEET_CHECK(!moving.empty(), "a message that is not on its way");
  go_on(std::move(moving.mapped()), facts);
}

void Part::happen(const Deliver& event, std::vector<Fact>& facts) {
  Host& host = own(event.to);
  if (!host.up() || (event.taken_by != 0 && event.taken_by != host.incarnation)) {
    facts.push_back({now_, event.from, Dropped{event.to, DropReason::receiver_down}});
    return;
  }
  if (wait_to_be_handled(host, event)) return;
  ++deliveries_;
  feed(host, core::MessageArrived{event.from, event.letter.bytes, event.letter.said}, facts);
}

void Part::happen(const StreamDue& event, std::vector<Fact>& facts) {
  while (std::optional<core::Letter> letter = streams_.take(event.from, event.to, event.connection, now_))
    happen(Deliver{event.from, event.to, *std::move(letter)}, facts);
}

// ---- streams

// Who has lost or regained a stream hears of it at once: a host sees its connection reset.
void Part::report_links(std::vector<Fact>& facts) {
  if (!network_.has_streams()) return;
  const auto joined = [&](core::NodeId a, core::NodeId b) {
    return hosts_[a].up() && hosts_[b].up() && network_.streams(a, b);
  };
  const std::vector<LinkWatch::Change> changes = links_.update(joined);
  for (const LinkWatch::Change& change : changes)
    if (!change.up) lose_stream(change.node, change.peer, facts);
  for (const LinkWatch::Change& change : changes) report_link(change, facts);
}

void Part::lose_stream(core::NodeId from, core::NodeId to, std::vector<Fact>& facts) {
  for (std::size_t lost = streams_.reset(from, to); lost > 0; --lost)
    facts.push_back({now_, from, Dropped{to, DropReason::reset}});
}

void Part::report_link(const LinkWatch::Change& change, std::vector<Fact>& facts) {
  if (!hosts_[change.node].up()) return;
  facts.push_back({now_, change.node, LinkReported{change.peer, change.up}});
  if (change.up)
    feed(own(change.node), core::LinkUp{change.peer}, facts);
  else
    feed(own(change.node), core::LinkDown{change.peer}, facts);
}

// Something could not be sent in the end. Both ends give the stream up; a new one is there at once if it can be.
void Part::break_stream(core::NodeId a, core::NodeId b, std::vector<Fact>& facts) {
  lose_stream(a, b, facts);
  lose_stream(b, a, facts);
  for (const LinkWatch::Change& change : links_.forget(a, b)) report_link(change, facts);
  report_links(facts);
}

}  // namespace fleetsim::sim
