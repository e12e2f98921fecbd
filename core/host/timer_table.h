#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "core/base/time.h"
#include "core/env/input.h"

namespace fleetsim::core {

/// The timers a node has set: one per id, due in the order of their instants, those of one instant in the
/// order in which they were set. Plain data; somebody else waits.
class TimerTable {
 public:
  /// A second one of the same id replaces the first.
  void set(TimerId id, Instant at) {
    cancel(id);
    const Due due{at, ++settings_};
    by_id_.emplace(id, due);
    by_due_.emplace(due, id);
  }
  void cancel(TimerId id) {
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return;
    by_due_.erase(found->second);
    by_id_.erase(found);
  }
  void clear() {
    by_id_.clear();
    by_due_.clear();
  }

  /// When the first is due; none when there is none.
  std::optional<Instant> next() const {
    return by_due_.empty() ? std::nullopt : std::optional(by_due_.begin()->first.first);
  }
  /// Takes out the first that is due at `now`.
  std::optional<TimerId> take_due(Instant now) {
    if (by_due_.empty() || by_due_.begin()->first.first > now) return std::nullopt;
    const TimerId id = by_due_.begin()->second;
    cancel(id);
    return id;
  }

 private:
  using Due = std::pair<Instant, std::uint64_t>;

  std::map<TimerId, Due> by_id_;
  std::map<Due, TimerId> by_due_;
  std::uint64_t settings_ = 0;
};

}  // namespace fleetsim::core
