#include "sim/world/link_watch.h"

#include <utility>

namespace fleetsim::sim {

std::vector<LinkWatch::Change> LinkWatch::update(const Joined& joined) {
  std::vector<Change> changes;
  for (core::NodeId node = 0; node < nodes_; ++node) {
    for (core::NodeId peer = 0; peer < nodes_; ++peer) {
      if (peer == node) continue;
      const std::size_t at = std::size_t{node} * nodes_ + peer;
      const bool up = joined(node, peer);
      if (up_[at] == up) continue;
      up_[at] = up;
      changes.push_back({node, peer, up});
    }
  }
  return changes;
}

std::vector<LinkWatch::Change> LinkWatch::forget(core::NodeId a, core::NodeId b) {
  std::vector<Change> changes;
  for (const auto& [node, peer] : {std::pair(a, b), std::pair(b, a)}) {
    auto up = up_[std::size_t{node} * nodes_ + peer];
    if (!up) continue;
    up = false;
    changes.push_back({node, peer, false});
  }
  return changes;
}

}  // namespace fleetsim::sim
