#pragma once

#include <cstdint>
#include <variant>

#include "core/base/bytes.h"
#include "core/base/node_id.h"
#include "core/eval/eval_context.h"
#include "core/eval/eval_reply.h"
#include "core/eval/eval_request.h"
#include "core/store/log_segment.h"
#include "core/wire/letter.h"

namespace fleetsim::core {

using RequestId = std::uint64_t;  ///< given by the host, unique within one life of a node
using ComputeId = std::uint64_t;  ///< given by the node, unique within one life
using TimerId = std::uint64_t;    ///< given by the node
using AppendSeq = std::uint64_t;  ///< given by the node, 1, 2, 3 ... within one life

/// Always the first input of a life, exactly once.
struct Booted {
  std::uint32_t incarnation = 0;  ///< 1 for the first life; larger in every later one, also after a wiped disk
  LogSegments log;                ///< the durable log, whole, as it was found
};

/// Bytes that arrived. May be anything, from anybody, late, twice or in any order; `from` is who sent them.
struct MessageArrived {
  NodeId from = kNobody;
  SharedBytes bytes;
  SharedMessage said = {};  ///< what the sender handed over with these very bytes, if the host kept it
};

/// The timer set under this id is due: now >= its instant. Once per SetTimer, never after CancelTimer.
struct TimerFired {
  TimerId id = 0;
};

/// The append of that number has been taken: it is what a read would return, and may be lost in a crash.
struct Appended {
  AppendSeq seq = 0;
};

/// Everything up to and including that append survives a crash.
struct Synced {
  AppendSeq seq = 0;
};

/// The append or its sync failed; nothing of it is to be relied on. No Appended or Synced of that number follows.
struct StorageFailed {
  AppendSeq seq = 0;
  Error error;
};

/// Somebody on this machine asks. Answered by exactly one Answer, unless this life ends first.
struct RequestMade {
  RequestId id = 0;
  SharedRequest request;
  EvalContext context;
};

/// Somebody on this machine wants the value of the request as a stream, computed or held at `site`. Answered by AnswerItems
/// in order and one AnswerEnd, unless this life ends first. The id is one of those of requests.
struct StreamRequestMade {
  RequestId id = 0;
  NodeId site = kNobody;
  SharedRequest request;
  EvalContext context;
};

/// A computation asked for by Compute is done, well or not. Once per Compute, and not after its CancelCompute.
struct Computed {
  ComputeId id = 0;
  Result<EvalReply> reply;
};

/// The stream that joins this node and the peer is there, for the first time or again. Only hosts whose transport has
/// connections say so; a node takes every peer for joined until it hears otherwise.
struct LinkUp {
  NodeId peer = kNobody;
};

/// The stream that joined this node and the peer has ended: what was under way on it, either way, may have arrived or
/// not, and nothing of it arrives any more. Never twice without LinkUp between.
struct LinkDown {
  NodeId peer = kNobody;
};

/// Everything that can happen to a node. Inputs come one at a time; `now` never goes back within a life.
using Input =
    std::variant<Booted, MessageArrived, TimerFired, Appended, Synced, StorageFailed, RequestMade, Computed, LinkUp,
                 LinkDown, StreamRequestMade>;

}  // namespace fleetsim::core
