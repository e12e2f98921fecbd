// The asking side: a request of this machine, from the local miss to its answer.

#include <algorithm>

#include "core/base/check.h"
#include "core/node/node.h"
#include "core/node/timers.h"
#include "core/wire/eval_codec.h"

namespace fleetsim::core {

void Node::take(const RequestMade& made, Turn turn) {
  const Result<ContentKey> key = ContentKey::from_request(*made.request);
  if (!key) {
    turn.out.push_back(Answer{made.id, key.error()});
    return;
  }
  turn.observe(Asked{made.id, *key});
  if (const StoredReply* held = cassette_.find(*key)) {
    if (options_.fabric.planted_bug == PlantedBug::ask_on_local_hit && options_.peers.size() > 0)
      send(options_.peers.id(0), Ask{++last_ask_, *key, kNever}, turn);
    const StoredReply reply = *held;
    cassette_.touch(*key);
    answer(made.id, *key, reply, AnswerSource::local, turn);
    return;
  }
  OpenLookup open{.key = *key,
                  .request = made.request,
                  .deadline = kNever,
                  .machine = Lookup(likely_holders(*key, turn.now), has_home())};
  // A deadline beyond the end of time is none.
  if (made.request->deadline && *made.request->deadline < kNever - turn.now) {
    open.deadline = turn.now + *made.request->deadline;
    turn.out.push_back(SetTimer{timer_id(TimerKind::deadline, made.id), open.deadline});
  }
  OpenLookup& lookup = lookups_.insert_or_assign(made.id, std::move(open)).first->second;
  carry_out(made.id, lookup.machine.start(name(), options_.peers, options_.fabric.lookup), turn);
}

void Node::carry_out(RequestId id, Lookup::Step step, Turn turn) {
  OpenLookup& lookup = lookups_.at(id);
  if (const auto* peer = std::get_if<Lookup::AskPeer>(&step)) {
    ask_peer(id, *peer, turn);
  } else if (std::holds_alternative<Lookup::AskHome>(step)) {
    ask_home(id, turn);
  } else if (auto* found = std::get_if<Lookup::Record>(&step)) {
    record(lookup.key, std::move(found->reply), {LocalWaiter{id, found->source}}, turn);
  } else {
    const ContentKey key = lookup.key;
    const Error error = std::get<Lookup::Fail>(step).error;
    if (options_.fabric.planted_bug == PlantedBug::record_errors)
      if (Result<StoredReply> fake = StoredReply::encode(text_reply(error.text())); fake)
        record(key, *std::move(fake), {}, turn);
    answer(id, key, error, AnswerSource::home, turn);
  }
}

AskId Node::open_ask(RequestId id, NodeId to, AnswerSource source, Duration timeout, Turn turn) {
  OpenLookup& lookup = lookups_.at(id);
  lookup.ask = ++last_ask_;
  lookup.asked = to;
  lookup.source = source;
  asks_.emplace(lookup.ask, id);
  turn.out.push_back(SetTimer{timer_id(TimerKind::ask, lookup.ask), turn.now + timeout});
  turn.observe(AskSent{id, to, source});
  return lookup.ask;
}

void Node::ask_peer(RequestId id, const Lookup::AskPeer& peer, Turn turn) {
  const LookupOptions& options = options_.fabric.lookup;
  const Duration timeout =
      peer.source == AnswerSource::announced ? options.announced_timeout : options.peer_timeout;
  const NodeId to = options_.peers.id(peer.position);
  const AskId ask = open_ask(id, to, peer.source, timeout, turn);
  const OpenLookup& lookup = lookups_.at(id);
  send(to, Ask{ask, lookup.key, std::min(lookup.deadline, turn.now + timeout)}, turn);
}

void Node::ask_home(RequestId id, Turn turn) {
  const ContentKey key = lookups_.at(id).key;
  const NodeId home = home_of(key);
  const Result<Bytes> request = home == options_.self ? Bytes{} : encode_request(*lookups_.at(id).request);
  if (!request) {
    // It has a key, but what is not part of the key can be too deep to be sent.
    answer(id, key, request.error(), AnswerSource::home, turn);
    return;
  }
  const Duration timeout = options_.fabric.lookup.home_timeout;
  const AskId ask = open_ask(id, home, AnswerSource::home, timeout, turn);
  const OpenLookup& lookup = lookups_.at(id);
  if (home == options_.self) {
    compute(key, lookup.request, LocalWaiter{id, AnswerSource::home}, turn);
    return;
  }
  send(home, ComputeAsk{ask, key, std::min(lookup.deadline, turn.now + timeout), share(*request)}, turn);
}

// The open lookup that a reply answers, with its ask closed; none (and the reply is dropped) when there is none.
std::optional<RequestId> Node::close_ask(NodeId from, AskId ask, const ContentKey& key, Turn turn) {
  auto open = asks_.find(ask);
  const auto answers = [&](const OpenLookup& lookup) { return lookup.asked == from && lookup.key == key; };
  if (options_.fabric.lookup.reply_matching == ReplyMatching::arrival_order) {
    // The original's connections: whatever comes next from a peer is the answer to what it was asked last.
    open = std::ranges::find_if(asks_, [&](const auto& entry) { return lookups_.at(entry.second).asked == from; });
  } else if (open != asks_.end() && !answers(lookups_.at(open->second))) {
    open = asks_.end();
  }
  if (open == asks_.end()) {
    turn.observe(ReplyDropped{from, key});
    return std::nullopt;
  }
  const RequestId id = open->second;
  turn.out.push_back(CancelTimer{timer_id(TimerKind::ask, open->first)});
  asks_.erase(open);
  lookups_.at(id).ask = 0;
  return id;
}

void Node::take_message(NodeId from, const Found& found, Turn turn) {
  Result<StoredReply> reply = StoredReply::from_bytes(found.reply);
  if (!reply) {
    turn.observe(MessageRefused{from, found.reply->size()});
    return;
  }
  const std::optional<RequestId> id = close_ask(from, found.ask, found.key, turn);
  if (!id) return;
  if (!believes(from, lookups_.at(*id).key, *reply, turn))
    return fail_step(*id, Error::eval("the reply is not the one that was announced", ErrorCode::malformed), turn);
  carry_out(*id, lookups_.at(*id).machine.on_reply(*std::move(reply)), turn);
}

void Node::take_message(NodeId from, const Missing& missing, Turn turn) {
  const std::optional<RequestId> id = close_ask(from, missing.ask, missing.key, turn);
  if (!id) return;
  if (missing.error.code == ErrorCode::not_held) did_not_hold(from, missing.key, turn);
  fail_step(*id, missing.error, turn);
}

void Node::fail_step(RequestId id, const Error& error, Turn turn) {
  Lookup& machine = lookups_.at(id).machine;
  carry_out(id, machine.on_failure(error, name(), options_.peers, options_.fabric.lookup), turn);
}

void Node::ask_timed_out(AskId ask, Turn turn) {
  const auto open = asks_.find(ask);
  if (open == asks_.end()) return;
  const RequestId id = open->second;
  asks_.erase(open);
  OpenLookup& lookup = lookups_.at(id);
  lookup.ask = 0;
  const bool home = lookup.source == AnswerSource::home;
  fail_step(id,
            home ? Error::eval("the home site did not answer in time", ErrorCode::home_failed)
                 : Error::eval("the peer did not answer in time", ErrorCode::unreachable),
            turn);
}

void Node::deadline_passed(RequestId id, Turn turn) {
  const auto open = lookups_.find(id);
  if (open == lookups_.end()) return;
  const ContentKey key = open->second.key;
  if (open->second.ask != 0) {
    turn.out.push_back(CancelTimer{timer_id(TimerKind::ask, open->second.ask)});
    asks_.erase(open->second.ask);
  }
  answer(id, key, Error::eval("deadline exceeded", ErrorCode::deadline_exceeded), AnswerSource::peer, turn);
}

void Node::answer(RequestId id, const ContentKey& key, Result<StoredReply> reply, AnswerSource source, Turn turn) {
  const auto open = lookups_.find(id);
  if (open != lookups_.end()) {
    if (open->second.deadline != kNever) turn.out.push_back(CancelTimer{timer_id(TimerKind::deadline, id)});
    lookups_.erase(open);
  }
  Answered answered{.request = id,
                    .key = key,
                    .reply = std::nullopt,
                    .error = std::nullopt,
                    .source = source,
                    .held = cassette_.contains(key)};
  if (reply)
    answered.reply = reply->digest();
  else
    answered.error = reply.error();
  turn.observe(std::move(answered));
  turn.out.push_back(Answer{id, std::move(reply)});
}

}  // namespace fleetsim::core
