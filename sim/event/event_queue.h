#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/base/check.h"
#include "core/base/time.h"

namespace fleetsim::sim {

/// Who schedules. 0 is the world itself (faults, requests, phases), n + 1 is node n.
using Origin = std::uint32_t;

/// When an event is due, and its place among those of the same instant. Each origin numbers its own events, so that the
/// order does not depend on how the origins' work was interleaved.
struct EventKey {
  core::Instant at;
  Origin origin = 0;
  std::uint64_t sequence = 0;

  friend auto operator<=>(const EventKey&, const EventKey&) = default;
};

/// Pending events, earliest key first. A binary heap of keys over a pool of payloads: payloads never move while they
/// wait. A plain value, if Payload is one.
template <class Payload>
class EventQueue {
 public:
  bool empty() const { return heap_.empty(); }
  std::size_t size() const { return heap_.size(); }
  /// Requires !empty().
  const EventKey& next() const { return heap_.front().key; }

  void push(const EventKey& key, Payload payload) {
    std::uint32_t slot;
    if (free_.empty()) {
      slot = static_cast<std::uint32_t>(pool_.size());
      pool_.push_back(std::move(payload));
    } else {
      slot = free_.back();
      free_.pop_back();
      pool_[slot] = std::move(payload);
    }
    heap_.push_back({key, slot});
    std::push_heap(heap_.begin(), heap_.end(), later);
  }

  /// Requires !empty(). Keys are distinct, so that the order is total.
  std::pair<EventKey, Payload> pop() {
    FLEET_CHECK(!heap_.empty());
    std::pop_heap(heap_.begin(), heap_.end(), later);
    const Entry entry = heap_.back();
    heap_.pop_back();
    free_.push_back(entry.slot);
    return {entry.key, std::move(pool_[entry.slot])};
  }

 private:
  struct Entry {
    EventKey key;
    std::uint32_t slot;
  };
  static bool later(const Entry& a, const Entry& b) { return b.key < a.key; }

  std::vector<Entry> heap_;
  std::vector<Payload> pool_;
  std::vector<std::uint32_t> free_;
};

}  // namespace fleetsim::sim
