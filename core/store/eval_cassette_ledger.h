#pragma once

#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/eval/content_key.h"
#include "core/store/stored_reply.h"

namespace fleetsim::core {

/// Where a cassette's replies survive. Thread-safe. Contract row 17.
class EvalCassetteLedger {
 public:
  using Entry = std::pair<ContentKey, StoredReply>;

  virtual ~EvalCassetteLedger() = default;

  /// Persists one pair. A failure means that the pair must not be cached.
  virtual Result<void> append_eval_result(const ContentKey& key, const StoredReply& reply) = 0;
  /// Everything appended, in append order.
  virtual Result<std::vector<Entry>> replay_eval_results() = 0;
};

}  // namespace fleetsim::core
