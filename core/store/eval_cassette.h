#pragma once

#include <memory>
#include <optional>
#include <shared_mutex>

#include "core/store/eval_cassette_ledger.h"
#include "core/store/log_record.h"
#include "core/store/reply_table.h"

namespace fleetsim::core {

/// A table of replies in front of a ledger: the store of the synchronous surface. Thread-safe.
/// The first reply for a key wins, live and on replay. Contract row 6.
class EvalCassette {
 public:
  /// Empty; does not replay.
  explicit EvalCassette(std::shared_ptr<EvalCassetteLedger> ledger) : ledger_(std::move(ledger)) {}
  /// Replays the ledger. `rule`: which of two replies for one key counts. Error: the ledger's.
  static Result<std::shared_ptr<EvalCassette>> from_ledger(std::shared_ptr<EvalCassetteLedger> ledger,
                                                           ReplayRule rule = ReplayRule::first_wins);

  std::optional<EvalReply> get(const ContentKey& key) const;
  std::optional<StoredReply> get_stored(const ContentKey& key) const;

  /// Known key: no ledger write, no change, success. Else the ledger first, and only on its success the table; a ledger
  /// error is returned and nothing has changed.
  Result<void> record(const ContentKey& key, const EvalReply& reply);
  Result<void> record(const ContentKey& key, const StoredReply& reply);

  std::size_t size() const;
  bool empty() const { return size() == 0; }

 private:
  mutable std::shared_mutex mutex_;
  ReplyTable table_;
  std::shared_ptr<EvalCassetteLedger> ledger_;
};

}  // namespace fleetsim::core
