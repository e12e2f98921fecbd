#include "sim/world/event.h"

#include <type_traits>

#include <fmt/format.h>

#include "core/env/timers.h"
#include "core/wire/message.h"

namespace fleetsim::sim {
namespace {

const char* name_of(core::TimerKind kind) {
  switch (kind) {
    case core::TimerKind::gossip:
      return "gossip";
    case core::TimerKind::ask:
      return "ask";
    case core::TimerKind::deadline:
      return "deadline";
    case core::TimerKind::hedge:
      return "hedge";
    case core::TimerKind::retry:
      return "retry";
    case core::TimerKind::repair:
      return "repair";
    case core::TimerKind::stream_in:
    case core::TimerKind::stream_out:
      return "stream";
    case core::TimerKind::membership:
      return "membership";
  }
  return "unknown";
}

struct Describe {
  const Scenario& scenario;
  const FactNames& names;

  std::string operator()(const DeliverNote& event) const {
    return fmt::format("a message from {} reaches {} ({}, {} bytes)", names.node(event.from),
                       names.node(event.to), event.kind, event.bytes);
  }
  std::string operator()(const TimerDue& event) const {
    return fmt::format("a timer of {} is due ({} {})", names.node(event.node),
                       name_of(core::timer_kind(event.timer)), core::timer_owner(event.timer));
  }
  std::string operator()(const DiskDone& event) const {
    return fmt::format("{}'s disk is done with {} {}", names.node(event.node), event.sync ? "sync" : "append",
                       event.seq);
  }
  std::string operator()(const ComputeDue& event) const {
    return fmt::format("{} is done with computation {}", names.node(event.node), event.compute);
  }
  std::string operator()(const RequestDue& event) const {
    const RequestSpec& request = scenario.requests[event.request];
    return fmt::format("request {} is made at {}", request.as, names.node(request.node));
  }
  std::string operator()(const FaultEdge& event) const {
    return fmt::format("fault {} {}", scenario.faults[event.fault].id, event.begins ? "begins" : "ends");
  }
  std::string operator()(const HealAll&) const { return "the safety phase ends"; }
  std::string operator()(const LeaveTick& event) const {
    return fmt::format("whether {} has done all it had to do before it leaves", names.node(event.node));
  }
  std::string operator()(const PacketDue& event) const {
    return fmt::format("message {} has come one step further on its way", event.number);
  }
  std::string operator()(const StreamDue& event) const {
    return fmt::format("something may come out of the stream from {} to {}", names.node(event.from), names.node(event.to));
  }
  std::string operator()(const FlapDue& event) const {
    return fmt::format("a link of fault {} goes down or comes up", scenario.faults[event.fault].id);
  }
};

}  // namespace

EventNote note_of(const Event& event) {
  return std::visit(
      [](const auto& what) -> EventNote {
        if constexpr (std::is_same_v<decltype(what), const Deliver&>)
          return DeliverNote{what.from, what.to, what.letter.bytes->size(),
                             core::kind_name(core::ByteView(*what.letter.bytes))};
        else
          return what;
      },
      event);
}

std::string describe(const EventNote& note, const Scenario& scenario, const FactNames& names) {
  return std::visit(Describe{scenario, names}, note);
}

}  // namespace fleetsim::sim
