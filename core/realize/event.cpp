#include "core/realize/event.h"

namespace fleetsim::core {

const char* kind_name(const EventKind& kind) {
  constexpr const char* kNames[] = {
      "started",         "claim",   "diagnostic", "trace", "chunk",  "effect-requested",
      "effect-resolved", "capture", "card",       "final", "failed", "done"};
  return kNames[kind.index()];
}

Result<Event> Event::make(Ref run, std::uint64_t seq, std::vector<Tick> ticks, EventKind kind) {
  if (Result<void> valid = check_ticks(ticks); !valid) return valid.error();
  return Event{std::move(run), seq, std::move(ticks), std::move(kind)};
}

Result<Event> stream_packet_event(Ref run, std::uint64_t seq, std::vector<Tick> ticks, Ref payload) {
  if (!std::holds_alternative<ContentId>(payload) && !std::holds_alternative<HandleId>(payload))
    return Error::eval(std::string("stream packet event payload must be a content or handle ref, found ") +
                       kind_name(payload) + " " + to_text(payload));
  return Event::make(std::move(run), seq, std::move(ticks), event::Chunk{std::move(payload)});
}

}  // namespace fleetsim::core
