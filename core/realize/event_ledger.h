#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "core/realize/event.h"

namespace fleetsim::core {

/// What happened in each run: append-only; the ledger hands out the sequence numbers, from 0 per run. A plain
/// value.
class EventLedger {
 public:
  /// Appends with the run's next sequence number, and returns the event.
  /// Errors: check_ticks' (no number is used up); eval/limit_exceeded when the run has used all 2^64 - 1
  /// numbers.
  Result<Event> append(const Ref& run, std::vector<Tick> ticks, EventKind kind);

  /// Goes on with a run whose earlier events are elsewhere. Requires that the next number does not go back.
  void resume(const Ref& run, std::uint64_t next_seq);

  std::uint64_t next_seq(const Ref& run) const;
  /// In append order; empty for an unknown run.
  std::span<const Event> events_for_run(const Ref& run) const;
  /// Runs in the order of their refs, each with its events in append order.
  std::vector<Event> events() const;

 private:
  struct Run {
    std::uint64_t next_seq = 0;
    std::vector<Event> events;
  };
  std::map<Ref, Run> runs_;
};

}  // namespace fleetsim::core
