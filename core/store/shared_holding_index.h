#pragma once

#include <mutex>

#include "core/store/holding_index.h"

namespace fleetsim::core {

/// A HoldingIndex that several fabrics and threads share.
class SharedHoldingIndex {
 public:
  void announce(const HeldContent& held) {
    const std::scoped_lock lock(mutex_);
    index_.announce(held);
  }
  std::vector<Symbol> holders_of(const ContentKey& key) const {
    const std::scoped_lock lock(mutex_);
    return index_.holders_of(key);
  }
  /// Merging with itself changes nothing; two indexes can merge each other at the same time.
  void merge(const SharedHoldingIndex& other) {
    if (&other == this) return;
    const std::scoped_lock lock(mutex_, other.mutex_);
    index_.merge(other.index_);
  }

 private:
  mutable std::mutex mutex_;
  HoldingIndex index_;
};

}  // namespace fleetsim::core
