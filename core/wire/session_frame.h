#pragma once

#include <cstdint>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace fleetsim::core {

/// Names one stream on its way from one node to another. Whoever opens it never uses it twice.
using SessionId = std::uint64_t;

enum class SessionFrameKind : std::uint8_t {
  open,   ///< receiver: send me the stream that the payload names
  item,   ///< sender: the item of that sequence
  end,    ///< sender: there is no item of that sequence, nor after it; `why` says why not
  probe,  ///< sender: where are you?
  ack,  ///< receiver: all before `sequence` came; those below `credit` may be sent; payload: what came beyond
  resume,  ///< receiver: an ack after a break, with the wish that what is missing be sent again at once
  reset,   ///< either: this session is over at `sequence`; `why` says why
};
inline constexpr std::uint8_t kSessionFrameKinds = 7;

/// Why a stream ended where it did.
enum class SessionWhy : std::uint8_t {
  finished,         ///< there were no more items
  item_limit,       ///< as many items as were allowed
  byte_limit,       ///< as many bytes as were allowed, or an item that is too long
  time_limit,       ///< it took longer than allowed
  source_failed,    ///< the source could not yield the next item
  cancelled,        ///< somebody wanted no more of it
  delivery_failed,  ///< the other side answers, but this item does not get through
  peer_gone,        ///< nothing was heard from the other side for too long
  peer_forgot,      ///< the other side knows nothing of it, any more or yet
  broken_rules,     ///< the other side said what it cannot have meant
  refused,          ///< the other side may not give it, or cannot
};
inline constexpr std::uint8_t kSessionWhys = 11;

/// `open`, `item`, ...
const char* to_string(SessionFrameKind kind);
/// `finished`, `item_limit`, ...
const char* to_string(SessionWhy why);

/// What the two ends of a streaming session say to each other (FORMAT.md, "Session frame"). Plain data.
struct SessionFrame {
  SessionId session = 0;
  SessionFrameKind kind = SessionFrameKind::probe;
  SessionWhy why = SessionWhy::finished;
  std::uint64_t sequence = 0;
  std::uint64_t credit = 0;
  SharedBytes payload = share({});

  friend bool operator==(const SessionFrame& a, const SessionFrame& b);
};

Bytes encode_session_frame(const SessionFrame& frame);

/// Errors: codec `fabric/session-frame` for anything that encode_session_frame does not produce. Never
/// crashes; allocates no more than the input.
Result<SessionFrame> decode_session_frame(ByteView bytes);

}  // namespace fleetsim::core
