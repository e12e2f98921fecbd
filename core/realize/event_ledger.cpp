#include "core/realize/event_ledger.h"

#include <limits>

#include "core/base/check.h"

namespace fleetsim::core {

Result<Event> EventLedger::append(const Ref& run, std::vector<Tick> ticks, EventKind kind) {
  const std::uint64_t seq = next_seq(run);
  if (seq == std::numeric_limits<std::uint64_t>::max())
    return Error::eval("event sequence overflow in run " + to_text(run), ErrorCode::limit_exceeded);
  Result<Event> event = Event::make(run, seq, std::move(ticks), std::move(kind));
  if (!event) return event;
  Run& known = runs_[run];
  known.next_seq = seq + 1;
  known.events.push_back(*event);
  return event;
}

void EventLedger::resume(const Ref& run, std::uint64_t next) {
  FLEET_CHECK(next >= next_seq(run), "the sequence of a run goes back");
  runs_[run].next_seq = next;
}

std::uint64_t EventLedger::next_seq(const Ref& run) const {
  const auto found = runs_.find(run);
  return found == runs_.end() ? 0 : found->second.next_seq;
}

std::span<const Event> EventLedger::events_for_run(const Ref& run) const {
  const auto found = runs_.find(run);
  if (found == runs_.end()) return {};
  return found->second.events;
}

std::vector<Event> EventLedger::events() const {
  std::vector<Event> all;
  for (const auto& [run, known] : runs_) all.insert(all.end(), known.events.begin(), known.events.end());
  return all;
}

}  // namespace fleetsim::core
