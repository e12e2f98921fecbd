#include "core/store/reply_table.h"

namespace fleetsim::core {

const StoredReply* ReplyTable::find(const ContentKey& key) const {
  const auto found = positions_.find(key);
  return found == positions_.end() ? nullptr : &entries_[found->second].second;
}

bool ReplyTable::insert(const ContentKey& key, StoredReply reply) {
  const bool added = positions_.try_emplace(key, static_cast<std::uint32_t>(entries_.size())).second;
  if (added) entries_.emplace_back(key, std::move(reply));
  return added;
}

void ReplyTable::insert_or_assign(const ContentKey& key, StoredReply reply) {
  if (const auto found = positions_.find(key); found != positions_.end())
    entries_[found->second].second = std::move(reply);
  else
    insert(key, std::move(reply));
}

}  // namespace fleetsim::core
