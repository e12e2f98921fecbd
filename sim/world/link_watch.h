#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/base/node_id.h"

namespace fleetsim::sim {

/// Which nodes are joined by a stream right now, so that whoever loses or regains one can be told. A plain
/// value: one bit per ordered pair, none at all when the scenario has no streams.
class LinkWatch {
 public:
  /// One end of a stream and what happened to it.
  struct Change {
    core::NodeId node;
    core::NodeId peer;
    bool up;
  };
  /// Whether a stream between the two, which are different, can be there.
  using Joined = std::function<bool(core::NodeId a, core::NodeId b)>;

  LinkWatch() = default;
  /// Of `nodes` machines; none joined yet.
  explicit LinkWatch(std::uint32_t nodes) : nodes_(nodes), up_(std::size_t{nodes} * nodes) {}

  /// Looks at all pairs anew. Changes ascending by node, then peer; both ends of each.
  std::vector<Change> update(const Joined& joined);
  /// The stream between the two ends, whatever could be there.
  std::vector<Change> forget(core::NodeId a, core::NodeId b);

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(up_);
  }

 private:
  std::uint32_t nodes_ = 0;
  std::vector<bool> up_;  // row = node, column = peer
};

}  // namespace fleetsim::sim
