#pragma once

#include <variant>
#include <vector>

#include "core/env/observation.h"
#include "core/store/stored_reply.h"

namespace fleetsim::core {

/// Bytes to somebody. May be lost, late, repeated, reordered; never waits, never fails.
struct Send {
  NodeId to = kNobody;
  SharedBytes bytes;
};

/// Wake me once, at or after `at`. A second SetTimer of the same id replaces the first.
struct SetTimer {
  TimerId id = 0;
  Instant at;
};

/// Not any more; unknown ids are fine.
struct CancelTimer {
  TimerId id = 0;
};

/// Put these bytes behind the log. Appends are taken in order. Ends in Appended or StorageFailed.
struct Append {
  AppendSeq seq = 0;
  SharedBytes bytes;
};

/// Make everything up to that append durable. Ends in Synced or StorageFailed.
struct Sync {
  AppendSeq seq = 0;
};

/// Cut the log to that size; only as a reaction to Booted, before any Append.
struct Truncate {
  std::uint64_t size = 0;
};

/// Evaluate. Ends in Computed. The capabilities have been checked.
struct Compute {
  ComputeId id = 0;
  SharedRequest request;
};

/// Nobody wants that computation any more: take it from the queue, or stop it. No Computed follows; one that was under
/// way already does no harm.
struct CancelCompute {
  ComputeId id = 0;
};

/// The answer to RequestMade.
struct Answer {
  RequestId id = 0;
  Result<StoredReply> reply;
};

struct Observe {
  Observation fact;
};

/// Everything a node can ask of its host. A host carries effects out in the order given.
using Effect = std::variant<Send, SetTimer, CancelTimer, Append, Sync, Truncate, Compute, CancelCompute, Answer,
                            Observe>;
using Effects = std::vector<Effect>;

}  // namespace fleetsim::core
