// The serving side: what others ask of this node, as a holder and as a home.

#include <algorithm>

#include "core/node/node.h"
#include "core/node/timers.h"
#include "core/store/content_serve_fabric.h"
#include "core/wire/eval_codec.h"

namespace fleetsim::core {

void Node::send(NodeId to, WireMessage message, Turn turn) {
  turn.out.push_back(Send{to, share(encode_message(message))});
}

bool Node::serve_held(NodeId to, AskId ask, const ContentKey& key, Turn turn) {
  const StoredReply* held = cassette_.find(key);
  if (held == nullptr) return false;
  const StoredReply reply = *held;
  cassette_.touch(key);
  turn.observe(Served{to, key, reply.digest()});
  send(to, Found{ask, key, reply.bytes()}, turn);
  return true;
}

void Node::take_message(NodeId from, const Ask& ask, Turn turn) {
  if (!serve_held(from, ask.ask, ask.key, turn)) send(from, Missing{ask.ask, ask.key, not_held_error()}, turn);
}

void Node::take_message(NodeId from, const ComputeAsk& ask, Turn turn) {
  if (serve_held(from, ask.ask, ask.key, turn)) return;
  Result<EvalRequest> request = decode_request(*ask.request);
  const Result<ContentKey> key = request ? ContentKey::from_request(*request) : request.error();
  if (!key || *key != ask.key) {
    turn.observe(MessageRefused{from, ask.request->size()});
    const Error error = key ? Error::eval("the request is not the one of its key", ErrorCode::malformed) : key.error();
    send(from, Missing{ask.ask, ask.key, error}, turn);
    return;
  }
  compute(*key, std::make_shared<const EvalRequest>(*std::move(request)), RemoteWaiter{from, ask.ask}, turn);
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
  const auto same_key = [&](const auto& entry) { return entry.second.key == key; };
  if (const auto running = std::ranges::find_if(computes_, same_key); running != computes_.end()) {
    running->second.waiters.push_back(waiter);
    return;
  }
  if (const auto kept = std::ranges::find_if(records_, same_key); kept != records_.end()) {
    kept->second.waiters.push_back(waiter);
    return;
  }
  const ComputeId id = ++last_compute_;
  computes_.emplace(id, OpenCompute{key, {waiter}});
  turn.observe(ComputeStarted{key});
  turn.out.push_back(Compute{id, std::move(request)});
}

void Node::take(const Computed& computed, Turn turn) {
  const auto open = computes_.find(computed.id);
  if (open == computes_.end()) return;
  const OpenCompute done = std::move(open->second);
  computes_.erase(open);
  const Result<StoredReply> reply =
      computed.reply ? StoredReply::encode(*computed.reply) : Result<StoredReply>(computed.reply.error());
  turn.observe(ComputeDone{done.key, reply ? std::optional(reply->digest()) : std::nullopt});
  if (reply) {
    record(done.key, *reply, done.waiters, turn);
  } else {
    for (const Waiter& waiter : done.waiters) finish(waiter, done.key, reply.error(), turn);
  }
}

}  // namespace fleetsim::core
