#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "core/env/input.h"
#include "core/eval/answer_source.h"
#include "core/eval/content_key.h"
#include "core/eval/miss.h"
#include "core/store/fact_table.h"

namespace fleetsim::core {

/// What a node says of itself, for whoever watches: never needed to run, never read back by a node.
/// Fact ids are those of the table that the host gave the node.

struct Asked {  ///< a request of this machine was taken up
  RequestId request;
  ContentKey key;
};
struct AskSent {  ///< for that request, somebody was asked (the home too; itself, when it is the home)
  RequestId request;
  NodeId to;
  AnswerSource source;
};
struct AskFailed {  ///< somebody who was asked for that request did not help
  RequestId request;
  NodeId to;
  AnswerSource source;
  Miss miss;
};
struct Joined {  ///< the request waits for the lookup that another one of this node has begun
  RequestId request;
  RequestId leader;
};
struct PeerAvoided {  ///< for that request, a peer that failed lately was passed over
  RequestId request;
  NodeId peer;
};
struct HomeAwaited {  ///< the home is overloaded; it is asked again later
  RequestId request;
  NodeId home;
  Instant until;
};
struct Answered {  ///< exactly one per Asked
  RequestId request;
  ContentKey key;
  std::optional<Digest> reply;  ///< of the encoded reply; none: an error
  std::optional<Error> error;
  AnswerSource source;          ///< of a reply
  bool held;                    ///< whether this node holds the content now
};
struct Served {  ///< the reply held under that key went to somebody who asked
  NodeId to;
  ContentKey key;
  Digest reply;
};
struct Recorded {  ///< from now on this node holds it, and (with synced ledgers) still does after a crash
  ContentKey key;
  Digest reply;
};
struct Recovered {  ///< it was in the log at boot
  ContentKey key;
  Digest reply;
};
struct LogRepaired {  ///< at boot; only when there was something to repair
  std::uint64_t torn_bytes;
  std::uint64_t corrupt_records;
  std::uint64_t divergent_records;
};
struct Learned {  ///< facts new to the index
  NodeId from;    ///< who told; the node itself for what it holds
  std::vector<FactId> facts;
  std::uint64_t index_size;  ///< afterwards
};
struct ComputeStarted {
  ContentKey key;
};
struct ComputeDone {
  ContentKey key;
  std::optional<Digest> reply;  ///< none: an error
};
struct ComputeCancelled {  ///< nobody waits for it any more; it never answers
  ContentKey key;
};
struct ComputeRefused {  ///< the queue was full
  NodeId from;  ///< who asked
  ContentKey key;
};
struct MessageRefused {  ///< bytes that are no message of ours, or no sense
  NodeId from;
  std::uint64_t bytes;
};
struct ReplyDropped {  ///< a reply that answers nothing that is open: late, twice, or from somebody not asked
  NodeId from;
  ContentKey key;
};

using Observation = std::variant<Asked, AskSent, Answered, Served, Recorded, Recovered, LogRepaired, Learned,
                                 ComputeStarted, ComputeDone, MessageRefused, ReplyDropped, AskFailed, Joined, PeerAvoided,
                                 HomeAwaited, ComputeCancelled, ComputeRefused>;

}  // namespace fleetsim::core
