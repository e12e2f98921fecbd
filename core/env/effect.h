#pragma once

#include <variant>
#include <vector>

#include "core/env/observation.h"
#include "core/store/stored_reply.h"
#include "core/value/expr.h"
#include "core/wire/letter.h"
#include "core/wire/session_frame.h"

namespace fleetsim::core {

/// Bytes to somebody. May be lost, late, repeated, reordered; never waits, never fails.
struct Send {
  NodeId to = kNobody;
  SharedBytes bytes;
  SharedMessage said = {};  ///< see Letter; null unless the host asked for it (NodeOptions::hand_over)
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

/// Put these bytes behind that segment of the log, which begins with its first append. Appends are taken in order,
/// over all segments. Ends in Appended or StorageFailed; a failed one may have left a part of its bytes.
struct Append {
  AppendSeq seq = 0;
  SharedBytes bytes;
  SegmentId segment = 1;
};

/// Make everything up to that append durable, in every segment, and that the segments exist. Ends in Synced or
/// StorageFailed.
struct Sync {
  AppendSeq seq = 0;
};

/// Cut that segment to that size; only as a reaction to Booted, before any Append.
struct Truncate {
  std::uint64_t size = 0;
  SegmentId segment = 1;
};

/// Remove that segment with all it holds; nothing is said of it afterwards, and nothing is appended to it any more. After
/// a crash a dropped segment may be back, whole, but only if every segment dropped after it is back too.
struct DropSegment {
  SegmentId segment = 0;
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

/// The next item of the stream of a StreamRequestMade: numbers from 0, without gaps, each once.
struct AnswerItem {
  RequestId id = 0;
  std::uint64_t number = 0;
  Expr item;
};

/// The stream of a StreamRequestMade is over; it has `items` items, all of which were given. Whole if it finished.
struct AnswerEnd {
  RequestId id = 0;
  std::uint64_t items = 0;
  SessionWhy why = SessionWhy::finished;
};

struct Observe {
  Observation fact;
};

/// Everything a node can ask of its host. A host carries effects out in the order given.
using Effect = std::variant<Send, SetTimer, CancelTimer, Append, Sync, Truncate, DropSegment, Compute, CancelCompute,
                            Answer, Observe, AnswerItem, AnswerEnd>;
using Effects = std::vector<Effect>;

}  // namespace fleetsim::core
