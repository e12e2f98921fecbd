#pragma once

#include <mutex>

#include "core/store/eval_cassette_ledger.h"

namespace fleetsim::core {

/// A ledger that lasts as long as its process: an append-only list. Appends whatever it is given, repeats too.
class MemoryLedger final : public EvalCassetteLedger {
 public:
  Result<void> append_eval_result(const ContentKey& key, const StoredReply& reply) override {
    const std::scoped_lock lock(mutex_);
    entries_.emplace_back(key, reply);
    return {};
  }
  Result<std::vector<Entry>> replay_eval_results() override {
    const std::scoped_lock lock(mutex_);
    return entries_;
  }

 private:
  std::mutex mutex_;
  std::vector<Entry> entries_;
};

}  // namespace fleetsim::core
