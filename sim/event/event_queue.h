#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/base/check.h"
#include "core/base/time.h"

namespace fleetsim::sim {

/// Who schedules. 0 is the world itself (faults, requests, phases), n + 1 is node n.
using Origin = std::uint32_t;

/// When an event is due, and its place among those of the same instant. Each origin numbers its own events,
/// so that the order does not depend on how the origins' work was interleaved.
struct EventKey {
  core::Instant at;
  Origin origin = 0;
  std::uint64_t sequence = 0;

  friend auto operator<=>(const EventKey&, const EventKey&) = default;
};

/// Pending events, earliest key first, for a time that never goes back: what is pushed is due at or after
/// what was popped last.
///
/// A radix heap (Ahuja, Mehlhorn, Orlin, Tarjan 1990) over instants, digit by digit (multi-level buckets: Denardo and Fox
/// 1979): a bucket holds what differs from the last instant first in one digit, and has the same one there, so that an
/// entry moves at most once per digit on its way down. What is due at the very same instant is a binary heap by origin and
/// sequence. Payloads of up to eight plain bytes travel in the entries; others wait in a pool and never move. A plain
/// value, if Payload is one.
/// README.md has the measurements that chose it.
template <class Payload>
class EventQueue {
 public:
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  /// When the next event is due. Requires !empty().
  core::Instant next_at() const {
    if (!now_.empty()) return from_radix(last_);
    FLEET_CHECK(levels_ != 0, "an empty queue");
    return from_radix(buckets_[lowest()].earliest);
  }

  /// Requires key.at not before the last pop's. Keys are distinct, so that the order is total.
  void push(const EventKey& key, Payload payload) {
    const std::uint64_t at = to_radix(key.at);
    FLEET_CHECK(at >= last_, "an event in the past");
    place({at, key.sequence, key.origin, keep(std::move(payload))});
    ++size_;
  }

  /// Requires !empty().
  std::pair<EventKey, Payload> pop() {
    if (now_.empty()) refill();
    if (now_.size() > 1) std::pop_heap(now_.begin(), now_.end(), later);
    const Entry entry = now_.back();
    now_.pop_back();
    --size_;
    return {EventKey{from_radix(entry.at), entry.origin, entry.sequence}, take(entry.stored)};
  }

  /// Everything that is pending, earliest key first.
  std::vector<std::pair<EventKey, Payload>> pending() const {
    std::vector<std::pair<EventKey, Payload>> all;
    all.reserve(size_);
    const auto add = [&](const Entry& entry) {
      const EventKey key{from_radix(entry.at), entry.origin, entry.sequence};
      if constexpr (kInline)
        all.emplace_back(key, entry.stored);
      else
        all.emplace_back(key, pool_[entry.stored]);
    };
    for (const Entry& entry : now_) add(entry);
    for (std::size_t index = 0; index < buckets_.size(); ++index) {
      if ((filled_[index / kDigits] >> (index % kDigits) & 1U) == 0) continue;
      std::uint32_t used = buckets_[index].used;
      for (std::uint32_t block = buckets_[index].head; block != kNone; block = blocks_[block].next) {
        for (std::uint32_t i = 0; i < used; ++i) add(blocks_[block].entries[i]);
        used = kBlockEntries;
      }
    }
    std::ranges::sort(all, {}, [](const auto& entry) { return entry.first; });
    return all;
  }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    std::vector<std::pair<EventKey, Payload>> all;
    if constexpr (!Archive::kLoading) all = pending();
    archive(all);
    if constexpr (Archive::kLoading) {
      *this = EventQueue();
      for (auto& [key, payload] : all) push(key, std::move(payload));
    }
  }

 private:
  static constexpr bool kInline = std::is_trivially_copyable_v<Payload> && sizeof(Payload) <= 8;
  using Slot = std::uint32_t;
  using Stored = std::conditional_t<kInline, Payload, Slot>;
  struct Entry {
    std::uint64_t at;
    std::uint64_t sequence;
    Origin origin;
    Stored stored;
  };
  static bool later(const Entry& a, const Entry& b) {
    return a.origin != b.origin ? a.origin > b.origin : a.sequence > b.sequence;
  }
  // Instants in their order as unsigned numbers.
  static std::uint64_t to_radix(core::Instant at) {
    return static_cast<std::uint64_t>(at.ns) ^ (std::uint64_t{1} << 63);
  }
  static core::Instant from_radix(std::uint64_t at) {
    return {static_cast<std::int64_t>(at ^ (std::uint64_t{1} << 63))};
  }

  Stored keep(Payload payload) {
    if constexpr (kInline) {
      return payload;
    } else {
      if (free_.empty()) {
        pool_.push_back(std::move(payload));
        return static_cast<Slot>(pool_.size() - 1);
      }
      const Slot slot = free_.back();
      free_.pop_back();
      pool_[slot] = std::move(payload);
      return slot;
    }
  }
  Payload take(Stored stored) {
    if constexpr (kInline) {
      return stored;
    } else {
      free_.push_back(stored);
      return std::move(pool_[stored]);
    }
  }

  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  // Blocks instead of a vector for each bucket: what one bucket gave back the next one fills while it is
  // still in the processor's cache, and memory follows the number of events.
  static constexpr std::uint32_t kBlockEntries = 256;
  struct Block {
    std::array<Entry, kBlockEntries> entries;
    std::uint32_t next;
  };
  static constexpr std::size_t kDigitBits = 5;  // chosen by measurement (README.md)
  static constexpr std::size_t kDigits = std::size_t{1} << kDigitBits;
  static constexpr std::size_t kLevels = (64 + kDigitBits - 1) / kDigitBits;
  // Means something while its bit in `filled_` is set.
  struct Bucket {
    std::uint64_t earliest;
    std::uint32_t head;  // its newest block; all others are full
    std::uint32_t used;  // entries of that block
  };

  // The first bucket of the lowest level that has any: all of it is due before everything else.
  std::size_t lowest() const {
    const auto level = static_cast<std::size_t>(std::countr_zero(levels_));
    return level * kDigits + static_cast<std::size_t>(std::countr_zero(filled_[level]));
  }

  void place(const Entry& entry) {
    const std::uint64_t differs = entry.at ^ last_;
    if (differs == 0) {
      now_.push_back(entry);
      if (now_.size() > 1) std::push_heap(now_.begin(), now_.end(), later);
      return;
    }
    const std::size_t level = (static_cast<std::size_t>(std::bit_width(differs)) - 1) / kDigitBits;
    const std::size_t digit = static_cast<std::size_t>(entry.at >> (level * kDigitBits)) % kDigits;
    const std::uint64_t bit = std::uint64_t{1} << digit;
    Bucket& bucket = buckets_[level * kDigits + digit];
    if ((filled_[level] & bit) == 0) {
      bucket = {entry.at, kNone, kBlockEntries};
      filled_[level] |= bit;
      levels_ |= std::uint64_t{1} << level;
    } else if (entry.at < bucket.earliest) {
      bucket.earliest = entry.at;
    }
    if (bucket.used == kBlockEntries) {
      const std::uint32_t block = fresh_block();
      blocks_[block].next = bucket.head;
      bucket.head = block;
      bucket.used = 0;
    }
    blocks_[bucket.head].entries[bucket.used++] = entry;
  }

  std::uint32_t fresh_block() {
    if (free_block_ == kNone) {
      blocks_.emplace_back();
      return static_cast<std::uint32_t>(blocks_.size() - 1);
    }
    return std::exchange(free_block_, blocks_[free_block_].next);
  }

  // Time goes on to the next instant at which something is due; everything in its bucket moves to lower ones.
  void refill() {
    FLEET_CHECK(levels_ != 0, "an empty queue");
    const std::size_t index = lowest();
    const Bucket bucket = buckets_[index];
    last_ = bucket.earliest;
    std::uint64_t& digits = filled_[index / kDigits];
    digits &= digits - 1;
    if (digits == 0) levels_ &= levels_ - 1;
    std::uint32_t block = bucket.head;
    std::uint32_t used = bucket.used;
    if (used == 1 && blocks_[block].next == kNone) {  // most are
      now_.push_back(blocks_[block].entries[0]);
      blocks_[block].next = std::exchange(free_block_, block);
      return;
    }
    while (block != kNone) {
      for (std::uint32_t i = 0; i < used; ++i) {
        const Entry entry = blocks_[block].entries[i];  // placing may move the blocks
        place(entry);
      }
      used = kBlockEntries;
      const std::uint32_t next = blocks_[block].next;
      blocks_[block].next = free_block_;
      free_block_ = block;
      block = next;
    }
  }

  std::uint64_t last_ = 0;
  std::size_t size_ = 0;
  std::vector<Entry> now_;            // due at last_
  std::array<Bucket, kLevels * kDigits> buckets_{};  // by the highest digit that differs from last_, and what it is
  std::array<std::uint64_t, kLevels> filled_{};      // per level, bit d: the bucket of digit d is not empty
  std::uint64_t levels_ = 0;                         // bit l: some bucket of level l is not empty
  std::vector<Block> blocks_;
  std::uint32_t free_block_ = kNone;  // the first of those in no bucket
  std::vector<Payload> pool_;
  std::vector<Slot> free_;
};

}  // namespace fleetsim::sim
