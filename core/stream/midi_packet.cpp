#include "core/stream/midi_packet.h"

#include "core/value/field.h"

namespace fleetsim::core {

namespace {

Error tpq_not_shared() {
  return Error::eval("midi packet events must have a shared TPQ");
}

Result<MidiPacketEvent> read_event(const Expr& map) {
  if (map.kind() != Expr::Kind::map) return Error::type_mismatch("midi event map", map.kind_name());
  Result<std::int64_t> ticks = i64_field(map, "ticks");
  if (!ticks) return ticks.error();
  Result<std::uint16_t> tpq = u16_field(map, "tpq");
  if (!tpq) return tpq.error();
  Result<Expr> bytes = any_field(map, "bytes");
  if (!bytes) return bytes.error();
  if (bytes->kind() != Expr::Kind::bytes) return Error::type_mismatch("bytes field", bytes->kind_name());
  return MidiPacketEvent{*ticks, *tpq, Bytes(bytes->bytes().begin(), bytes->bytes().end())};
}

}  // namespace

Result<MidiPacket> MidiPacket::make(std::vector<MidiPacketEvent> events) {
  if (events.empty()) return Error::eval("midi packet needs at least one event");
  for (const MidiPacketEvent& event : events) {
    if (event.tpq == 0) return Error::eval("midi ticks per quarter note must be at least 1");
    if (event.tpq != events.front().tpq) return tpq_not_shared();
  }
  return MidiPacket(std::move(events));
}

Expr MidiPacket::to_expr() const {
  std::vector<Expr> maps;
  maps.reserve(events_.size());
  for (const MidiPacketEvent& event : events_)
    maps.push_back(field_map({{"ticks", decimal(event.ticks)},
                              {"tpq", decimal(std::uint64_t{event.tpq})},
                              {"bytes", Expr::bytes(event.bytes)}}));
  return field_map({{"packet", Expr::symbol(Symbol::qualified("stream/packet", "midi"))},
                    {"tpq", decimal(std::uint64_t{tpq()})},
                    {"events", Expr::list(std::move(maps))}});
}

Result<MidiPacket> MidiPacket::from_expr(const Expr& map) {
  Result<std::uint16_t> tpq = u16_field(map, "tpq");
  if (!tpq) return tpq.error();
  Result<Expr> list = list_field(map, "events");
  if (!list) return list.error();
  std::vector<MidiPacketEvent> events;
  events.reserve(list->children().size());
  for (const Expr& item : list->children()) {
    Result<MidiPacketEvent> event = read_event(item);
    if (!event) return event.error();
    events.push_back(*std::move(event));
  }
  Result<MidiPacket> packet = make(std::move(events));
  if (packet && packet->tpq() != *tpq) return tpq_not_shared();
  return packet;
}

}  // namespace fleetsim::core
