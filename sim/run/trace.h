#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "sim/run/live_run.h"
#include "sim/run/pauses.h"

namespace fleetsim::sim {

using TraceLine = std::function<void(const std::string& line)>;

/// An event, with its number and that of the event that led to it:
/// `4.200000000 event 812 by 790: a message from b reaches a (index_facts, 44 bytes)`.
std::string event_line(std::uint64_t number, core::Instant at, std::uint64_t cause, const EventNote& what,
                       const Scenario& scenario, const FactNames& names);

/// The same of the event that has just happened.
std::string event_line(const LiveRun& run);

/// What stands before the facts of the end: `10.000000000 end of run`.
std::string last_line(core::Instant at);

/// What a line of a trace says of an event; none: it is another line.
struct EventLine {
  std::uint64_t number = 0;
  std::uint64_t cause = 0;
};
std::optional<EventLine> event_of_line(std::string_view line);
bool is_last_line(std::string_view line);

/// A line for each of the run's facts at hand, in order.
void trace_facts(const LiveRun& run, const TraceLine& trace);

/// Lets a run go on to `end` and finish; `trace`, if given, gets a line for each event and each fact from now
/// on.
void run_to_end(LiveRun& run, core::Instant end, const TraceLine& trace,
                const std::optional<Pauses>& pauses = std::nullopt);

}  // namespace fleetsim::sim
