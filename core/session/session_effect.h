#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "core/stream/stream_packet.h"
#include "core/wire/session_frame.h"

namespace fleetsim::core {

/// What a session is about.
struct SessionStart {
  SessionId session = 0;
  /// Number of the first item: not 0 when a stream is resumed. Below 2^63.
  std::uint64_t first = 0;
};

/// How and where a session ended.
struct SessionEnd {
  /// The number of the first item that did not come, or was not acknowledged: where a resumption would begin.
  /// Of a whole stream: one past its last item.
  std::uint64_t sequence = 0;
  SessionWhy why = SessionWhy::finished;

  bool whole() const { return why == SessionWhy::finished; }
  /// `stream/fabric session broken: peer_gone; resume at sequence 7`; `... whole; 7 is past its last item`.
  std::string text() const;
  /// As a packet of the stream: kind `LimitExceeded` for a limit, `Incomplete` for the rest. Of a stream that
  /// did not come whole.
  StreamDiagnostic diagnostic() const;

  friend bool operator==(const SessionEnd&, const SessionEnd&) = default;
};

/// This frame to the other side; may get lost.
struct SendFrame {
  SessionFrame frame;
};
/// The next item for the consumer: numbers come without gaps, each once.
struct Deliver {
  std::uint64_t sequence;
  SharedBytes item;
};
/// It is over for this end. Once.
struct Ended {
  SessionEnd end;
};

/// What an end of a session wants done, in this order.
using SessionEffect = std::variant<SendFrame, Deliver, Ended>;
using SessionEffects = std::vector<SessionEffect>;

}  // namespace fleetsim::core
