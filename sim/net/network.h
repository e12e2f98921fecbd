#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/node_id.h"
#include "sim/net/sites.h"
#include "sim/observe/fact.h"

namespace fleetsim::sim {

/// Nodes on one side of a fault; one flag per node.
using NodeSet = std::vector<bool>;

/// A disturbance of what goes from one set of nodes to another.
struct NetworkFault {
  struct Cut { bool silent; };               ///< everything is dropped; silent: streams do not break for it
  struct Lossy { core::Ratio ratio; };       ///< a further share is lost
  struct Slow { core::Duration add; };       ///< takes that much longer
  struct Doubling { core::Ratio ratio; };    ///< a share arrives twice
  struct Reordering {                        ///< a share takes up to `most` longer, so that later ones overtake it
    core::Ratio ratio;
    core::Duration most;
  };
  struct Corrupting { core::Ratio ratio; };  ///< a share arrives with one bit flipped
  struct Clogged {};                         ///< nothing arrives before the fault ends
  NodeSet from;
  NodeSet to;
  bool both_ways = false;
  std::variant<Cut, Lossy, Slow, Doubling, Reordering, Corrupting, Clogged> what;
  /// Names its draws, which are its own: another fault that ends or begins does not move them.
  std::uint64_t key = 0;
};

/// What becomes of one packet.
struct PacketFate {
  struct Delivered {
    core::Instant at;
    std::optional<core::Instant> duplicate_at = {};
    std::optional<std::uint64_t> flipped_bit = {};  ///< counted from the first byte's lowest bit
    std::vector<Disturbance> disturbed = {};        ///< by faults, each kind once, in their order
  };
  struct Held {
    std::uint32_t fault;     ///< until that one ends
    core::Duration latency;  ///< and then takes so long
  };
  std::variant<Delivered, DropReason, Held> outcome;
};

/// The virtual network: decides if and when a packet arrives.
///
/// Model: the latencies and loss ratios of the links of the route, each drawn on its own, then faults. Packets may
/// overtake each other. Units: nanoseconds of virtual time.
/// Determinism: a packet's fate is a function of (seed, sender, receiver, instant, its bytes) and of the faults at that
/// instant. Nothing is remembered of earlier packets, so that traffic elsewhere never moves its draws.
class Network {
 public:
  Network(const Scenario& scenario, std::uint64_t seed);

  /// From now on every draw is that of another seed.
  void reseed(std::uint64_t seed) { seed_ = seed; }

  PacketFate fate(core::NodeId from, core::NodeId to, const core::Bytes& bytes, core::Instant now);

  /// Whether any two nodes are joined by a stream.
  bool has_streams() const { return has_streams_; }
  /// Whether the route between the two is made of streams alone and nothing cuts it, either way.
  bool streams(core::NodeId a, core::NodeId b);

  /// Faults are named by whoever starts them.
  void start(std::uint32_t fault, NetworkFault what) { faults_.insert_or_assign(fault, std::move(what)); }
  void stop(std::uint32_t fault) { faults_.erase(fault); }

  /// The state beside the map, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(seed_, faults_);
  }

 private:
  bool one_way(core::NodeId from, core::NodeId to);

  std::uint64_t seed_;
  bool has_streams_;
  std::shared_ptr<Sites> sites_;
  std::vector<std::uint64_t> name_keys_;  // per node: checksum of its name, so that draws follow names, not positions
  std::map<std::uint32_t, NetworkFault> faults_;
};

}  // namespace fleetsim::sim
