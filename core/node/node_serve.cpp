// The serving side: what others ask of this node, as a holder and as a home.

#include <algorithm>

#include "core/node/node.h"
#include "core/env/timers.h"
#include "core/store/content_serve_fabric.h"
#include "core/wire/eval_codec.h"

namespace fleetsim::core {

void Node::send(NodeId to, WireMessage message, Turn turn) {
  Letter letter = write_letter(std::move(message), options_.hand_over);
  turn.out.push_back(Send{to, std::move(letter.bytes), std::move(letter.said)});
}

NodeId Node::asker_of(const Waiter& waiter) const {
  if (const auto* remote = std::get_if<RemoteWaiter>(&waiter)) return remote->node;
  if (const auto* stream = std::get_if<StreamTo>(&waiter)) return stream->node;
  return options_.self;
}

// Answers from what is held; false, and no answer, when nothing is. A hit needs the same authority as
// computing it.
bool Node::serve_held(const Waiter& waiter, const ContentKey& key,
                      std::span<const CapabilityName> capabilities, Turn turn) {
  const StoredReply* held = cassette_.find(key);
  Duration keep = kUnlimited;
  if (held == nullptr) {
    const TimedReplies::Kept* timed = timed_.find(key, turn.now);
    if (timed == nullptr) return false;
    held = &timed->reply;
    keep = timed->until - turn.now;
  }
  if (options_.fabric.lookup.check_every_hit) {
    if (const Result<void> granted = options_.serve.require_all(capabilities); !granted) {
      finish(waiter, key, granted.error(), turn);
      return true;
    }
  }
  const StoredReply reply = *held;
  cassette_.touch(key);
  finish(waiter, key, reply, turn, keep);
  return true;
}

void Node::take_message(NodeId from, const Ask& ask, Turn turn) {
  const RemoteWaiter waiter{from, ask.ask};
  if (!serve_held(waiter, ask.key, ask.capabilities, turn)) finish(waiter, ask.key, not_held_error(), turn);
}

void Node::take_message(NodeId from, const ComputeAsk& ask, Turn turn) {
  Result<EvalRequest> request = decode_request(*ask.request);
  const Result<ContentKey> key = request ? ContentKey::from_request(*request) : request.error();
  if (!key || *key != ask.key) {
    turn.observe(MessageRefused{from, ask.request->size()});
    const Error error =
        key ? Error::eval("the request is not the one of its key", ErrorCode::malformed) : key.error();
    finish(RemoteWaiter{from, ask.ask}, ask.key, error, turn);
    return;
  }
  serve_or_compute(RemoteWaiter{from, ask.ask}, *key, std::make_shared<const EvalRequest>(*std::move(request)), turn);
}

void Node::serve_or_compute(const Waiter& waiter, const ContentKey& key, SharedRequest request,
                            Turn turn) {
  // What is held here is as good as computing it here, wherever the asker itself may look.
  RequestRules rules = RequestRules::of(*request, true, options_.fabric.lookup);
  rules.read_cassette = rules.keep && (rules.read_cassette || request->consistency == Consistency::remote_only);
  if (local_hit(key, *request, rules, turn) && serve_held(waiter, key, request->required_capabilities, turn)) return;
  compute(key, std::move(request), waiter, turn);
}

void Node::compute(const ContentKey& key, SharedRequest request, Waiter waiter, Turn turn) {
  if (!options_.compute) {
    finish(waiter, key, Error::eval("this node is no home site", ErrorCode::home_failed), turn);
    return;
  }
  if (Result<void> granted = options_.compute->require_all(request->required_capabilities); !granted) {
    finish(waiter, key, granted.error(), turn);
    return;
  }
  // One computation per key at a time: whoever comes later waits for it, or for its reply to be recorded.
  if (RequestRules::of(*request, true, options_.fabric.lookup).keep) {
    const auto same_work = [&](const auto& entry) {
      const OpenCompute& open = entry.second;
      return open.key == key && open.request->cacheable == request->cacheable &&
             open.request->result_shape == request->result_shape;
    };
    if (const auto running = std::ranges::find_if(computes_, same_work); running != computes_.end()) {
      running->second.waiters.push_back(waiter);
      return;
    }
    const auto same_key = [&](const auto& entry) { return entry.second.key == key; };
    if (const auto kept = std::ranges::find_if(records_, same_key); kept != records_.end()) {
      kept->second.waiters.push_back(waiter);
      return;
    }
  }
  if (options_.fabric.home.queue && computes_.size() >= *options_.fabric.home.queue) {
    turn.observe(ComputeRefused{asker_of(waiter), key});
    finish(waiter, key, Error::eval("the home site is overloaded", ErrorCode::overloaded), turn);
    return;
  }
  const ComputeId id = ++last_compute_;
  computes_.emplace(id, OpenCompute{key, request, {waiter}});
  turn.observe(ComputeStarted{key});
  turn.out.push_back(Compute{id, std::move(request)});
}

void Node::take_message(NodeId from, const Cancel& cancel, Turn turn) {
  cancel_compute(cancel.key, RemoteWaiter{from, cancel.ask}, turn);
}

// That one waits no more; what nobody waits for is stopped.
void Node::cancel_compute(const ContentKey& key, const Waiter& waiter, Turn turn) {
  for (auto open = computes_.begin(); open != computes_.end(); ++open) {
    if (open->second.key != key || std::erase(open->second.waiters, waiter) == 0) continue;
    if (!open->second.waiters.empty()) return;
    turn.observe(ComputeCancelled{key});
    if (options_.fabric.planted_bug == PlantedBug::ignore_cancel) return;
    turn.out.push_back(CancelCompute{open->first});
    computes_.erase(open);
    return;
  }
}

void Node::take(const Computed& computed, Turn turn) {
  const auto open = computes_.find(computed.id);
  if (open == computes_.end()) return;
  const OpenCompute done = std::move(open->second);
  computes_.erase(open);
  const Result<StoredReply> reply =
      computed.reply ? StoredReply::encode(*computed.reply) : Result<StoredReply>(computed.reply.error());
  turn.observe(ComputeDone{done.key, reply ? std::optional(reply->digest()) : std::nullopt});
  const LookupOptions& options = options_.fabric.lookup;
  Duration keep = keep_span(*done.request, options);
  if (!RequestRules::of(*done.request, true, options).keep) keep = {};
  if (reply && !options.keep_error_replies && reports_error(*computed.reply)) keep = {};
  if (!reply || keep == Duration{} || cassette_.contains(done.key)) {
    // Computed though it is held: for somebody whom what is held does not suit.
    if (reply && keep != Duration{}) record(done.key, *reply, {}, turn);
    for (const Waiter& waiter : done.waiters) finish(waiter, done.key, reply, turn, keep);
  } else if (keep < kNever - turn.now) {
    timed_.keep(done.key, *reply, turn.now + keep, turn.now);
    for (const Waiter& waiter : done.waiters) finish(waiter, done.key, reply, turn, keep);
  } else {
    record(done.key, *reply, done.waiters, turn);
  }
}

}  // namespace fleetsim::core
