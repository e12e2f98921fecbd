#pragma once

#include <vector>

#include "core/store/eval_cassette_ledger.h"

namespace fleetsim::tests {

/// A ledger in memory that counts its appends and refuses them, or the replay, when it is told to.
class CountingLedger final : public core::EvalCassetteLedger {
 public:
  core::Result<void> append_eval_result(const core::ContentKey& key,
                                        const core::StoredReply& reply) override {
    ++appends;
    if (fail_appends) return core::Error::host("the ledger is full", core::ErrorCode::storage_failed);
    entries.emplace_back(key, reply);
    return {};
  }
  core::Result<std::vector<Entry>> replay_eval_results() override {
    if (fail_replay) return core::Error::host("the ledger cannot be read", core::ErrorCode::storage_failed);
    return entries;
  }

  std::vector<Entry> entries;
  int appends = 0;
  bool fail_appends = false;
  bool fail_replay = false;
};

}  // namespace fleetsim::tests
