#pragma once

#include <mutex>

#include "core/realize/effect_ledger.h"
#include "core/store/eval_cassette_ledger.h"

namespace fleetsim::core {

/// The original's ledger, kept for comparison: ids in an effect ledger, replies in a list of this process. Not durable,
/// and an id that the ledger already has is acknowledged without its reply being stored (so a cassette over a
/// pre-populated ledger loses that reply on replay). LogLedger is the one to use.
/// Contract row 5.
class EffectLedgerCassette final : public EvalCassetteLedger {
 public:
  EffectLedgerCassette() = default;
  /// Wraps an existing ledger; replayable entries start empty even if it has results.
  static std::shared_ptr<EffectLedgerCassette> with_ledger(EffectLedger ledger);

  Result<void> append_eval_result(const ContentKey& key, const StoredReply& reply) override;
  Result<std::vector<Entry>> replay_eval_results() override;

 private:
  std::mutex mutex_;
  EffectLedger ledger_;
  std::vector<Entry> entries_;
};

}  // namespace fleetsim::core
