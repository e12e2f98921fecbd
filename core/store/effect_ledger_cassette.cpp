#include "core/store/effect_ledger_cassette.h"

namespace fleetsim::core {

std::shared_ptr<EffectLedgerCassette> EffectLedgerCassette::with_ledger(EffectLedger ledger) {
  auto cassette = std::make_shared<EffectLedgerCassette>();
  cassette->ledger_ = std::move(ledger);
  return cassette;
}

Result<void> EffectLedgerCassette::append_eval_result(const ContentKey& key, const StoredReply& reply) {
  const ContentId id = key.effect_ledger_id();
  const std::scoped_lock lock(mutex_);
  if (ledger_.cassette_result(id)) return {};
  ledger_.insert_cassette_result(id, ledger_.fresh_handle());
  entries_.emplace_back(key, reply);
  return {};
}

Result<std::vector<EvalCassetteLedger::Entry>> EffectLedgerCassette::replay_eval_results() {
  const std::scoped_lock lock(mutex_);
  return entries_;
}

}  // namespace fleetsim::core
