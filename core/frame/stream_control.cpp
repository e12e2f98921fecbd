#include "core/frame/stream_control.h"

#include <fmt/format.h>

#include "core/stream/security_capability.h"
#include "core/value/field.h"

namespace fleetsim::core {
namespace {

Symbol operation_symbol(const char* name) {
  return Symbol::qualified("stream/fabric", name);
}

Symbol control_tag() {
  return Symbol::qualified("stream/fabric-control", "v1");
}

using Fields = std::vector<std::pair<std::string_view, Expr>>;

void add_fields(Fields& out, const StreamControl::Open& open, const StreamRules& rules) {
  out.emplace_back("metadata", open.metadata.to_expr(rules));
}
void add_fields(Fields& out, const StreamControl::Next& next, const StreamRules&) {
  out.emplace_back("limit", decimal_or_nil(next.limit));
}
void add_fields(Fields& out, const StreamControl::Push& push, const StreamRules&) {
  out.emplace_back("envelope", push.envelope.to_expr());
}
void add_fields(Fields& out, const StreamControl::Fault& fault, const StreamRules&) {
  out.emplace_back("fault", Expr::symbol(symbol(fault.fault.kind)));
  out.emplace_back("count", decimal(fault.fault.count));
}
template <class Bare>
void add_fields(Fields&, const Bare&, const StreamRules&) {}

using Closed = std::initializer_list<std::string_view>;

Result<void> only(const Expr& map, Closed names) {
  return check_closed(map, names, "stream fabric control");
}

Error bad_number(const char* name, const std::string& text) {
  return Error::eval(fmt::format("field {} is no decimal number: {:?}", name, text.substr(0, 40)));
}

Result<StreamControl> read_open(const Expr& map, Symbol id, const StreamRules& rules) {
  if (Result<void> closed = only(map, {"control", "stream-id", "metadata"}); !closed) return closed.error();
  Result<Expr> field = any_field(map, "metadata");
  if (!field) return field.error();
  Result<StreamMetadata> metadata = StreamMetadata::from_expr(*field, rules);
  if (!metadata) return metadata.error();
  return StreamControl(StreamControl::Open{std::move(id), *std::move(metadata)});
}

Result<StreamControl> read_next(const Expr& map, Symbol id) {
  if (Result<void> closed = only(map, {"control", "stream-id", "limit"}); !closed) return closed.error();
  Result<Expr> field = any_field(map, "limit");
  if (!field) return field.error();
  StreamControl::Next next{std::move(id)};
  if (field->kind() == Expr::Kind::string) {
    next.limit = parse_u64(field->text());
    if (!next.limit) return bad_number("limit", field->text());
  } else if (field->kind() != Expr::Kind::nil) {
    return Error::type_mismatch("optional u64 string", field->kind_name());
  }
  return StreamControl(std::move(next));
}

Result<StreamControl> read_push(const Expr& map, Symbol id, const StreamRules& rules) {
  if (Result<void> closed = only(map, {"control", "stream-id", "envelope"}); !closed) return closed.error();
  Result<Expr> field = any_field(map, "envelope");
  if (!field) return field.error();
  Result<StreamEnvelope> envelope = StreamEnvelope::from_expr(*field, rules);
  if (!envelope) return envelope.error();
  return StreamControl(StreamControl::Push{std::move(id), *std::move(envelope)});
}

Result<StreamControl> read_fault(const Expr& map, Symbol id) {
  if (Result<void> closed = only(map, {"control", "stream-id", "fault", "count"}); !closed)
    return closed.error();
  Result<Symbol> name = symbol_field(map, "fault");
  if (!name) return name.error();
  const Result<StreamFaultKind> kind = parse_stream_fault_kind(*name);
  if (!kind) return kind.error();
  Result<Expr> field = any_field(map, "count");
  if (!field) return field.error();
  if (field->kind() != Expr::Kind::string) return Error::type_mismatch("u64 string", field->kind_name());
  const std::optional<std::uint64_t> count = parse_u64(field->text());
  if (!count) return bad_number("count", field->text());
  return StreamControl(StreamControl::Fault{std::move(id), StreamFaultSpec::make(*kind, *count)});
}

template <class Bare>
Result<StreamControl> read_bare(const Expr& map, Symbol id) {
  if (Result<void> closed = only(map, {"control", "stream-id"}); !closed) return closed.error();
  return StreamControl(Bare{std::move(id)});
}

Result<void> require_for(const Cx& cx, const StreamControl& control) {
  if (Result<void> network = cx.require(capability(StreamSecurityCapability::remote_network)); !network)
    return network;
  return cx.require(control.required_capability());
}

}  // namespace

Symbol StreamControl::operation() const {
  return stream_control_operation_symbols().at(what_.index());
}

CapabilityName StreamControl::required_capability() const {
  using Each = StreamSecurityCapability;
  static constexpr std::array<Each, std::variant_size_v<What>> needed = {
      Each::open, Each::read, Each::push, Each::cancel, Each::cancel, Each::stats, Each::stats, Each::stats};
  return capability(needed.at(what_.index()));
}

const Symbol& StreamControl::stream_id() const {
  return std::visit([](const auto& each) -> const Symbol& { return each.stream_id; }, what_);
}

Expr StreamControl::to_expr(const StreamRules& rules) const {
  Fields fields{{"control", Expr::symbol(control_tag())}, {"stream-id", Expr::symbol(stream_id())}};
  std::visit([&](const auto& each) { add_fields(fields, each, rules); }, what_);
  return expr_from_packet(DataPacket{operation(), field_map(std::move(fields))});
}

Result<StreamControl> StreamControl::from_expr(const Expr& expr, const StreamRules& rules) {
  const Result<StreamPacket> packet = packet_from_expr(expr, rules);
  if (!packet) return packet.error();
  const auto* data = std::get_if<DataPacket>(&*packet);
  if (!data) return Error::type_mismatch("stream fabric control data packet", "stream packet");
  const Expr& map = data->payload;
  if (map.kind() != Expr::Kind::map)
    return Error::type_mismatch("stream fabric control map", map.kind_name());
  const Result<Symbol> tag = symbol_field(map, "control");
  if (!tag) return tag.error();
  if (*tag != control_tag()) return Error::eval("unknown stream fabric control format " + tag->text());
  Result<Symbol> id = symbol_field(map, "stream-id");
  if (!id) return id.error();

  const std::string operation = data->kind.text();
  if (operation == "stream/fabric/open") return read_open(map, *std::move(id), rules);
  if (operation == "stream/fabric/next") return read_next(map, *std::move(id));
  if (operation == "stream/fabric/push") return read_push(map, *std::move(id), rules);
  if (operation == "stream/fabric/close") return read_bare<Close>(map, *std::move(id));
  if (operation == "stream/fabric/cancel") return read_bare<Cancel>(map, *std::move(id));
  if (operation == "stream/fabric/stats") return read_bare<Stats>(map, *std::move(id));
  if (operation == "stream/fabric/metadata") return read_bare<Metadata>(map, *std::move(id));
  if (operation == "stream/fabric/fault") return read_fault(map, *std::move(id));
  return Error::eval("unknown stream fabric control operation " + operation);
}

Result<ServerFrame> stream_control_frame_from_control(const Cx& cx, const Symbol& codec,
                                                      const StreamControl& control, FrameEnvelope envelope,
                                                      const FrameRules& rules) {
  if (Result<void> granted = require_for(cx, control); !granted) return granted.error();
  return stream_chunk_frame_from_expr(cx, codec, control.to_expr(rules.stream), std::move(envelope));
}

Result<StreamControl> stream_control_from_frame(const Cx& cx, const ServerFrame& frame,
                                                const FrameRules& rules) {
  if (!is<frame::StreamChunk>(frame.kind))
    return Error::eval(std::string("a stream control comes in a stream-chunk, not in frame kind ") +
                       label(frame.kind));
  const Result<Expr> payload = frame_to_expr(cx, frame, {}, rules);
  if (!payload) return payload.error();
  Result<StreamControl> control = StreamControl::from_expr(*payload, rules.stream);
  if (control && rules.receiver_checks)
    if (Result<void> granted = require_for(cx, *control); !granted) return granted.error();
  return control;
}

std::array<Symbol, 8> stream_control_operation_symbols() {
  return {stream_control_open_symbol(),     stream_control_next_symbol(),   stream_control_push_symbol(),
          stream_control_close_symbol(),    stream_control_cancel_symbol(), stream_control_stats_symbol(),
          stream_control_metadata_symbol(), stream_control_fault_symbol()};
}

CapabilityName stream_control_required_capability(const StreamControl& control) {
  return control.required_capability();
}

Symbol stream_control_open_symbol() {
  return operation_symbol("open");
}
Symbol stream_control_next_symbol() {
  return operation_symbol("next");
}
Symbol stream_control_push_symbol() {
  return operation_symbol("push");
}
Symbol stream_control_close_symbol() {
  return operation_symbol("close");
}
Symbol stream_control_cancel_symbol() {
  return operation_symbol("cancel");
}
Symbol stream_control_stats_symbol() {
  return operation_symbol("stats");
}
Symbol stream_control_metadata_symbol() {
  return operation_symbol("metadata");
}
Symbol stream_control_fault_symbol() {
  return operation_symbol("fault");
}

}  // namespace fleetsim::core
