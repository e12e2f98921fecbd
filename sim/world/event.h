#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "core/base/bytes.h"
#include "core/env/effect.h"
#include "core/env/input.h"
#include "sim/observe/fact_codec.h"
#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

struct Deliver {
  core::NodeId from;
  core::NodeId to;
  core::Letter letter;
  std::uint32_t taken_by = 0;  ///< the life that has it in its queue; 0: it is still on its way
};
struct TimerDue {
  core::NodeId node;
  core::TimerId timer;
  std::uint64_t generation;
};
struct DiskDone {
  core::NodeId node;
  std::uint32_t incarnation;
  core::AppendSeq seq;
  bool sync;
};
struct ComputeDue {
  core::NodeId node;
  std::uint32_t incarnation;
  core::ComputeId compute;
  core::Instant due;  ///< a computation that was held up has another event
};
struct RequestDue {
  std::uint32_t request;  // index into Scenario::requests
};
struct FaultEdge {
  std::uint32_t planned;  // its place in the plan
  std::uint32_t fault;    // index into Scenario::faults
  bool begins;
};
struct HealAll {};
struct LeaveTick {  ///< a node that leaves is looked at: whether it has nothing to do any more
  core::NodeId node;
  core::Instant until;  ///< then it goes all the same
};

struct PacketDue {
  std::uint64_t number;  // of a message on its way
};
struct StreamDue {  // something may come out of a stream
  core::NodeId from;
  core::NodeId to;
  std::uint32_t connection;
};
struct FlapDue {
  std::uint32_t planned;
  std::uint32_t fault;
  std::uint32_t generation;  // an event of an older one is void
};

using Event =
    std::variant<Deliver, TimerDue, DiskDone, ComputeDue, RequestDue, FaultEdge, HealAll, LeaveTick, PacketDue,
                 StreamDue, FlapDue>;

/// An event that is pending, and the number of the one in which it was decided; 0: before the first.
struct Pending {
  Event event;
  std::uint64_t cause = 0;
};

/// A message of which only this is remembered.
struct DeliverNote {
  core::NodeId from;
  core::NodeId to;
  std::uint64_t bytes;
  const char* kind;
};

/// What is remembered of an event when it is over: little, and enough to put it in words.
using EventNote =
    std::variant<DeliverNote, TimerDue, DiskDone, ComputeDue, RequestDue, FaultEdge, HealAll, LeaveTick, PacketDue,
                 StreamDue, FlapDue>;

EventNote note_of(const Event& event);

/// In words: `a message from b reaches a (index_facts, 44 bytes)`.
std::string describe(const EventNote& note, const Scenario& scenario, const FactNames& names);

}  // namespace fleetsim::sim
