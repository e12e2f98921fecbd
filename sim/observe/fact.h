#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "core/env/observation.h"

namespace fleetsim::sim {

// What the world itself does to a node, beside what the node says (core/env/observation.h).

struct NodeUp {  ///< a life begins; its boot facts follow, then BootEnded
  std::uint32_t incarnation;
};
struct BootEnded {};
struct NodeDown {
  bool wiped;  ///< the disk is lost too
};
struct Preloaded {  ///< in the node's log before its first life
  core::ContentKey key;
  core::Digest reply;
};
struct RequestRefused {  ///< the node was down when the request was due
  core::RequestId request;
};
struct Sent {  ///< a node sent a message; what becomes of it is said by the next three
  core::NodeId to;
  std::uint64_t bytes;
};
enum class DropReason : std::uint8_t { loss, partition, no_route, receiver_down };
struct Dropped {
  core::NodeId to;
  DropReason reason;
};
struct LinkReported {  ///< a node is told that its stream to a peer has ended, or is there again
  core::NodeId peer;
  bool up;
};
struct FaultBegan {
  std::uint32_t fault;  ///< index into Scenario::faults
};
struct FaultEnded {
  std::uint32_t fault;
};
struct Healed {};        ///< the safety phase is over: faults have ended
struct IndexSummary {    ///< at the end of the run, for each live node
  std::uint64_t size;
  core::Hash128 root;
};

/// One thing that happened: when, at which node (kNobody: to the whole fleet), what.
struct Fact {
  core::Instant at;
  core::NodeId node = core::kNobody;
  std::variant<core::Observation, NodeUp, BootEnded, NodeDown, Preloaded, RequestRefused, Sent, Dropped, FaultBegan,
               FaultEnded, Healed, IndexSummary, LinkReported>
      what;
};

const char* to_string(DropReason reason);

}  // namespace fleetsim::sim
