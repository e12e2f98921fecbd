// Headers as maps.

#include <limits>

#include <fmt/format.h>

#include "core/frame/duration_text.h"
#include "core/frame/table_field.h"
#include "core/frame/transport.h"
#include "core/value/field.h"

namespace fleetsim::core {
namespace {

constexpr std::string_view kHeader = "frame header";
constexpr std::string_view kKind = "frame kind";
constexpr std::string_view kEnvelope = "frame envelope";

Expr symbol_or_nil(const std::optional<Symbol>& symbol) {
  return symbol ? Expr::symbol(*symbol) : Expr();
}

Expr kind_expr(const FrameKind& kind) {
  const Expr name = word_symbol(label(kind));
  if (const auto* negotiate = std::get_if<frame::Negotiate>(&kind))
    return field_map({{"kind", name}, {"codecs", symbol_list(negotiate->codecs)}});
  if (const auto* lifecycle = std::get_if<frame::Lifecycle>(&kind))
    return field_map({{"kind", name}, {"command", word_symbol(to_string(lifecycle->command))}});
  if (const auto* trigger = std::get_if<frame::Trigger>(&kind))
    return field_map(
        {{"kind", name}, {"source", Expr::symbol(trigger->source)}, {"when-ms", decimal(trigger->when_ms)}});
  if (const auto* role = std::get_if<frame::Role>(&kind))
    return field_map({{"kind", name},
                      {"role", Expr::symbol(role->role)},
                      {"hop", decimal(static_cast<std::uint64_t>(role->hop))}});
  return name;
}

Expr envelope_expr(const FrameEnvelope& envelope, const FrameRules& rules) {
  std::optional<std::uint64_t> deadline_ms;
  if (envelope.deadline) deadline_ms = whole_milliseconds(*envelope.deadline, rules.deadlines_round_up);
  return field_map({{"deadline-ms", decimal_or_nil(deadline_ms)},
                    {"consistency", word_symbol(to_string(envelope.consistency))},
                    {"trace", Expr::boolean(envelope.trace)},
                    {"requires", expr_from_capabilities(envelope.required_capabilities)},
                    {"reply-codec-hint", symbol_or_nil(envelope.reply_codec_hint)},
                    {"role", symbol_or_nil(envelope.role)},
                    {"hop", decimal(static_cast<std::uint64_t>(envelope.hop))},
                    {"trigger-source", symbol_or_nil(envelope.trigger_source)}});
}

Result<Symbol> needed_symbol(const Expr& map, std::string_view name, std::string_view table) {
  const Result<Expr> field = required_field(map, name, table);
  if (!field) return field.error();
  if (field->kind() != Expr::Kind::symbol) return Error::type_mismatch("symbol", field->kind_name());
  return field->symbol();
}

Result<std::uint64_t> needed_integer(const Expr& map, std::string_view name, std::string_view table,
                                     std::uint64_t max) {
  const Result<Expr> field = required_field(map, name, table);
  if (!field) return field.error();
  const Result<std::optional<std::uint64_t>> value = optional_integer(*field);
  if (!value) return value.error();
  if (!*value) return Error::type_mismatch("decimal string", field->kind_name());
  if (**value > max) return Error::eval(fmt::format("{} {} is above {}", name, **value, max));
  return **value;
}

Result<std::optional<std::uint64_t>> integer_or_nil(const Expr& map, std::string_view name,
                                                    std::string_view table) {
  const Result<Expr> field = required_field(map, name, table);
  if (!field) return field.error();
  return optional_integer(*field);
}

Result<std::optional<Symbol>> symbol_or_none(const Expr& map, std::string_view name) {
  const Result<Expr> field = required_field(map, name, kEnvelope);
  if (!field) return field.error();
  return optional_symbol(*field);
}

Error unknown_kind(const std::string& name) {
  return Error::eval(fmt::format("unknown frame kind {:?}", name.substr(0, 40)));
}

Result<FrameKind> bare_kind(const std::string& name) {
  for (const FrameKind& kind :
       {FrameKind(frame::Request{}), FrameKind(frame::Response{}), FrameKind(frame::Error{}),
        FrameKind(frame::Notify{}), FrameKind(frame::StreamStart{}), FrameKind(frame::StreamChunk{}),
        FrameKind(frame::StreamEnd{}), FrameKind(frame::Ping{}), FrameKind(frame::Pong{})})
    if (name == label(kind)) return kind;
  return unknown_kind(name);
}

Result<FrameKind> negotiate_kind(const Expr& map) {
  const Result<Expr> codecs = required_field(map, "codecs", kKind);
  if (!codecs) return codecs.error();
  if (codecs->kind() != Expr::Kind::list) return Error::type_mismatch("list", codecs->kind_name());
  frame::Negotiate out;
  for (const Expr& codec : codecs->children()) {
    if (codec.kind() != Expr::Kind::symbol) return Error::type_mismatch("symbol", codec.kind_name());
    out.codecs.push_back(codec.symbol());
  }
  return FrameKind(std::move(out));
}

Result<FrameKind> kind_from_expr(const Expr& expr) {
  if (expr.kind() == Expr::Kind::symbol) return bare_kind(expr.symbol().text());
  if (expr.kind() != Expr::Kind::map) return Error::type_mismatch("frame kind", expr.kind_name());
  const Result<Symbol> symbol = needed_symbol(expr, "kind", kKind);
  if (!symbol) return symbol.error();
  const std::string name = symbol->text();
  if (name == "negotiate") return negotiate_kind(expr);
  if (name == "lifecycle") {
    const Result<Symbol> command = needed_symbol(expr, "command", kKind);
    if (!command) return command.error();
    for (std::uint8_t i = 0; i < kLifecycleCommands; ++i)
      if (command->text() == to_string(static_cast<LifecycleCommand>(i)))
        return FrameKind(frame::Lifecycle{static_cast<LifecycleCommand>(i)});
    return Error::eval(fmt::format("unknown lifecycle command {:?}", command->text().substr(0, 40)));
  }
  if (name == "trigger") {
    const Result<Symbol> source = needed_symbol(expr, "source", kKind);
    if (!source) return source.error();
    const Result<std::uint64_t> when =
        needed_integer(expr, "when-ms", kKind, std::numeric_limits<std::uint64_t>::max());
    if (!when) return when.error();
    return FrameKind(frame::Trigger{*source, *when});
  }
  if (name == "role") {
    const Result<Symbol> role = needed_symbol(expr, "role", kKind);
    if (!role) return role.error();
    const Result<std::uint64_t> hop =
        needed_integer(expr, "hop", kKind, std::numeric_limits<std::uint32_t>::max());
    if (!hop) return hop.error();
    return FrameKind(frame::Role{*role, static_cast<std::uint32_t>(*hop)});
  }
  return bare_kind(name);
}

Result<FrameEnvelope> envelope_from_expr(const Expr& map) {
  if (map.kind() != Expr::Kind::map) return Error::type_mismatch("frame envelope map", map.kind_name());
  FrameEnvelope out;
  const Result<std::optional<std::uint64_t>> deadline = integer_or_nil(map, "deadline-ms", kEnvelope);
  if (!deadline) return deadline.error();
  if (*deadline) {
    const Result<Duration> duration = duration_from_milliseconds(**deadline);
    if (!duration) return duration.error();
    out.deadline = *duration;
  }
  const Result<Expr> consistency = required_field(map, "consistency", kEnvelope);
  if (!consistency) return consistency.error();
  const Result<Consistency> known = consistency_from_expr(*consistency);
  if (!known) return known.error();
  out.consistency = *known;
  const Result<Expr> trace = required_field(map, "trace", kEnvelope);
  if (!trace) return trace.error();
  const Result<bool> traced = plain_bool(*trace);
  if (!traced) return traced.error();
  out.trace = *traced;
  const Result<Expr> needs = required_field(map, "requires", kEnvelope);
  if (!needs) return needs.error();
  Result<std::vector<CapabilityName>> capabilities = capability_list(*needs);
  if (!capabilities) return capabilities.error();
  out.required_capabilities = *std::move(capabilities);
  const Result<std::uint64_t> hop =
      needed_integer(map, "hop", kEnvelope, std::numeric_limits<std::uint32_t>::max());
  if (!hop) return hop.error();
  out.hop = static_cast<std::uint32_t>(*hop);
  for (const auto& [name, field] :
       {std::pair("reply-codec-hint", &out.reply_codec_hint), std::pair("role", &out.role),
        std::pair("trigger-source", &out.trigger_source)}) {
    Result<std::optional<Symbol>> symbol = symbol_or_none(map, name);
    if (!symbol) return symbol.error();
    *field = *std::move(symbol);
  }
  return out;
}

}  // namespace

Expr header_from_frame(const ServerFrame& frame, const FrameRules& rules) {
  return field_map({{"version", decimal(static_cast<std::uint64_t>(frame.version))},
                    {"codec", Expr::symbol(frame.codec)},
                    {"msg-id", decimal_or_nil(frame.msg_id)},
                    {"correlate", decimal_or_nil(frame.correlate)},
                    {"kind", kind_expr(frame.kind)},
                    {"envelope", envelope_expr(frame.envelope, rules)}});
}

Result<ServerFrame> frame_from_header(const Expr& header, const FrameRules& rules) {
  if (header.kind() != Expr::Kind::map) return Error::type_mismatch("frame header map", header.kind_name());
  ServerFrame out;
  const Result<std::uint64_t> version =
      needed_integer(header, "version", kHeader, std::numeric_limits<std::uint16_t>::max());
  if (!version) return version.error();
  if (rules.strict_bytes && *version != kFrameVersion)
    return Error::eval(fmt::format("frame version {} is not {}", *version, kFrameVersion),
                       ErrorCode::malformed);
  out.version = static_cast<std::uint16_t>(*version);
  Result<Symbol> codec = needed_symbol(header, "codec", kHeader);
  if (!codec) return codec.error();
  out.codec = *std::move(codec);
  const Result<std::optional<std::uint64_t>> msg_id = integer_or_nil(header, "msg-id", kHeader);
  if (!msg_id) return msg_id.error();
  out.msg_id = *msg_id;
  const Result<std::optional<std::uint64_t>> correlate = integer_or_nil(header, "correlate", kHeader);
  if (!correlate) return correlate.error();
  out.correlate = *correlate;
  const Result<Expr> kind = required_field(header, "kind", kHeader);
  if (!kind) return kind.error();
  Result<FrameKind> known = kind_from_expr(*kind);
  if (!known) return known.error();
  out.kind = *std::move(known);
  const Result<Expr> envelope = required_field(header, "envelope", kHeader);
  if (!envelope) return envelope.error();
  Result<FrameEnvelope> read = envelope_from_expr(*envelope);
  if (!read) return read.error();
  out.envelope = *std::move(read);
  return out;
}

}  // namespace fleetsim::core
