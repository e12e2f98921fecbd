#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "core/eval/content_key.h"
#include "core/store/stored_reply.h"

namespace fleetsim::core {

/// Replies that were not believed: kept aside for whoever investigates, never served, never taken again for
/// their key. The oldest go when there are too many. A plain value.
class Quarantine {
 public:
  static constexpr std::size_t kRepliesMax = 64;

  void put(const ContentKey& key, StoredReply reply) {
    if (contains(key, reply)) return;
    if (replies_.size() == kRepliesMax) replies_.erase(replies_.begin());
    replies_.emplace_back(key, std::move(reply));
  }
  bool contains(const ContentKey& key, const StoredReply& reply) const {
    return std::ranges::any_of(
        replies_, [&](const auto& entry) { return entry.first == key && entry.second == reply; });
  }
  std::size_t size() const { return replies_.size(); }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(replies_);
  }

 private:
  std::vector<std::pair<ContentKey, StoredReply>> replies_;
};

}  // namespace fleetsim::core
