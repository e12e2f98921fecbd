#pragma once

#include <memory>
#include <mutex>

#include "core/store/storage.h"
#include "core/store/eval_cassette_ledger.h"
#include "core/store/log_record.h"

namespace fleetsim::core {

/// The durable ledger: one log over a Storage. Thread-safe.
class LogLedger final : public EvalCassetteLedger {
 public:
  struct Options {
    bool sync_every_append = true;  ///< else only `sync()` makes records durable
  };

  /// Recovers first: cuts a torn tail, steps over damage. Errors: the storage's.
  static Result<std::shared_ptr<LogLedger>> open(std::shared_ptr<Storage> storage, Options options);
  static Result<std::shared_ptr<LogLedger>> open(std::shared_ptr<Storage> storage) { return open(std::move(storage), Options{}); }

  /// A failed append is cut off again, so that what follows stays readable.
  Result<void> append_eval_result(const ContentKey& key, const StoredReply& reply) override;
  /// Reads the log anew: what would be there after a restart.
  Result<std::vector<Entry>> replay_eval_results() override;
  Result<void> sync();

  /// What `open` found.
  const LogRecovery& recovery() const { return recovery_; }

 private:
  LogLedger(std::shared_ptr<Storage> storage, Options options, LogRecovery recovery);

  std::mutex mutex_;
  std::shared_ptr<Storage> storage_;
  Options options_;
  LogRecovery recovery_;
  std::uint64_t size_;
  bool torn_ = false;  // a failed append could not be cut off yet
};

}  // namespace fleetsim::core
