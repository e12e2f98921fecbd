#include "core/stream/stream_envelope.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/value/field.h"

namespace fleetsim::core {

namespace {

Symbol envelope_tag() {
  return Symbol::qualified("stream/envelope", "v1");
}

void add_domain(std::vector<ClockDomain>& domains, ClockDomain domain) {
  if (std::find(domains.begin(), domains.end(), domain) == domains.end()) domains.push_back(domain);
}

template <class Word, class Parse>
Result<Word> word_field(const Expr& map, const char* name, Parse parse) {
  Result<Symbol> text = symbol_field(map, name);
  if (!text) return text.error();
  return parse(*text);
}

Result<std::vector<ClockDomain>> read_domains(const Expr& map) {
  Result<std::vector<Symbol>> symbols = symbol_list_field(map, "clock-domains");
  if (!symbols) return symbols.error();
  std::vector<ClockDomain> domains;
  for (const Symbol& each : *symbols) {
    Result<ClockDomain> domain = parse_clock_domain(each);
    if (!domain) return domain.error();
    domains.push_back(*domain);
  }
  return domains;
}

Result<void> check_format(const Expr& map) {
  Result<Symbol> tag = symbol_field(map, "envelope");
  if (!tag) return tag.error();
  if (*tag != envelope_tag()) return Error::eval("unknown stream envelope format " + tag->text());
  Result<std::uint64_t> version = u64_field(map, "version");
  if (!version) return version.error();
  if (*version != kStreamEnvelopeVersion)
    return Error::eval(fmt::format("unsupported stream envelope version {}", *version));
  return {};
}

}  // namespace

Result<StreamItem> StreamItem::make(StreamPacket packet, std::vector<Tick> ticks) {
  if (Result<void> valid = check_ticks(ticks); !valid) return valid.error();
  return StreamItem{std::move(packet), std::move(ticks)};
}

Result<Event> chunk_event(DatumStore& store, const Ref& run, std::uint64_t seq, const StreamItem& item) {
  Result<Ref> payload = intern_packet(store, item.packet);
  if (!payload) return payload.error();
  return stream_packet_event(run, seq, item.ticks, *std::move(payload));
}

Symbol packet_id(const Symbol& stream_id, const std::string& suffix) {
  return Symbol::qualified("stream/packet-id", stream_id.text() + "#" + suffix);
}

Result<StreamEnvelope> StreamEnvelope::make(StreamEnvelope draft) {
  if (Result<void> valid = check_ticks(draft.ticks); !valid) return valid.error();
  if (draft.media != media_of(draft.packet))
    return Error::eval(fmt::format("stream envelope media {} does not match packet media {}",
                                   to_string(draft.media), to_string(media_of(draft.packet))));
  std::vector<ClockDomain> domains{draft.clock_domain};
  for (const ClockDomain domain : draft.clock_domains) add_domain(domains, domain);
  for (const Tick& tick : draft.ticks)
    if (const Result<ClockDomain> domain = parse_clock_domain(tick.clock)) add_domain(domains, *domain);
  draft.clock_domains = std::move(domains);
  return draft;
}

Result<StreamEnvelope> StreamEnvelope::from_item(const StreamMetadata& metadata, std::uint64_t sequence,
                                                 StreamItem item, TransportProfile profile,
                                                 const StreamRules& rules) {
  Result<ClockDomain> domain = parse_clock_domain(metadata.clock);
  if (!domain) return domain.error();
  const bool own_media =
      rules.diagnostics_in_any_stream && std::holds_alternative<StreamDiagnostic>(item.packet);
  return make({metadata.id,
               core::packet_id(metadata.id, std::to_string(sequence)),
               own_media ? StreamMedia::diagnostic : metadata.media,
               metadata.direction,
               sequence,
               std::move(item.ticks),
               *domain,
               {},
               std::move(profile),
               {},
               std::move(item.packet)});
}

Expr StreamEnvelope::to_expr() const {
  std::vector<Symbol> domains;
  for (const ClockDomain domain : clock_domains) domains.push_back(symbol(domain));
  return field_map({{"envelope", Expr::symbol(envelope_tag())},
                    {"version", decimal(kStreamEnvelopeVersion)},
                    {"stream-id", Expr::symbol(stream_id)},
                    {"packet-id", Expr::symbol(packet_id)},
                    {"media", Expr::symbol(symbol(media))},
                    {"direction", Expr::symbol(symbol(direction))},
                    {"sequence", decimal(sequence)},
                    {"ticks", expr_from_ticks(ticks)},
                    {"clock-domain", Expr::symbol(symbol(clock_domain))},
                    {"clock-domains", symbol_list(domains)},
                    {"profile", profile.to_expr()},
                    {"diagnostics", symbol_list(diagnostics)},
                    {"packet", expr_from_packet(packet)}});
}

Result<StreamEnvelope> StreamEnvelope::from_expr(const Expr& expr, const StreamRules& rules) {
  if (expr.kind() != Expr::Kind::map) return Error::type_mismatch("stream envelope map", expr.kind_name());
  if (Result<void> closed =
          check_closed(expr,
                       {"envelope", "version", "stream-id", "packet-id", "media", "direction", "sequence",
                        "ticks", "clock-domain", "clock-domains", "profile", "diagnostics", "packet"},
                       "stream envelope");
      !closed)
    return closed.error();
  if (Result<void> format = check_format(expr); !format) return format.error();
  Result<Symbol> stream_id = symbol_field(expr, "stream-id");
  if (!stream_id) return stream_id.error();
  Result<Symbol> packet_id = symbol_field(expr, "packet-id");
  if (!packet_id) return packet_id.error();
  const auto media = word_field<StreamMedia>(expr, "media", parse_stream_media);
  if (!media) return media.error();
  const auto direction = word_field<StreamDirection>(expr, "direction", parse_stream_direction);
  if (!direction) return direction.error();
  Result<std::uint64_t> sequence = u64_field(expr, "sequence");
  if (!sequence) return sequence.error();
  Result<Expr> tick_list = list_field(expr, "ticks");
  if (!tick_list) return tick_list.error();
  Result<std::vector<Tick>> ticks = ticks_from_expr(*tick_list);
  if (!ticks) return ticks.error();
  const auto domain = word_field<ClockDomain>(expr, "clock-domain", parse_clock_domain);
  if (!domain) return domain.error();
  Result<std::vector<ClockDomain>> domains = read_domains(expr);
  if (!domains) return domains.error();
  Result<Expr> profile_map = any_field(expr, "profile");
  if (!profile_map) return profile_map.error();
  Result<TransportProfile> profile = TransportProfile::from_expr(*profile_map);
  if (!profile) return profile.error();
  Result<std::vector<Symbol>> diagnostics = symbol_list_field(expr, "diagnostics");
  if (!diagnostics) return diagnostics.error();
  Result<Expr> packet_map = any_field(expr, "packet");
  if (!packet_map) return packet_map.error();
  Result<StreamPacket> packet = packet_from_expr(*packet_map, rules);
  if (!packet) return packet.error();
  return make({*std::move(stream_id), *std::move(packet_id), *media, *direction, *sequence, *std::move(ticks),
               *domain, *std::move(domains), *std::move(profile), *std::move(diagnostics),
               *std::move(packet)});
}

}  // namespace fleetsim::core
