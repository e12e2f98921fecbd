#pragma once

#include <cstdint>
#include <queue>
#include <utility>
#include <vector>

#include "sim/event/event_queue.h"

namespace fleetsim::peer {

/// The engines that a workload can run on: both have push(instant, whose, payload) and pop().

/// Fleetsim's own: the queue of its worlds, in which an event belongs to an origin and has a number there.
template <class Payload>
class FleetsimEngine {
 public:
  struct Event {
    std::int64_t at;
    Payload payload;
  };

  void push(std::int64_t at, std::uint32_t origin, Payload payload) {
    queue_.push({{at}, origin, sequence_++}, std::move(payload));
  }
  bool due_before(std::int64_t end) const { return !queue_.empty() && queue_.next_at().ns < end; }
  Event pop() {
    auto [key, payload] = queue_.pop();
    return {key.at.ns, std::move(payload)};
  }

 private:
  sim::EventQueue<Payload> queue_;
  std::uint64_t sequence_ = 0;
};

/// The bare loop that everybody writes first, as the measure: std::priority_queue of (instant, payload), no
/// order among events of one instant.
template <class Payload>
class BareEngine {
 public:
  struct Event {
    std::int64_t at;
    Payload payload;
    bool operator<(const Event& other) const { return at > other.at; }
  };

  void push(std::int64_t at, std::uint32_t, Payload payload) { queue_.push({at, std::move(payload)}); }
  bool due_before(std::int64_t end) const { return !queue_.empty() && queue_.top().at < end; }
  Event pop() {
    Event event = queue_.top();
    queue_.pop();
    return event;
  }

 private:
  std::priority_queue<Event> queue_;
};

}  // namespace fleetsim::peer
