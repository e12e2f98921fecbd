// The asking side: a request of this machine, from the local miss to the asks.

#include <algorithm>

#include "core/node/node.h"
#include "core/env/timers.h"
#include "core/wire/eval_codec.h"

namespace fleetsim::core {

void Node::take(const RequestMade& made, Turn turn) {
  const Result<ContentKey> key = ContentKey::from_request(*made.request);
  if (!key) {
    turn.out.push_back(Answer{made.id, key.error()});
    return;
  }
  turn.observe(Asked{made.id, *key});
  const LookupOptions& options = options_.fabric.lookup;
  Passenger passenger{.request = made.id, .wants_explanation = made.request->trace && options.explain};
  if (options.check_every_hit)
    if (const Result<void> granted = made.context.require_all(made.request->required_capabilities); !granted)
      return answer(passenger, *key, granted.error(), AnswerSource::local, {}, turn);

  RequestRules rules = RequestRules::of(*made.request, options_.homes && !options_.homes->empty(), options);
  if (options_.fabric.routes) rules.stages.peers = false;
  if (rules.own_home_only) rules.stages.home = options.ask_home && options_.compute.has_value();
  if (const auto held = local_hit(*key, *made.request, rules, turn)) {
    if (options_.fabric.planted_bug == PlantedBug::ask_on_local_hit && options_.peers.size() > 0)
      send(options_.peers.id(0), Ask{.ask = asks_.unused(), .key = *key, .capabilities = {}}, turn);
    cassette_.touch(*key);
    return answer(passenger, *key, *held, AnswerSource::local, "held here", turn);
  }
  // A deadline beyond the end of time is none.
  if (made.request->deadline && *made.request->deadline < kNever - turn.now) {
    passenger.deadline = turn.now + *made.request->deadline;
    turn.out.push_back(SetTimer{timer_id(TimerKind::deadline, made.id), passenger.deadline});
  }
  if (rules.share) {
    if (const std::optional<FlightId> flight = flights_.joinable(*key, *made.request)) {
      flights_.join(*flight, passenger);
      turn.observe(Joined{made.id, flights_.at(*flight).leader});
      return;
    }
  }
  Result<std::vector<Symbol>> holders = whom_to_ask(*made.request, *key, turn.now);
  if (!holders) return answer(passenger, *key, holders.error(), AnswerSource::peer, {}, turn);
  const FlightId id = flights_.begin({.key = *key,
                                      .request = made.request,
                                      .rules = rules,
                                      .machine = Lookup(*std::move(holders), rules.stages),
                                      .leader = made.id,
                                      .passengers = {passenger}});
  carry_out(id, flights_.at(id).machine.start(name(), options_.peers, options, probes_), turn);
}

Result<std::vector<Symbol>> Node::whom_to_ask(const EvalRequest& request, const ContentKey& key, Instant now) const {
  if (!options_.fabric.routes) return likely_holders(key, now);
  const Result<std::span<const Symbol>> hops = options_.fabric.routes->next_hops(request, key);
  if (!hops) return hops.error();
  return std::vector<Symbol>(hops->begin(), hops->end());
}

// What this node holds and the request may have. Content of another shape than it wants: then holders are of no use.
std::optional<StoredReply> Node::local_hit(const ContentKey& key, const EvalRequest& request, RequestRules& rules,
                                           Turn turn) const {
  if (!rules.read_cassette) return std::nullopt;
  const StoredReply* held = cassette_.find(key);
  if (held == nullptr)
    if (const TimedReplies::Kept* timed = timed_.find(key, turn.now)) held = &timed->reply;
  if (held == nullptr) return std::nullopt;
  if (fits_request(*held, request, options_.fabric.lookup)) return *held;
  rules.read_cassette = rules.stages.announced = rules.stages.peers = false;
  return std::nullopt;
}

void Node::carry_out(FlightId id, Lookup::Step step, Turn turn) {
  const LookupOptions& options = options_.fabric.lookup;
  Flight& flight = flights_.at(id);
  while (const auto* peer = std::get_if<Lookup::AskPeer>(&step)) {
    const NodeId to = options_.peers.id(peer->position);
    if (!breakers_.allows(to, turn.now) && !flight.machine.last_resort()) {
      turn.observe(PeerAvoided{flight.leader, to});
      step = flight.machine.put_off(*peer, name(), options_.peers);
      continue;
    }
    ask_peer(id, *peer, turn);
    if (peer->source != AnswerSource::announced || !flight.machine.more_announced()) return;
    if (options.asking == Asking::hedged)
      turn.out.push_back(SetTimer{timer_id(TimerKind::hedge, id), turn.now + options.hedge_after});
    if (options.asking != Asking::parallel || flight.machine.open() >= options.parallel) return;
    step = flight.machine.one_more(name(), options_.peers);
  }
  if (std::holds_alternative<Lookup::AskHome>(step)) {
    ask_home(id, turn);
  } else if (const auto* fail = std::get_if<Lookup::Fail>(&step)) {
    if (options_.fabric.planted_bug == PlantedBug::record_errors)
      if (Result<StoredReply> fake = StoredReply::encode(text_reply(fail->error.text())); fake)
        record(flight.key, *std::move(fake), {}, turn);
    land(id, fail->error, AnswerSource::home, turn);
  }
}

AskId Node::open_ask(FlightId id, NodeId to, AnswerSource source, Duration timeout, Turn turn) {
  Flight& flight = flights_.at(id);
  const AskId ask = asks_.open({.flight = id, .to = to, .source = source, .key = flight.key});
  flight.asks.push_back(ask);
  turn.out.push_back(SetTimer{timer_id(TimerKind::ask, ask), turn.now + timeout});
  turn.observe(AskSent{flight.leader, to, source});
  return ask;
}

// How long one peer may take: its timeout, and of what is left until the deadline at most half while others can still
// be asked, so that one that hangs does not use up everybody's time.
Duration Node::share_of(const Flight& flight, Duration timeout, Turn turn) const {
  const Instant deadline = flight.deadline();
  if (deadline == kNever || !options_.fabric.lookup.budgeted) return timeout;
  const Duration left = deadline - turn.now;
  const Duration share = flight.machine.last(options_.peers) ? left : Duration{left.ns / 2};
  return std::clamp(share, Duration{1}, timeout);
}

void Node::ask_peer(FlightId id, const Lookup::AskPeer& peer, Turn turn) {
  const LookupOptions& options = options_.fabric.lookup;
  const bool announced = peer.source == AnswerSource::announced;
  const Flight& flight = flights_.at(id);
  const Duration timeout = share_of(flight, announced ? options.announced_timeout : options.peer_timeout, turn);
  const NodeId to = options_.peers.id(peer.position);
  const AskId ask = open_ask(id, to, peer.source, timeout, turn);
  send(to, Ask{ask, flight.key, std::min(timeout, flight.deadline() - turn.now), flight.request->required_capabilities},
       turn);
}

void Node::ask_home(FlightId id, Turn turn) {
  const Flight& flight = flights_.at(id);
  const NodeId home = flight.rules.own_home_only ? options_.self : home_of(flight.key);
  const Result<Bytes> request = home == options_.self ? Bytes{} : encode_request(*flight.request);
  if (!request) {
    // It has a key, but what is not part of the key can be too deep to be sent.
    land(id, request.error(), AnswerSource::home, turn);
    return;
  }
  const Duration timeout = options_.fabric.lookup.home_timeout;
  const AskId ask = open_ask(id, home, AnswerSource::home, timeout, turn);
  if (home == options_.self) {
    compute(flight.key, flight.request, LocalWaiter{id, AnswerSource::home}, turn);
    return;
  }
  send(home, ComputeAsk{ask, flight.key, std::min(timeout, flight.deadline() - turn.now), share(*request)}, turn);
}

void Node::hedge(FlightId id, Turn turn) {
  if (Flight* flight = flights_.find(id)) carry_out(id, flight->machine.one_more(name(), options_.peers), turn);
}

void Node::retry(FlightId id, Turn turn) {
  Flight* flight = flights_.find(id);
  if (flight == nullptr) return;
  if (const auto held = local_hit(flight->key, *flight->request, flight->rules, turn))
    return land(id, *held, AnswerSource::local, turn);
  // A table of routes says the same as before; an index may have learned of somebody.
  const Result<std::vector<Symbol>> holders = whom_to_ask(*flight->request, flight->key, turn.now);
  carry_out(id, flight->machine.again(holders ? *holders : std::vector<Symbol>(), name(), options_.peers), turn);
}

}  // namespace fleetsim::core
