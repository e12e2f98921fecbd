// The asking side: from what came of the asks to the answer.

#include <algorithm>

#include <fmt/format.h>

#include "core/eval/result_shape.h"
#include "core/node/node.h"
#include "core/env/timers.h"

namespace fleetsim::core {
namespace {

void tell(std::string& story, const Symbol& who, const char* what) {
  constexpr std::size_t kStoryMax = 2000;  // whoever asks a whole fleet reads no list of it
  if (story.size() > kStoryMax) return;
  if (!story.empty()) story += ", ";
  story += fmt::format("{} {}", who.text(), what);
}

// The reply, saying whom the lookup asked.
Result<StoredReply> explained(const StoredReply& reply, const std::string& story) {
  EvalReply said = reply.decode();
  said.diagnostics.push_back({.severity = Severity::info,
                              .message = "lookup: " + story,
                              .source = std::nullopt,
                              .span = std::nullopt,
                              .code = Symbol::qualified("fabric", "lookup"),
                              .related = {}});
  return StoredReply::encode(said);
}

}  // namespace

// The open ask that a reply answers; none (and the reply is dropped) when there is none.
std::optional<AskId> Node::answered_ask(NodeId from, AskId ask, const ContentKey& key) const {
  // The original's connections: whatever comes next from a peer is the answer to what it was asked last.
  return options_.fabric.lookup.reply_matching == ReplyMatching::arrival_order
             ? asks_.oldest_at(from)
             : asks_.matching(from, ask, key);
}

void Node::take_message(NodeId from, const Found& found, Turn turn) {
  const std::optional<AskId> ask = answered_ask(from, found.ask, found.key);
  const Result<StoredReply> reply = StoredReply::from_bytes(found.reply);
  if (!reply) turn.observe(MessageRefused{from, found.reply->size()});
  if (!ask) {
    if (reply) turn.observe(ReplyDropped{from, found.key});
    return;
  }
  if (!reply) return ask_failed(*ask, Miss::corrupt, reply.error(), {}, turn);
  const OpenAsk open = *asks_.find(*ask);
  if (!believes(from, flights_.at(open.flight).key, *reply, turn)) {
    const Error error = Error::eval("the reply is not the one that was announced", ErrorCode::malformed);
    return ask_failed(*ask, Miss::corrupt, error, {}, turn);
  }
  close_ask(*ask, false, turn);
  reached(open.flight, *reply, open.source, found.keep, turn);
}

void Node::take_message(NodeId from, const Missing& missing, Turn turn) {
  const std::optional<AskId> ask = answered_ask(from, missing.ask, missing.key);
  if (ask && missing.error.code == ErrorCode::not_held) did_not_hold(from, missing.key, turn);
  if (ask)
    ask_failed(*ask, miss_of(missing.error), missing.error, missing.retry_after, turn);
  else
    turn.observe(ReplyDropped{from, missing.key});
}

void Node::reached(FlightId id, const StoredReply& reply, AnswerSource source, Duration keep, Turn turn) {
  const LookupOptions& options = options_.fabric.lookup;
  Flight& flight = flights_.at(id);
  if (!fits_request(reply, *flight.request, options)) {
    const Error error = wrong_shape_error(*flight.request->result_shape);
    if (source == AnswerSource::home) return land(id, error, source, turn);
    flight.machine.go_home();
    return carry_out(id, flight.machine.on_failure(source, error, name(), options_.peers), turn);
  }
  for (const AskId loser : std::vector<AskId>(flight.asks)) close_ask(loser, true, turn);
  const Duration span =
      options.honour_cacheability ? std::min(keep, keep_span(*flight.request, options)) : kUnlimited;
  if (!flight.rules.keep || span == Duration{}) return land(id, reply, source, turn);
  if (span < kNever - turn.now) {
    timed_.keep(flight.key, reply, turn.now + span, turn.now);
    return land(id, reply, source, turn);
  }
  if (!flight.rules.read_cassette && cassette_.contains(flight.key)) {
    // Asked elsewhere on purpose: what was found there is the answer, whatever is held here.
    record(flight.key, reply, {}, turn);
    return land(id, reply, source, turn);
  }
  record(flight.key, reply, {LocalWaiter{id, source}}, turn);
}

void Node::ask_failed(AskId ask, Miss miss, const Error& error, Duration retry_after, Turn turn) {
  const OpenAsk open = *asks_.find(ask);
  const bool home = open.source == AnswerSource::home;
  close_ask(ask, home && miss == Miss::timeout, turn);
  if (miss == Miss::timeout || miss == Miss::unreachable) breakers_.failed(open.to, turn.now);
  Flight& flight = flights_.at(open.flight);
  const Miss told = options_.fabric.lookup.classify_misses ? miss : Miss::not_held;
  // A home that could not compute has answered; who asked gets its error.
  if (!home || miss != Miss::not_held) turn.observe(AskFailed{flight.leader, open.to, open.source, told});
  tell(flight.story, options_.peers.directory().name(open.to), to_string(told));
  if (home && miss == Miss::overloaded && options_.fabric.lookup.await_overloaded)
    return await_home(open.flight, open.to, error, retry_after, turn);
  carry_out(open.flight, flight.machine.on_failure(open.source, error, name(), options_.peers), turn);
}

void Node::ask_timed_out(AskId ask, Turn turn) {
  const OpenAsk* open = asks_.find(ask);
  if (open == nullptr) return;
  const Error error = open->source == AnswerSource::home
                          ? Error::eval("the home site did not answer in time", ErrorCode::home_failed)
                          : Error::eval("the peer did not answer in time", ErrorCode::unreachable);
  ask_failed(ask, Miss::timeout, error, {}, turn);
}

// Waiting costs less than computing the same elsewhere: as long as somebody still waits, and no longer than a
// home may take to answer.
void Node::await_home(FlightId id, NodeId home, const Error& error, Duration retry_after, Turn turn) {
  Flight& flight = flights_.at(id);
  if (flight.give_up == kNever)
    flight.give_up = std::min(flight.deadline(), turn.now + options_.fabric.lookup.home_timeout);
  // Those who were turned away together shall not come back together.
  const Duration pause = std::clamp(retry_after, milliseconds(1), options_.fabric.lookup.home_timeout);
  const Instant until = turn.now + pause + probes_.between({}, Duration{pause.ns / 2});
  if (until >= flight.give_up) return land(id, error, AnswerSource::home, turn);
  turn.observe(HomeAwaited{flight.leader, home, until});
  turn.out.push_back(SetTimer{timer_id(TimerKind::retry, id), until});
}

void Node::take(const LinkUp& up, Turn turn) {
  streams_reconnected(up.peer, turn);
  if (options_.fabric.lookup.heed_links) breakers_.heard(up.peer);
}

void Node::take(const LinkDown& down, Turn turn) {
  streams_broke(down.peer, turn);
  if (!options_.fabric.lookup.heed_links) return;
  for (const AskId ask : asks_.at(down.peer)) {
    const OpenAsk* open = asks_.find(ask);
    if (open == nullptr) continue;
    // A peer that only looks something up can be passed over. Whether the home has begun nobody knows: asking
    // again is for the caller to decide, and safe, as the home computes a key once.
    const Error error =
        open->source == AnswerSource::home
            ? Error::eval("the link to the home broke while it was asked; whether it computes is unknown",
                          ErrorCode::unknown_outcome)
            : Error::eval("the link to the peer broke", ErrorCode::unreachable);
    ask_failed(ask, Miss::unreachable, error, {}, turn);
  }
}

void Node::deadline_passed(RequestId id, Turn turn) {
  const std::optional<FlightId> on = flights_.flight_of(id);
  if (!on) return;
  Flight& flight = flights_.at(*on);
  const ContentKey key = flight.key;
  const std::string story = flight.story;
  const Passenger passenger = *std::ranges::find(flight.passengers, id, &Passenger::request);
  // The last one who waits takes the flight along.
  if (flight.passengers.size() == 1)
    end_flight(*on, turn);
  else
    flights_.leave(*on, id);
  answer(passenger, key, Error::eval("deadline exceeded", ErrorCode::deadline_exceeded), AnswerSource::peer,
         story, turn);
}

// `abandoned`: nobody wants the answer any more.
void Node::close_ask(AskId ask, bool abandoned, Turn turn) {
  const OpenAsk open = *asks_.find(ask);
  asks_.close(ask);
  std::erase(flights_.at(open.flight).asks, ask);
  turn.out.push_back(CancelTimer{timer_id(TimerKind::ask, ask)});
  if (!abandoned || open.source != AnswerSource::home || !options_.fabric.lookup.cancel_abandoned) return;
  if (open.to == options_.self)
    cancel_compute(open.key, LocalWaiter{open.flight, AnswerSource::home}, turn);
  else
    send(open.to, Cancel{ask, open.key}, turn);
}

Flight Node::end_flight(FlightId id, Turn turn) {
  for (const AskId ask : std::vector<AskId>(flights_.at(id).asks)) close_ask(ask, true, turn);
  return flights_.end(id);
}

void Node::land(FlightId id, const Result<StoredReply>& reply, AnswerSource source, Turn turn) {
  const Flight flight = end_flight(id, turn);
  std::string story = flight.story;
  if (reply) {
    if (!story.empty()) story += ", ";
    story += fmt::format("found ({})", to_string(source));
  }
  for (const Passenger& passenger : flight.passengers)
    answer(passenger, flight.key, reply, source, story, turn);
}

void Node::answer(const Passenger& passenger, const ContentKey& key, const Result<StoredReply>& reply,
                  AnswerSource source, const std::string& story, Turn turn) {
  if (passenger.deadline != kNever)
    turn.out.push_back(CancelTimer{timer_id(TimerKind::deadline, passenger.request)});
  Answered answered{.request = passenger.request,
                    .key = key,
                    .reply = std::nullopt,
                    .error = std::nullopt,
                    .source = source,
                    .held = cassette_.contains(key)};
  if (reply)
    answered.reply = reply->digest();
  else
    answered.error = reply.error();
  if (options_.fabric.planted_bug == PlantedBug::answer_twice) turn.observe(Answered(answered));
  turn.observe(std::move(answered));
  Result<StoredReply> given = reply;
  if (reply && passenger.wants_explanation)
    if (const Result<StoredReply> with_story = explained(*reply, story); with_story) given = *with_story;
  turn.out.push_back(Answer{passenger.request, std::move(given)});
}

}  // namespace fleetsim::core
