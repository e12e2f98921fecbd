#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/eval/content_key.h"
#include "core/store/stored_reply.h"

namespace fleetsim::core {

/// What one node holds, in memory: the first reply for each key, in the order of recording. A plain value.
class ReplyTable {
 public:
  using Entry = std::pair<ContentKey, StoredReply>;

  /// Null when the key is unknown; valid until the next insert.
  const StoredReply* find(const ContentKey& key) const;
  bool contains(const ContentKey& key) const { return positions_.contains(key); }
  /// False, and nothing changes, when the key is there already: the first reply wins.
  bool insert(const ContentKey& key, StoredReply reply);
  /// The last reply wins.
  void insert_or_assign(const ContentKey& key, StoredReply reply);

  std::size_t size() const { return entries_.size(); }
  std::span<const Entry> entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
  std::unordered_map<ContentKey, std::uint32_t, ContentKeyHash> positions_;  // look-ups only
};

}  // namespace fleetsim::core
