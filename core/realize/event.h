#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "core/eval/eval_reply.h"
#include "core/realize/tick.h"

namespace fleetsim::core {

/// The kinds of event, each with its parts.
namespace event {

struct Started {
  Ref request;
  friend bool operator==(const Started&, const Started&) = default;
};
struct Claim {
  Ref claim;
  friend bool operator==(const Claim&, const Claim&) = default;
};
struct Diagnosed {
  Diagnostic diagnostic;
  friend bool operator==(const Diagnosed&, const Diagnosed&) = default;
};
struct Trace {
  Ref trace;
  friend bool operator==(const Trace&, const Trace&) = default;
};
struct Chunk {
  Ref payload;
  friend bool operator==(const Chunk&, const Chunk&) = default;
};
struct EffectRequested {
  Ref effect;
  friend bool operator==(const EffectRequested&, const EffectRequested&) = default;
};
struct EffectResolved {
  Ref effect;
  Ref result;
  friend bool operator==(const EffectResolved&, const EffectResolved&) = default;
};
struct Capture {
  Ref effect;
  friend bool operator==(const Capture&, const Capture&) = default;
};
struct Card {
  Ref subject;
  Ref card;
  friend bool operator==(const Card&, const Card&) = default;
};
struct Final {
  Ref value;
  friend bool operator==(const Final&, const Final&) = default;
};
struct Failed {
  Ref error;
  friend bool operator==(const Failed&, const Failed&) = default;
};
struct Done {
  friend bool operator==(const Done&, const Done&) = default;
};

}  // namespace event

using EventKind = std::variant<event::Started, event::Claim, event::Diagnosed, event::Trace, event::Chunk,
                               event::EffectRequested, event::EffectResolved, event::Capture, event::Card,
                               event::Final, event::Failed, event::Done>;

/// `started`, `claim`, `diagnostic`, `trace`, `chunk`, `effect-requested`, `effect-resolved`, `capture`,
/// `card`, `final`, `failed`, `done`.
const char* kind_name(const EventKind& kind);

/// One step of a run.
struct Event {
  Ref run;
  std::uint64_t seq = 0;
  std::vector<Tick> ticks;
  EventKind kind = event::Done{};

  /// Error: that of check_ticks.
  static Result<Event> make(Ref run, std::uint64_t seq, std::vector<Tick> ticks, EventKind kind);

  friend bool operator==(const Event&, const Event&) = default;
};

/// A chunk whose payload is a stream packet. Errors: eval when the payload is a symbol or a coordinate;
/// check_ticks'.
Result<Event> stream_packet_event(Ref run, std::uint64_t seq, std::vector<Tick> ticks, Ref payload);

}  // namespace fleetsim::core
