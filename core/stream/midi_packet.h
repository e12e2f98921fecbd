#pragma once

#include <cstdint>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/value/expr.h"

namespace fleetsim::core {

/// Bytes of one MIDI message at a position. Units: ticks; ticks per quarter note.
struct MidiPacketEvent {
  std::int64_t ticks = 0;
  std::uint16_t tpq = 0;
  Bytes bytes;

  friend bool operator==(const MidiPacketEvent&, const MidiPacketEvent&) = default;
};

/// One or more MIDI events that share their ticks per quarter note.
class MidiPacket {
 public:
  /// Errors (eval): `at least one event`; tpq 0; `shared TPQ`.
  static Result<MidiPacket> make(std::vector<MidiPacketEvent> events);

  std::uint16_t tpq() const { return events_.front().tpq; }
  const std::vector<MidiPacketEvent>& events() const { return events_; }

  /// Map `packet`, `tpq`, `events` (list of maps `ticks`, `tpq`, `bytes`).
  Expr to_expr() const;
  /// Other fields are ignored, `packet` is not looked at; a `tpq` that is not the events' is not `shared
  /// TPQ`. Requires a map.
  static Result<MidiPacket> from_expr(const Expr& map);

  friend bool operator==(const MidiPacket&, const MidiPacket&) = default;

 private:
  explicit MidiPacket(std::vector<MidiPacketEvent> events) : events_(std::move(events)) {}

  std::vector<MidiPacketEvent> events_;
};

}  // namespace fleetsim::core
