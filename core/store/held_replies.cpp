#include "core/store/held_replies.h"

#include <algorithm>

namespace fleetsim::core {
namespace {

std::uint64_t size_of(const HeldReplies::Held& held) {
  return held.reply.bytes()->size();
}

}  // namespace

const HeldReplies::Held* HeldReplies::entry(const ContentKey& key) const {
  const auto found = entries_.find(key);
  return found == entries_.end() ? nullptr : &found->second.held;
}

const StoredReply* HeldReplies::find(const ContentKey& key) const {
  const Held* held = entry(key);
  return held == nullptr ? nullptr : &held->reply;
}

void HeldReplies::touch(const ContentKey& key) {
  const auto found = entries_.find(key);
  if (found == entries_.end() || capacity_bytes_ == 0) return;
  Entry& entry = found->second;
  (entry.is_protected ? protected_ : probation_).erase(entry.used);
  entry.used = ++last_use_;
  if (!entry.is_protected) protected_bytes_ += size_of(entry.held);
  entry.is_protected = true;
  protected_.emplace(entry.used, key);
  demote_beyond_share();
}

void HeldReplies::demote_beyond_share() {
  const std::uint64_t share = capacity_bytes_ / 5 * 4;
  while (protected_bytes_ > share && protected_.size() > 1) {
    const ContentKey oldest = protected_.begin()->second;
    protected_.erase(protected_.begin());
    Entry& entry = entries_.at(oldest);
    protected_bytes_ -= size_of(entry.held);
    entry.is_protected = false;
    entry.used = ++last_use_;
    probation_.emplace(entry.used, oldest);
  }
}

std::optional<std::vector<ContentKey>> HeldReplies::room_for(std::uint64_t bytes) const {
  std::vector<ContentKey> victims;
  if (capacity_bytes_ == 0) return victims;
  if (bytes > capacity_bytes_) return std::nullopt;
  std::uint64_t left = bytes_ + bytes;
  for (const Order* order : {&probation_, &protected_}) {
    for (auto oldest = order->begin(); left > capacity_bytes_ && oldest != order->end(); ++oldest) {
      const Held& held = entries_.at(oldest->second).held;
      if (held.pinned) continue;
      left -= size_of(held);
      victims.push_back(oldest->second);
    }
  }
  if (left > capacity_bytes_) return std::nullopt;
  return victims;
}

bool HeldReplies::insert(const ContentKey& key, Held held) {
  const auto [entry, added] = entries_.try_emplace(key, Entry{std::move(held), last_use_ + 1, false});
  if (!added) return false;
  probation_.emplace(++last_use_, key);
  bytes_ += size_of(entry->second.held);
  if (entry->second.held.pinned) pinned_.push_back(key);
  return true;
}

std::optional<HeldReplies::Held> HeldReplies::erase(const ContentKey& key) {
  const auto found = entries_.find(key);
  if (found == entries_.end()) return std::nullopt;
  Entry entry = std::move(found->second);
  entries_.erase(found);
  (entry.is_protected ? protected_ : probation_).erase(entry.used);
  bytes_ -= size_of(entry.held);
  if (entry.is_protected) protected_bytes_ -= size_of(entry.held);
  return std::move(entry.held);
}

void HeldReplies::move(const ContentKey& key, RecordPlace place) {
  entries_.at(key).held.place = place;
}

void HeldReplies::unpin_all() {
  for (const ContentKey& key : pinned_)
    if (const auto found = entries_.find(key); found != entries_.end()) found->second.held.pinned = false;
  pinned_.clear();
}

std::vector<ContentKey> HeldReplies::keys_in(SegmentId segment) const {
  std::vector<ContentKey> keys;
  for (const auto& [key, entry] : entries_)
    if (entry.held.place.segment == segment) keys.push_back(key);
  return keys;
}

std::vector<ContentKey> HeldReplies::keys_after(const ContentKey& key, std::size_t count) const {
  std::vector<ContentKey> keys;
  auto next = entries_.upper_bound(key);
  for (std::size_t i = 0; i < std::min(count, entries_.size()); ++i, ++next) {
    if (next == entries_.end()) next = entries_.begin();
    keys.push_back(next->first);
  }
  return keys;
}

std::vector<ContentKey> HeldReplies::keys() const {
  std::vector<ContentKey> keys;
  for (const auto& [key, entry] : entries_) keys.push_back(key);
  return keys;
}

}  // namespace fleetsim::core
