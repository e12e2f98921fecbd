#include "core/store/eval_cassette.h"

#include <mutex>

namespace fleetsim::core {

Result<std::shared_ptr<EvalCassette>> EvalCassette::from_ledger(std::shared_ptr<EvalCassetteLedger> ledger,
                                                                ReplayRule rule) {
  Result<std::vector<EvalCassetteLedger::Entry>> entries = ledger->replay_eval_results();
  if (!entries) return entries.error();
  auto cassette = std::make_shared<EvalCassette>(std::move(ledger));
  for (EvalCassetteLedger::Entry& entry : *entries) {
    if (rule == ReplayRule::last_wins)
      cassette->table_.insert_or_assign(entry.first, std::move(entry.second));
    else
      cassette->table_.insert(entry.first, std::move(entry.second));
  }
  return cassette;
}

std::optional<StoredReply> EvalCassette::get_stored(const ContentKey& key) const {
  const std::shared_lock lock(mutex_);
  const StoredReply* reply = table_.find(key);
  return reply ? std::optional(*reply) : std::nullopt;
}

std::optional<EvalReply> EvalCassette::get(const ContentKey& key) const {
  // Decoded outside the lock: the encoding is immutable.
  const std::optional<StoredReply> reply = get_stored(key);
  return reply ? std::optional(reply->decode()) : std::nullopt;
}

Result<void> EvalCassette::record(const ContentKey& key, const EvalReply& reply) {
  Result<StoredReply> stored = StoredReply::encode(reply);
  return stored ? record(key, *stored) : stored.error();
}

Result<void> EvalCassette::record(const ContentKey& key, const StoredReply& reply) {
  const std::unique_lock lock(mutex_);
  if (table_.contains(key)) return {};
  if (Result<void> appended = ledger_->append_eval_result(key, reply); !appended) return appended;
  table_.insert(key, reply);
  return {};
}

std::size_t EvalCassette::size() const {
  const std::shared_lock lock(mutex_);
  return table_.size();
}

}  // namespace fleetsim::core
