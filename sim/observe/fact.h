#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "core/env/observation.h"
#include "core/gossip/gossip_counters.h"

namespace fleetsim::sim {

// What the world itself does to a node, beside what the node says (core/env/observation.h).

struct NodeUp {  ///< a life begins; its boot facts follow, then BootEnded
  std::uint32_t incarnation;
};
struct BootEnded {};
struct NodeDown {
  bool wiped;         ///< the disk is lost too
  bool left = false;  ///< for good, and what it held with it
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
enum class DropReason : std::uint8_t {
  loss,
  partition,
  no_route,
  receiver_down,
  queue_full,  ///< before a line of limited bandwidth
  too_big,     ///< longer than a link takes
  reset,       ///< the stream that it was part of has ended before it came
};
inline constexpr std::size_t kDropReasons = 7;
struct Dropped {
  core::NodeId to;
  DropReason reason;
};
struct LinkReported {  ///< a node is told that its stream to a peer has ended, or is there again
  core::NodeId peer;
  bool up;
};
struct FaultBegan {
  std::uint32_t fault;           ///< index into Scenario::faults
  std::uint32_t occurrence = 0;  ///< of one that happens again and again, from 0
};
struct FaultEnded {
  std::uint32_t fault;
  std::uint32_t occurrence = 0;
};
struct Healed {};        ///< the safety phase is over: faults have ended
struct IndexSummary {    ///< at the end of the run, for each live node
  std::uint64_t size;
  core::Hash128 root;
};

/// At the end of the run, or of a node's life: what gossip cost that life, and what it brought. None of a life that has
/// neither said nor heard anything.
struct GossipSpent {
  core::GossipCounters counters;
};

enum class StorageFault : std::uint8_t { io_error, disk_full };
struct StorageRefused {  ///< the node is told that an append, or its sync, has failed
  core::AppendSeq seq;
  StorageFault why;
};
struct DiskDamaged {  ///< durable bytes are no longer what was written there; nobody is told
  core::SegmentId segment;
  std::uint64_t at;
  std::uint64_t bytes;
};
struct RecordDamaged {  ///< of the boot under way: damage has taken what the log said of that key
  core::ContentKey key;
};

enum class Disturbance : std::uint8_t {
  doubled,
  reordered,
  corrupted,
  held,
  retransmitted,  ///< lost or damaged as part of a stream, and sent again
};
inline constexpr std::size_t kDisturbances = 5;
struct Disturbed {  ///< the network did that to a message of the node
  core::NodeId to;
  Disturbance what;
};
struct Queued {  ///< a message of the node waits so long for lines that others use
  core::NodeId to;
  core::Duration waits;
};
struct Flapped {  ///< a flapping fault cuts, or lets pass
  std::uint32_t fault;
  bool down;
  std::uint32_t occurrence = 0;
};

struct OverBudget {  ///< a fault takes more than the budget allows; unless the next fact says that it begins, it does not
  std::uint32_t fault;
  std::uint32_t occurrence = 0;
};

struct NodePaused {};   ///< its process stands still: it hears and does nothing
struct NodeResumed {};  ///< and goes on; what came meanwhile follows
struct ClockSet {       ///< somebody has set the time of day of that machine
  core::Duration by;
};

/// One thing that happened: when, at which node (kNobody: to the whole fleet), what.
struct Fact {
  core::Instant at;
  core::NodeId node = core::kNobody;
  std::variant<core::Observation, NodeUp, BootEnded, NodeDown, Preloaded, RequestRefused, Sent, Dropped, FaultBegan,
               FaultEnded, Healed, IndexSummary, LinkReported, StorageRefused, DiskDamaged, RecordDamaged, Disturbed,
               NodePaused, NodeResumed, ClockSet, Queued, Flapped, OverBudget, GossipSpent>
      what;
  /// How much later than `at` it is by the clock that the node sees.
  core::Duration skew = {};
};

const char* to_string(DropReason reason);
const char* to_string(StorageFault fault);
const char* to_string(Disturbance what);

}  // namespace fleetsim::sim
