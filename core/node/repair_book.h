#pragma once

#include <algorithm>
#include <cstdint>
#include <map>

#include "core/base/time.h"
#include "core/eval/content_key.h"

namespace fleetsim::core {

/// Which of the keys that a node holds have too few holders, since when, and what it did about that. A plain
/// value; an entry per such key.
class RepairBook {
 public:
  struct Shortage {
    Instant since;               ///< known here
    std::uint32_t attempts = 0;  ///< copies sent
    Instant next;                ///< no attempt before
    std::size_t holders = 0;     ///< when last looked at
  };

  /// The key has that many holders, too few. One more than before is a success, after which there is no
  /// waiting.
  Shortage& shortage(const ContentKey& key, std::size_t holders, Instant now) {
    Shortage& entry = shortages_.try_emplace(key, Shortage{now, 0, now, holders}).first->second;
    if (holders > entry.holders) entry.next = now;
    entry.holders = holders;
    return entry;
  }
  /// It has enough, or is not held here any more.
  void forget(const ContentKey& key) { shortages_.erase(key); }

  /// Each attempt doubles the wait for the next, up to 64 times `interval`.
  static void attempted(Shortage& shortage, Duration interval, Instant now) {
    const std::uint32_t doublings = std::min<std::uint32_t>(shortage.attempts++, 6);
    shortage.next = now + Duration{interval.ns << doublings};
  }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(shortages_);
  }

 private:
  std::map<ContentKey, Shortage> shortages_;
};

}  // namespace fleetsim::core
