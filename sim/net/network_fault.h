#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "core/base/node_id.h"
#include "sim/net/pipe.h"
#include "sim/scenario/link_traits.h"

namespace fleetsim::sim {

/// Nodes on one side of a fault; one flag per node.
using NodeSet = std::vector<bool>;

/// A disturbance of what goes from one set of nodes to another.
struct NetworkFault {
  struct Cut { bool silent = false; };     ///< everything is dropped; silent: streams do not break for it
  struct Lossy { core::Ratio ratio; };     ///< a further share is lost
  struct Slow { core::Duration add; };     ///< takes that much longer
  struct Doubling { core::Ratio ratio; };  ///< a share arrives twice
  struct Corrupting { core::Ratio ratio; };  ///< a share arrives with one bit flipped
  struct Clogged {};                         ///< nothing arrives before the fault ends
  struct Throttled {                         ///< waits for a bandwidth, before anything else
    Bandwidth bandwidth;
    Queue queue;
    Sharing sharing = Sharing::shared;
  };
  NodeSet from;
  NodeSet to;
  bool both_ways = false;
  std::variant<Cut, Lossy, Slow, Doubling, Reordering, Corrupting, Clogged, BurstLoss, Throttled> what;
  /// Names its draws, which are its own: another fault that ends or begins does not move them.
  std::uint64_t key = 0;
  /// Instead of sets: each node's place round a ring. It covers what is more than `reach` places apart.
  std::vector<std::uint32_t> ring = {};
  std::uint32_t reach = 0;

  enum class Way : std::uint8_t { none, forth, back };
  /// Whether it covers what goes from one node to another, and as what. Forth when both are on both sides.
  Way way(core::NodeId sender, core::NodeId receiver) const {
    if (!ring.empty()) {
      const std::size_t apart = (ring[receiver] + ring.size() - ring[sender]) % ring.size();
      return apart > reach && apart < ring.size() - reach ? Way::forth : Way::none;
    }
    if (from[sender] && to[receiver]) return Way::forth;
    return both_ways && from[receiver] && to[sender] ? Way::back : Way::none;
  }
};

}  // namespace fleetsim::sim
