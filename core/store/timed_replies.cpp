#include "core/store/timed_replies.h"

namespace fleetsim::core {

const TimedReplies::Kept* TimedReplies::find(const ContentKey& key, Instant now) const {
  const auto kept = kept_.find(key);
  return kept == kept_.end() || kept->second.until <= now ? nullptr : &kept->second;
}

void TimedReplies::drop(const ContentKey& key) {
  const auto kept = kept_.find(key);
  if (kept == kept_.end()) return;
  by_end_.erase({kept->second.until, key});
  kept_.erase(kept);
}

void TimedReplies::keep(const ContentKey& key, StoredReply reply, Instant until, Instant now) {
  drop(key);
  while (!by_end_.empty() && (by_end_.begin()->first <= now || kept_.size() >= kTimedRepliesMax)) {
    const ContentKey first = by_end_.begin()->second;
    drop(first);
  }
  if (until <= now) return;
  by_end_.emplace(until, key);
  kept_.emplace(key, Kept{std::move(reply), until});
}

}  // namespace fleetsim::core
