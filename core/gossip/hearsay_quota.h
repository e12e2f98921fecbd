#pragma once

#include <algorithm>
#include <cstdint>
#include <map>

#include "core/base/node_id.h"
#include "core/base/time.h"

namespace fleetsim::core {

/// How much each peer may still tell of others within the current window, so that one that invents facts
/// costs a bounded amount of memory a second. A plain value; an entry per peer heard in the window.
class HearsayQuota {
 public:
  HearsayQuota(std::uint64_t facts_max, Duration window) : facts_max_(facts_max), window_(window) {}

  std::uint64_t left(NodeId peer, Instant now) {
    if (now - began_ >= window_) {
      used_.clear();
      began_ = now;
    }
    const auto used = used_.find(peer);
    return used == used_.end() ? facts_max_ : facts_max_ - std::min(facts_max_, used->second);
  }
  void use(NodeId peer, std::uint64_t facts) {
    if (facts > 0) used_[peer] += facts;
  }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(began_, used_);
  }

 private:
  std::uint64_t facts_max_;
  Duration window_;
  Instant began_;
  std::map<NodeId, std::uint64_t> used_;
};

}  // namespace fleetsim::core
