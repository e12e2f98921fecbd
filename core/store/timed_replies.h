#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <utility>

#include "core/base/time.h"
#include "core/eval/content_key.h"
#include "core/store/stored_reply.h"

namespace fleetsim::core {

/// Replies that may be kept for a while only: in memory, for this life, never logged and never announced. A
/// plain value; at most kTimedRepliesMax, beyond which the one that ends first goes.
class TimedReplies {
 public:
  static constexpr std::size_t kTimedRepliesMax = 4096;

  struct Kept {
    StoredReply reply;
    Instant until;
  };

  /// The reply of that key, unless its time is over.
  const Kept* find(const ContentKey& key, Instant now) const;
  /// Replaces what is there; nothing when `until` is not after `now`.
  void keep(const ContentKey& key, StoredReply reply, Instant until, Instant now);

  std::size_t size() const { return kept_.size(); }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(kept_, by_end_);
  }

 private:
  void drop(const ContentKey& key);

  std::map<ContentKey, Kept> kept_;
  std::set<std::pair<Instant, ContentKey>> by_end_;
};

}  // namespace fleetsim::core
