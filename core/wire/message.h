#pragma once

#include <cstdint>
#include <limits>
#include <variant>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/checksum.h"
#include "core/base/error.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "core/eval/capability.h"
#include "core/eval/content_key.h"
#include "core/value/symbol.h"
#include "core/wire/fact_batch.h"
#include "core/wire/gossip_frame.h"
#include "core/wire/member_frame.h"
#include "core/wire/session_frame.h"

namespace fleetsim::core {

/// Names one ask of one node, never used twice by it, not even after a restart.
using AskId = std::uint64_t;

/// No limit, of a budget or of how long a reply may be kept.
inline constexpr Duration kUnlimited{std::numeric_limits<std::int64_t>::max()};

/// "Do you hold this?" Answered by Found or Missing, never by a computation.
struct Ask {
  AskId ask = 0;
  ContentKey key;
  /// How long the asker waits from sending on; an answer after it is of no use. A span and no instant: the two have
  /// no clock in common.
  Duration budget = kUnlimited;
  std::vector<CapabilityName> capabilities;  ///< what the request declares, in its order

  friend bool operator==(const Ask&, const Ask&) = default;
};

/// "Hold it or compute it." Only for a home site. Answered by Found or Missing.
struct ComputeAsk {
  AskId ask = 0;
  ContentKey key;
  Duration budget = kUnlimited;
  SharedBytes request;  ///< encode_request

  friend bool operator==(const ComputeAsk& a, const ComputeAsk& b);
};

/// The answer to the ask of that id. Everything that tells which question it answers travels with it.
struct Found {
  AskId ask = 0;
  ContentKey key;
  Duration keep = kUnlimited;  ///< how long it may be kept; nothing: it answers this ask and no other
  SharedBytes reply;           ///< encode_reply

  friend bool operator==(const Found& a, const Found& b);
};

struct Missing {
  AskId ask = 0;
  ContentKey key;
  Error error;           ///< not_held, or why the home could not compute
  Duration retry_after;  ///< of eval/overloaded: no use in asking again before

  friend bool operator==(const Missing&, const Missing&) = default;
};

/// "I do not need the answer to that ask any more." What is queued for nobody else is not computed. No answer.
struct Cancel {
  AskId ask = 0;
  ContentKey key;

  friend bool operator==(const Cancel&, const Cancel&) = default;
};

/// A part of the sender's index.
struct IndexFacts {
  bool answer_wanted = false;    ///< push-pull: the receiver answers with its own index if that differs
  std::uint64_t index_size = 0;  ///< facts in the sender's whole index
  Hash128 index_root{};          ///< of the whole index; equal roots are equal indexes
  FactBatch facts;

  friend bool operator==(const IndexFacts&, const IndexFacts&) = default;
};

/// "Hold this too": a copy that nobody asked for. Taken only from whom the receiver knows as a holder of exactly that.
/// Not answered: who takes it announces it.
struct Keep {
  ContentKey key;
  SharedBytes reply;  ///< encode_reply

  friend bool operator==(const Keep& a, const Keep& b);
};

/// A part of a stream that is on its way between two nodes, or what its receiver says of it. Session ids are the
/// receiver's, so that which way it goes belongs to the name.
struct StreamFrame {
  bool to_source = false;  ///< from the receiver of the stream; otherwise to it
  SessionFrame frame;

  friend bool operator==(const StreamFrame&, const StreamFrame&) = default;
};

/// Everything that one node can say to another (FORMAT.md, "Message").
using WireMessage = std::variant<Ask, ComputeAsk, Found, Missing, IndexFacts, Cancel, Keep, StreamFrame, MemberFrame, GossipFrame>;

/// Short label of the kind, e.g. `ask`.
const char* kind_name(const WireMessage& message);
/// The same from the header of an encoded message, which is not looked at any further; `damaged` if it says none.
const char* kind_name(ByteView bytes);

/// Messages longer than this are refused by the decoder and never sent.
inline constexpr std::size_t kMessageBytesMax = 64 * 1024 * 1024;

Bytes encode_message(const WireMessage& message);

/// Errors: codec `fabric/message` for anything that encode_message does not produce: wrong magic, version,
/// kind, length or checksum, trailing bytes, indexes out of range. Never crashes; allocates at most a small
/// multiple of the input.
Result<WireMessage> decode_message(ByteView bytes);

}  // namespace fleetsim::core
