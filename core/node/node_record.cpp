// Recording: the ledger first, then the cassette, then the announcement, then the answer.

#include <algorithm>

#include "core/eval/result_shape.h"
#include "core/node/node.h"
#include "core/env/timers.h"
#include "core/store/log_record.h"

namespace fleetsim::core {
namespace {

// The reply, saying that it could not be kept.
StoredReply with_warning(const StoredReply& reply, const Error& error) {
  EvalReply said = reply.decode();
  said.diagnostics.push_back(not_recorded_warning(error));
  const Result<StoredReply> warned = StoredReply::encode(said);
  return warned ? *warned : reply;
}

}  // namespace

void Node::record(const ContentKey& key, StoredReply reply, std::vector<Waiter> waiters, Turn turn) {
  if (const StoredReply* held = cassette_.find(key)) {
    const StoredReply first = *held;
    for (const Waiter& waiter : waiters) finish(waiter, key, first, turn);
    return;
  }
  const auto is_home = [](const Waiter& waiter) {
    const auto* local = std::get_if<LocalWaiter>(&waiter);
    return local == nullptr || local->source == AnswerSource::home;
  };
  const bool from_home = std::ranges::any_of(waiters, is_home);
  const auto same_key = [&](const auto& entry) { return entry.second.key == key; };
  if (const auto open = std::ranges::find_if(records_, same_key); open != records_.end()) {
    open->second.waiters.insert(open->second.waiters.end(), waiters.begin(), waiters.end());
    return;
  }
  if (!keepable(reply)) {
    turn.observe(NotKept{key, reply.digest(), reply.bytes()->size()});
    for (const Waiter& waiter : waiters) finish(waiter, key, reply, turn);
    return;
  }
  const AppendSeq seq = ++last_append_;
  Bytes bytes = encode_log_record(key, reply);
  if (may_stand_in_log(key)) {
    // Of two records for one key the first counts.
    const Bytes erase = encode_erase_record(key);
    bytes.insert(bytes.begin(), erase.begin(), erase.end());
  }
  const RecordPlace place = space_.append(bytes.size());
  turn.out.push_back(Append{seq, share(std::move(bytes)), place.segment});
  if (options_.fabric.ledger_sync == LedgerSync::always) turn.out.push_back(Sync{seq});
  const bool pinned = options_.fabric.store.pin_unannounced &&
                      options_.fabric.gossip.strategy != GossipStrategy::none;
  records_.emplace(seq, OpenRecord{key, {std::move(reply), place, from_home, pinned}, std::move(waiters)});
  if (options_.fabric.planted_bug == PlantedBug::answer_before_append) recorded(seq, turn);
}

// A record that was said to have failed may stand there whole, or one that was erased since, but not for good yet.
bool Node::may_stand_in_log(const ContentKey& key) const {
  return doubtful_log_ || std::ranges::any_of(erasing_, [&](const auto& entry) { return entry.second == key; });
}

void Node::erased_up_to(AppendSeq seq) { erasing_.erase(erasing_.begin(), erasing_.upper_bound(seq)); }

void Node::take(const Appended& appended, Turn turn) {
  if (options_.fabric.ledger_sync != LedgerSync::never) return;
  erased_up_to(appended.seq);
  recorded(appended.seq, turn);
}

void Node::take(const Synced& synced, Turn turn) {
  erased_up_to(synced.seq);
  recorded(synced.seq, turn);
  if (cleaning_ && cleaning_->seq == synced.seq) cleaned(turn);
}

void Node::take(const StorageFailed& failed, Turn turn) {
  doubtful_log_ = true;
  space_.append_failed();
  if (cleaning_ && cleaning_->seq == failed.seq) cleaning_.reset();
  const auto open = records_.find(failed.seq);
  if (open == records_.end()) return;
  const OpenRecord record = std::move(open->second);
  records_.erase(open);
  const bool warn = options_.fabric.ledger_failure == LedgerFailure::warn;
  const Result<StoredReply> outcome =
      warn ? Result<StoredReply>(with_warning(record.held.reply, failed.error)) : Result<StoredReply>(failed.error);
  turn.observe(NotRecorded{record.key, record.held.reply.digest(),
                           outcome ? std::optional(outcome->digest()) : std::nullopt});
  for (const Waiter& waiter : record.waiters) finish(waiter, record.key, outcome, turn, Duration{});
}

void Node::recorded(AppendSeq seq, Turn turn) {
  const auto open = records_.find(seq);
  if (open == records_.end()) return;
  const OpenRecord record = std::move(open->second);
  records_.erase(open);
  keep(record.key, record.held, turn);
  for (const Waiter& waiter : record.waiters) finish(waiter, record.key, record.held.reply, turn);
}

void Node::keep(const ContentKey& key, HeldReplies::Held held, Turn turn) {
  if (cassette_.contains(key)) return;
  const Recorded recorded{key, held.reply.digest(), held.reply.bytes()->size()};
  hold(key, std::move(held), turn);
  if (cassette_.contains(key)) {
    turn.observe(recorded);
    announce_held(key, turn);
  }
  clean_log(turn);
}

void Node::finish(const Waiter& waiter, const ContentKey& key, const Result<StoredReply>& outcome, Turn turn,
                  Duration keep) {
  if (const auto* remote = std::get_if<RemoteWaiter>(&waiter)) {
    if (outcome) {
      turn.observe(Served{remote->node, key, outcome->digest()});
      send(remote->node, Found{remote->ask, key, keep, outcome->bytes()}, turn);
    } else {
      const bool later = outcome.error().code == ErrorCode::overloaded;
      const Duration retry_after = later ? options_.fabric.home.retry_after : Duration{};
      send(remote->node, Missing{remote->ask, key, outcome.error(), retry_after}, turn);
    }
    return;
  }
  if (const auto* stream = std::get_if<StreamTo>(&waiter)) return source_stream(*stream, key, outcome, turn);
  // The asker may have given up meanwhile: its deadline passed, or the home took too long.
  const auto& local = std::get<LocalWaiter>(waiter);
  const Flight* flight = flights_.find(local.flight);
  if (flight == nullptr) return;
  if (outcome && !fits_request(*outcome, *flight->request, options_.fabric.lookup))
    land(local.flight, wrong_shape_error(*flight->request->result_shape), local.source, turn);
  else if (!outcome && !flight->asks.empty())
    ask_failed(flight->asks.front(), miss_of(outcome.error()), outcome.error(), options_.fabric.home.retry_after, turn);
  else
    land(local.flight, outcome, local.source, turn);
}

}  // namespace fleetsim::core
