#include "core/stream/stream_packet.h"

#include "core/value/distinct_keys.h"
#include "core/value/field.h"

namespace fleetsim::core {

namespace {

/// By name only, as transports may have requalified it.
const Expr* packet_field(const Expr& map) {
  const std::span<const Expr> entries = map.children();
  for (std::size_t i = 0; i + 1 < entries.size(); i += 2)
    if (entries[i].kind() == Expr::Kind::symbol && entries[i].symbol().name == "packet")
      return &entries[i + 1];
  return nullptr;
}

Result<StreamPacket> read_diagnostic(const Expr& map) {
  Result<Symbol> kind = symbol_field(map, "kind");
  if (!kind) return kind.error();
  Result<std::string> message = string_field(map, "message");
  if (!message) return message.error();
  return StreamPacket(StreamDiagnostic{*std::move(kind), *std::move(message)});
}

Result<void> check_data_fields(const Expr& map) {
  const std::span<const Expr> entries = map.children();
  for (std::size_t i = 0; i < entries.size(); i += 2) {
    if (entries[i].kind() != Expr::Kind::symbol)
      return Error::type_mismatch("symbol data packet field", entries[i].kind_name());
    const Symbol& key = entries[i].symbol();
    const bool known = key.name == "packet" || (!key.ns && (key.name == "kind" || key.name == "payload"));
    if (!known) return Error::eval("unknown data packet field " + key.text());
  }
  return {};
}

Result<StreamPacket> read_data(const Expr& map, const StreamRules& rules) {
  if (Result<void> closed = check_data_fields(map); !closed) return closed.error();
  Result<Symbol> kind = symbol_field(map, "kind");
  if (!kind) return kind.error();
  Result<Expr> payload = any_field(map, "payload");
  if (!payload) return payload.error();
  Result<DataPacket> packet = make_data_packet(*std::move(kind), *std::move(payload), rules);
  if (!packet) return packet.error();
  return StreamPacket(*std::move(packet));
}

template <class Packet>
Result<StreamPacket> as_packet(Result<Packet> packet) {
  if (!packet) return packet.error();
  return StreamPacket(*std::move(packet));
}

Expr said(const StreamDiagnostic& packet) {
  return field_map({{"packet", Expr::symbol(Symbol::qualified("stream/packet", "diagnostic"))},
                    {"kind", Expr::symbol(packet.kind)},
                    {"message", Expr::string(packet.message)}});
}

Expr said(const DataPacket& packet) {
  return field_map({{"packet", Expr::symbol(Symbol::qualified("stream/packet", "data"))},
                    {"kind", Expr::symbol(packet.kind)},
                    {"payload", packet.payload}});
}

Expr said(const PcmPacket& packet) {
  return packet.to_expr();
}

Expr said(const MidiPacket& packet) {
  return packet.to_expr();
}

Symbol data_kind(const char* name) {
  return Symbol::qualified("stream/data", name);
}

}  // namespace

StreamMedia media_of(const StreamPacket& packet) {
  return static_cast<StreamMedia>(packet.index());
}

Expr expr_from_packet(const StreamPacket& packet) {
  return std::visit([](const auto& each) { return said(each); }, packet);
}

Result<StreamPacket> packet_from_expr(const Expr& expr, const StreamRules& rules) {
  if (expr.kind() != Expr::Kind::map) return Error::type_mismatch("stream packet map", expr.kind_name());
  const Expr* field = packet_field(expr);
  if (field == nullptr) return Error::eval("stream value is missing field packet");
  if (field->kind() != Expr::Kind::symbol) return Error::type_mismatch("symbol field", field->kind_name());
  const std::string kind = field->symbol().text();
  if (kind == "stream/packet/pcm") return as_packet(PcmPacket::from_expr(expr));
  if (kind == "stream/packet/midi") return as_packet(MidiPacket::from_expr(expr));
  if (kind == "stream/packet/diagnostic") return read_diagnostic(expr);
  if (kind == "stream/packet/data") return read_data(expr, rules);
  return Error::eval("unknown stream packet kind " + kind);
}

Result<DataPacket> make_data_packet(Symbol kind, Expr payload, const StreamRules& rules) {
  if (rules.distinct_keys)
    if (Result<void> distinct = check_distinct_keys(payload); !distinct) return distinct.error();
  return DataPacket{std::move(kind), std::move(payload)};
}

Result<Ref> intern_packet(DatumStore& store, const StreamPacket& packet) {
  Result<Datum> datum = datum_from_expr(expr_from_packet(packet));
  if (!datum) return datum.error();
  Result<ContentId> id = store.intern(*std::move(datum));
  if (!id) return id.error();
  return Ref(*std::move(id));
}

Symbol data_expr_kind() {
  return data_kind("expr");
}
Symbol data_model_event_kind() {
  return data_kind("model-event");
}
Symbol data_rank_frontier_kind() {
  return data_kind("rank-frontier");
}
Symbol data_site_result_kind() {
  return data_kind("site-result");
}
Symbol data_redacted_kind() {
  return data_kind("redacted");
}

}  // namespace fleetsim::core
