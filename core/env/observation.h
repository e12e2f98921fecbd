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
#include "core/wire/member_frame.h"
#include "core/wire/session_frame.h"

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
  std::uint64_t bytes;  ///< of the encoded reply
};
struct Recovered {  ///< it was in the log at boot
  ContentKey key;
  Digest reply;
  std::uint64_t bytes;
};
struct LogRepaired {  ///< at boot; only when there was something to repair
  std::uint64_t torn_bytes;
  std::uint64_t corrupt_records;
  std::uint64_t divergent_records;
};
struct NotKept {  ///< too large, or nothing could make room for it: answered, not recorded
  ContentKey key;
  Digest reply;
  std::uint64_t bytes;
};
struct Evicted {  ///< to make room: this node holds it no more
  ContentKey key;
  Digest reply;
  std::uint64_t bytes;
};
struct Diverged {  ///< another node announced another reply for what this one holds
  NodeId other;
  ContentKey key;
  Digest mine;
  Digest theirs;
};
struct Quarantined {  ///< not believed and set aside; if this node held it, it does not any more
  NodeId from;        ///< who sent it; the node itself for what it held
  ContentKey key;
  Digest reply;
};
struct ReplicaSent {  ///< too few hold it: a copy went to somebody who did not
  NodeId to;
  ContentKey key;
};
struct NotRecorded {  ///< the ledger failed: nothing is held, and nothing of it is to be relied on
  ContentKey key;
  Digest reply;
  std::optional<Digest> said;  ///< what is answered instead: the reply with a warning; none: an error
};
struct HearsayIgnored {  ///< facts of others beyond what that peer may tell now, or of nobody known
  NodeId from;
  std::uint64_t facts;
};
struct SegmentDropped {  ///< a part of the log is gone
  SegmentId segment;
  std::uint64_t log_bytes;  ///< what is left
};
struct Learned {  ///< the index changed
  NodeId from;    ///< who told; the node itself for what it holds
  std::vector<FactId> facts;    ///< new; in the order of FactTable::precedes
  std::vector<FactId> dropped;  ///< taken back by later ones, or crowded out; in the same order
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

struct StreamOpened {  ///< a stream of this machine was asked for
  RequestId request;
  ContentKey key;
  NodeId site;
};
struct StreamResumed {  ///< its session broke, and another one goes on
  RequestId request;
  std::uint64_t items;  ///< that have come
};
struct StreamItemCame {  ///< and was handed over
  RequestId request;
  std::uint64_t number;
  std::uint64_t checksum;  ///< of all so far
};
struct StreamOver {  ///< exactly one per StreamOpened
  RequestId request;
  ContentKey key;
  std::uint64_t items;
  SessionWhy why;
};
struct StreamSourced {  ///< somebody who asked for it is sent this stream
  NodeId to;
  ContentKey key;
  Digest reply;
  std::uint64_t items;     ///< of the whole stream
  std::uint64_t checksum;  ///< of the whole stream
};

struct PeerJudged {  ///< from now on that is believed of the peer
  NodeId peer;
  MemberState state;
  std::uint64_t incarnation;  ///< of the peer; 0: not known
  NodeId from;                ///< who said so; the node itself for what it found out
};

using Observation = std::variant<Asked, AskSent, Answered, Served, Recorded, Recovered, LogRepaired, Learned,
                                 ComputeStarted, ComputeDone, MessageRefused, ReplyDropped, AskFailed, Joined, PeerAvoided,
                                 HomeAwaited, ComputeCancelled, ComputeRefused, NotKept, Evicted, Diverged,
                                 Quarantined, HearsayIgnored, SegmentDropped, ReplicaSent, StreamOpened,
                                 StreamResumed, StreamItemCame, StreamOver, StreamSourced, NotRecorded,
                                 PeerJudged>;

}  // namespace fleetsim::core
