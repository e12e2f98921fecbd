#include "sim/run/trace.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace fleetsim::sim {

std::string event_line(std::uint64_t number, core::Instant at, std::uint64_t cause, const EventNote& what,
                       const Scenario& scenario, const FactNames& names) {
  return fmt::format("{} event {} by {}: {}", seconds_text(at.ns), number, cause,
                     describe(what, scenario, names));
}

std::string event_line(const LiveRun& run) {
  const World& world = run.world();
  return event_line(world.events(), world.now(), world.last_event().cause, note_of(world.last_event().event),
                    world.scenario(), run.names());
}

std::string last_line(core::Instant at) {
  return seconds_text(at.ns) + " end of run";
}

bool is_last_line(std::string_view line) {
  const std::size_t space = line.find(' ');
  return space != std::string_view::npos && line.substr(space) == " end of run";
}

std::optional<EventLine> event_of_line(std::string_view line) {
  const auto take = [&line](std::string_view word) {
    if (!line.starts_with(word)) return false;
    line.remove_prefix(word.size());
    return true;
  };
  const auto number = [&line](std::uint64_t& to) {
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), to);
    line.remove_prefix(static_cast<std::size_t>(end - line.data()));
    return error == std::errc();
  };
  line.remove_prefix(std::min(line.find(' '), line.size()));
  EventLine event;
  if (!take(" event ") || !number(event.number) || !take(" by ") || !number(event.cause) || !take(": "))
    return std::nullopt;
  return event;
}

void trace_facts(const LiveRun& run, const TraceLine& trace) {
  for (const Fact& fact : run.facts()) trace(describe(fact, run.names()));
}

void run_to_end(LiveRun& run, core::Instant end, const TraceLine& trace, const std::optional<Pauses>& pauses) {
  core::Instant pause = pauses ? pauses->after(run.world().now()) : core::kNever;
  while (run.step(end)) {
    if (trace) {
      trace(event_line(run));
      trace_facts(run, trace);
    }
    if (const core::Instant now = run.world().now(); now >= pause && pauses) {
      pauses->at(run);
      pause = pauses->after(now);
    }
  }
  run.finish(end);
  if (!trace) return;
  trace(last_line(run.end()));
  trace_facts(run, trace);
}

}  // namespace fleetsim::sim
