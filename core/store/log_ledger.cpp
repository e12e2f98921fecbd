#include "core/store/log_ledger.h"

namespace fleetsim::core {

LogLedger::LogLedger(std::shared_ptr<Storage> storage, Options options, LogRecovery recovery)
    : storage_(std::move(storage)), options_(options), recovery_(std::move(recovery)), size_(recovery_.valid_bytes) {}

Result<std::shared_ptr<LogLedger>> LogLedger::open(std::shared_ptr<Storage> storage, Options options) {
  Result<Bytes> log = storage->read();
  if (!log) return log.error();
  LogRecovery recovery = recover_log(*log);
  if (recovery.torn_bytes > 0)
    if (Result<void> cut = storage->truncate(recovery.valid_bytes); !cut) return cut.error();
  return std::shared_ptr<LogLedger>(new LogLedger(std::move(storage), options, std::move(recovery)));
}

Result<void> LogLedger::append_eval_result(const ContentKey& key, const StoredReply& reply) {
  const Bytes record = encode_log_record(key, reply);
  const std::scoped_lock lock(mutex_);
  if (torn_) {
    if (Result<void> cut = storage_->truncate(size_); !cut) return cut;
    torn_ = false;
  }
  Result<void> done = storage_->append(record);
  if (done && options_.sync_every_append) done = storage_->sync();
  if (!done) {
    torn_ = !storage_->truncate(size_).has_value();
    return done;
  }
  size_ += record.size();
  return {};
}

Result<std::vector<EvalCassetteLedger::Entry>> LogLedger::replay_eval_results() {
  const std::scoped_lock lock(mutex_);
  Result<Bytes> log = storage_->read();
  if (!log) return log.error();
  return recover_log(*log).entries;
}

Result<void> LogLedger::sync() {
  const std::scoped_lock lock(mutex_);
  return storage_->sync();
}

}  // namespace fleetsim::core
