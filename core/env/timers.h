#pragma once

#include "core/env/input.h"

namespace fleetsim::core {

/// What a node's timers are for: kind in the top byte, whose it is in the rest.
enum class TimerKind : std::uint8_t { gossip, ask, deadline, hedge, retry, repair, stream_in, stream_out, membership };

constexpr TimerId timer_id(TimerKind kind, std::uint64_t whose) {
  return (static_cast<TimerId>(kind) << 56) | (whose & 0x00FF'FFFF'FFFF'FFFF);
}
constexpr TimerKind timer_kind(TimerId id) { return static_cast<TimerKind>(id >> 56); }
constexpr std::uint64_t timer_owner(TimerId id) { return id & 0x00FF'FFFF'FFFF'FFFF; }

}  // namespace fleetsim::core
