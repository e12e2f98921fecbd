#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "core/store/log_record.h"
#include "core/store/stored_reply.h"

namespace fleetsim::core {

/// What one node holds: the first reply for each key, within a number of bytes. A plain value; ordered by
/// key.
///
/// Eviction is segmented LRU (Karedla, Love, Wherry: Caching Strategies to Improve Disk System Performance,
/// 1994): what was used once stands on probation and goes first, least recently used before others; what was
/// used again is protected, in up to four fifths of the capacity. A scan of many replies that nobody asks for
/// again cannot push out what is in use. Units: bytes of encoded replies.
class HeldReplies {
 public:
  struct Held {
    StoredReply reply;
    RecordPlace place;       ///< of its record in the log
    bool from_home = false;  ///< a home computed it for this node, or this node is that home
    bool pinned = false;     ///< not to be evicted yet
  };

  /// `capacity_bytes` 0: unbounded.
  explicit HeldReplies(std::uint64_t capacity_bytes = 0) : capacity_bytes_(capacity_bytes) {}

  /// Null when the key is unknown; valid until it is erased.
  const StoredReply* find(const ContentKey& key) const;
  const Held* entry(const ContentKey& key) const;
  bool contains(const ContentKey& key) const { return entries_.contains(key); }
  std::size_t size() const { return entries_.size(); }
  std::uint64_t bytes() const { return bytes_; }
  std::uint64_t capacity_bytes() const { return capacity_bytes_; }

  /// It was asked for.
  void touch(const ContentKey& key);

  /// What must go, in that order, for `bytes` more to fit; none: they cannot.
  std::optional<std::vector<ContentKey>> room_for(std::uint64_t bytes) const;
  /// False, and nothing changes, when the key is there already. Does not evict.
  bool insert(const ContentKey& key, Held held);
  std::optional<Held> erase(const ContentKey& key);

  void move(const ContentKey& key, RecordPlace place);
  void unpin_all();
  /// Keys whose record is in that segment, ascending.
  std::vector<ContentKey> keys_in(SegmentId segment) const;
  /// The next `count` keys after `key`, going round; fewer when there are fewer.
  std::vector<ContentKey> keys_after(const ContentKey& key, std::size_t count) const;
  std::vector<ContentKey> keys() const;

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(bytes_, protected_bytes_, last_use_, entries_, probation_, protected_, pinned_);
  }

 private:
  struct Entry {
    Held held;
    std::uint64_t used = 0;  // its place in one of the two orders
    bool is_protected = false;
  };
  using Order = std::map<std::uint64_t, ContentKey>;

  void demote_beyond_share();

  std::uint64_t capacity_bytes_;
  std::uint64_t bytes_ = 0;
  std::uint64_t protected_bytes_ = 0;
  std::uint64_t last_use_ = 0;
  std::map<ContentKey, Entry> entries_;
  Order probation_;  // least recently used first
  Order protected_;
  std::vector<ContentKey> pinned_;
};

}  // namespace fleetsim::core
