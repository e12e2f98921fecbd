#include "core/stream/stream_cassette.h"

#include <algorithm>

#include "core/value/field.h"

namespace fleetsim::core {

namespace {

Symbol cassette_tag() {
  return Symbol::qualified("stream/cassette", "v1");
}

void add_once(std::vector<Symbol>& symbols, const Symbol& each) {
  if (std::find(symbols.begin(), symbols.end(), each) == symbols.end()) symbols.push_back(each);
}

std::vector<Symbol> diagnostics_of(const std::vector<StreamEnvelope>& envelopes) {
  std::vector<Symbol> seen;
  for (const StreamEnvelope& envelope : envelopes) {
    for (const Symbol& each : envelope.diagnostics) add_once(seen, each);
    if (const auto* diagnostic = std::get_if<StreamDiagnostic>(&envelope.packet))
      add_once(seen, diagnostic->kind);
  }
  return seen;
}

Expr timing_expr(const StreamTiming& timing) {
  return field_map({{"clock", Expr::symbol(timing.clock)},
                    {"packet-count", decimal(timing.packet_count)},
                    {"first-sequence", decimal_or_nil(timing.first_sequence)},
                    {"last-sequence", decimal_or_nil(timing.last_sequence)},
                    {"finite", Expr::boolean(timing.finite)}});
}

Result<StreamTiming> read_timing(const Expr& map) {
  if (map.kind() != Expr::Kind::map) return Error::type_mismatch("stream timing map", map.kind_name());
  if (Result<void> closed = check_closed(
          map, {"clock", "packet-count", "first-sequence", "last-sequence", "finite"}, "stream timing");
      !closed)
    return closed.error();
  Result<Symbol> clock = symbol_field(map, "clock");
  if (!clock) return clock.error();
  Result<std::uint64_t> count = u64_field(map, "packet-count");
  if (!count) return count.error();
  Result<std::optional<std::uint64_t>> first = optional_u64_field(map, "first-sequence");
  if (!first) return first.error();
  Result<std::optional<std::uint64_t>> last = optional_u64_field(map, "last-sequence");
  if (!last) return last.error();
  Result<bool> finite = bool_field(map, "finite");
  if (!finite) return finite.error();
  return StreamTiming{*std::move(clock), *count, *first, *last, *finite};
}

Result<std::vector<StreamEnvelope>> read_envelopes(const Expr& map, const StreamRules& rules) {
  Result<Expr> list = list_field(map, "envelopes");
  if (!list) return list.error();
  std::vector<StreamEnvelope> envelopes;
  for (const Expr& item : list->children()) {
    Result<StreamEnvelope> envelope = StreamEnvelope::from_expr(item, rules);
    if (!envelope) return envelope.error();
    envelopes.push_back(*std::move(envelope));
  }
  return envelopes;
}

}  // namespace

Result<StreamCassette> StreamCassette::record(StreamValue& stream, const TransportProfile& profile,
                                              const StreamRules& rules) {
  std::vector<StreamItem> items;
  while (std::optional<StreamItem> item = stream.next()) items.push_back(*std::move(item));
  if (!stream.is_done())
    return Error::eval("stream " + stream.metadata().id.text() +
                       " is still open: only a finished stream can be recorded");
  std::vector<StreamEnvelope> envelopes;
  envelopes.reserve(items.size());
  for (StreamItem& item : items) {
    Result<StreamEnvelope> envelope =
        StreamEnvelope::from_item(stream.metadata(), envelopes.size(), std::move(item), profile, rules);
    if (!envelope) return envelope.error();
    envelopes.push_back(*std::move(envelope));
  }
  StreamTiming timing{stream.metadata().clock, envelopes.size(), {}, {}, true};
  if (!envelopes.empty()) {
    timing.first_sequence = envelopes.front().sequence;
    timing.last_sequence = envelopes.back().sequence;
  }
  std::vector<Symbol> diagnostics = diagnostics_of(envelopes);
  return StreamCassette{stream.metadata(), std::move(envelopes), std::move(timing), std::move(diagnostics),
                        stream.stats()};
}

StreamValue StreamCassette::replay() const {
  std::vector<StreamItem> items;
  items.reserve(envelopes.size());
  for (const StreamEnvelope& envelope : envelopes) items.push_back(envelope.item());
  return StreamValue::pull(metadata, std::move(items));
}

Expr StreamCassette::to_expr(const StreamRules& rules) const {
  std::vector<Expr> maps;
  maps.reserve(envelopes.size());
  for (const StreamEnvelope& envelope : envelopes) maps.push_back(envelope.to_expr());
  return field_map({{"cassette", Expr::symbol(cassette_tag())},
                    {"metadata", metadata.to_expr(rules)},
                    {"timing", timing_expr(timing)},
                    {"envelopes", Expr::list(std::move(maps))},
                    {"diagnostics", symbol_list(diagnostics)},
                    {"final-stats", final_stats.to_expr()}});
}

Result<StreamCassette> StreamCassette::from_expr(const Expr& expr, const StreamRules& rules) {
  if (expr.kind() != Expr::Kind::map) return Error::type_mismatch("stream cassette map", expr.kind_name());
  if (Result<void> closed =
          check_closed(expr, {"cassette", "metadata", "timing", "envelopes", "diagnostics", "final-stats"},
                       "stream cassette");
      !closed)
    return closed.error();
  Result<Symbol> format = symbol_field(expr, "cassette");
  if (!format) return format.error();
  if (*format != cassette_tag()) return Error::eval("unknown stream cassette format " + format->text());
  Result<Expr> metadata_map = any_field(expr, "metadata");
  if (!metadata_map) return metadata_map.error();
  Result<StreamMetadata> metadata = StreamMetadata::from_expr(*metadata_map, rules);
  if (!metadata) return metadata.error();
  Result<Expr> timing_map = any_field(expr, "timing");
  if (!timing_map) return timing_map.error();
  Result<StreamTiming> timing = read_timing(*timing_map);
  if (!timing) return timing.error();
  Result<std::vector<StreamEnvelope>> envelopes = read_envelopes(expr, rules);
  if (!envelopes) return envelopes.error();
  Result<std::vector<Symbol>> diagnostics = symbol_list_field(expr, "diagnostics");
  if (!diagnostics) return diagnostics.error();
  Result<Expr> stats_map = any_field(expr, "final-stats");
  if (!stats_map) return stats_map.error();
  Result<StreamStats> stats = StreamStats::from_expr(*stats_map);
  if (!stats) return stats.error();
  if (!envelopes->empty() && envelopes->front().stream_id.text() == metadata->id.text())
    metadata->id = envelopes->front().stream_id;
  return StreamCassette{*std::move(metadata), *std::move(envelopes), *std::move(timing),
                        *std::move(diagnostics), *stats};
}

}  // namespace fleetsim::core
