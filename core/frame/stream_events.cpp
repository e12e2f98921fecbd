#include "core/frame/stream_events.h"

#include <string>

#include "core/frame/chunk_content.h"
#include "core/frame/stream_kinds.h"

namespace fleetsim::core {
namespace {

StreamPacket packet_of(const Cx& cx, const Ref& payload, const FrameRules& rules) {
  Result<Expr> expr = [&]() -> Result<Expr> {
    if (rules.exact_payloads) return cx.resolve_expr(payload);
    const Result<Value> value = cx.resolve(payload);
    return value ? value->as_expr() : Result<Expr>(value.error());
  }();
  return expr ? read_bare_payload(*expr, rules) : unreadable_chunk(expr.error().text());
}

StreamPacket packet_of(const Diagnostic& diagnostic) {
  return StreamDiagnostic{diagnostic.code ? *diagnostic.code : run_diagnostic_kind(),
                          std::string(to_string(diagnostic.severity)) + ": " + diagnostic.message};
}

std::string display_of(const Cx& cx, const Ref& ref) {
  const Result<Value> value = cx.resolve(ref);
  return value ? value->display() : to_text(ref);
}

Datum limit_datum(std::optional<std::uint64_t> limit) {
  return limit ? Datum::string(std::to_string(*limit)) : Datum::nil();
}

// Contract: fabric-surface §7.1.
Result<Datum> record_of(const RealizeRequest& request, const FrameRules& rules) {
  Result<Datum> term = [&]() -> Result<Datum> {
    if (rules.term_records) return datum_from_term(request.term);
    const Result<Expr> expr = expr_from_term(request.term);
    return expr ? datum_from_expr(*expr) : Result<Datum>(expr.error());
  }();
  if (!term) return term;
  return Datum::node(Symbol::qualified("stream/fabric", "RealizeRequest"),
                     {{Symbol::unqualified("term"), *std::move(term)},
                      {Symbol::unqualified("observe"), Datum::string(to_string(request.observe))},
                      {Symbol::unqualified("buffer-limit"), limit_datum(request.buffer_limit)},
                      {Symbol::unqualified("answer-limit"), limit_datum(request.answer_limit)}});
}

}  // namespace

Result<StreamValue> event_buffer_to_stream(const Cx& cx, StreamMetadata metadata,
                                           std::span<const Event> events, const FrameRules& rules) {
  std::vector<StreamItem> items;
  for (const Event& event : events) {
    if (std::holds_alternative<event::Done>(event.kind)) break;
    std::optional<StreamPacket> packet;
    const auto* failed = std::get_if<event::Failed>(&event.kind);
    if (const auto* chunk = std::get_if<event::Chunk>(&event.kind)) {
      packet = packet_of(cx, chunk->payload, rules);
    } else if (const auto* diagnosed = std::get_if<event::Diagnosed>(&event.kind)) {
      packet = packet_of(diagnosed->diagnostic);
    } else if (failed) {
      packet = StreamDiagnostic{remote_error_diagnostic_kind(), display_of(cx, failed->error)};
    }
    if (!packet) continue;
    Result<StreamItem> item = StreamItem::make(*std::move(packet), event.ticks);
    if (!item) return item.error();
    items.push_back(*std::move(item));
    if (failed) break;
  }
  return StreamValue::pull(std::move(metadata), std::move(items));
}

Result<Event> expr_chunk_event(Cx& cx, const Ref& run, std::uint64_t seq, Symbol kind, Expr expr,
                               const FrameRules& rules) {
  Result<DataPacket> packet = make_data_packet(std::move(kind), std::move(expr), rules.stream);
  if (!packet) return packet.error();
  return chunk_event(cx.store(), run, seq, {*std::move(packet), {}});
}

RealizeRequest stream_realize_request(Term term, std::optional<std::size_t> buffer_limit) {
  RealizeRequest request = RealizeRequest(std::move(term)).observing(ObserveMode::events);
  request.buffer_limit = buffer_limit;
  return request;
}

Result<std::vector<Event>> realize_stream_events(Cx& cx, const RealizeRequest& request, StreamValue& stream,
                                                 const FrameRules& rules) {
  if (request.observe != ObserveMode::events)
    return Error::eval(std::string("a stream is realized by observing events, not ") +
                       to_string(request.observe));
  const Ref run = cx.fresh_handle();
  Result<Datum> record = record_of(request, rules);
  if (!record) return record.error();
  const Result<ContentId> id = cx.store().intern(*std::move(record));
  if (!id) return id.error();

  std::vector<Event> events;
  const auto add = [&](Result<Event> event) -> Result<void> {
    if (!event) return event.error();
    events.push_back(*std::move(event));
    return {};
  };
  if (Result<void> added = add(Event::make(run, 0, {}, event::Started{*id})); !added) return added.error();
  for (std::uint64_t taken = 0; !request.answer_limit || taken < *request.answer_limit; ++taken) {
    const std::optional<StreamItem> item = stream.next();
    if (!item) break;
    if (Result<void> added = add(chunk_event(cx.store(), run, events.size(), *item)); !added)
      return added.error();
  }
  if (stream.is_done())
    if (Result<void> added = add(Event::make(run, events.size(), {}, event::Done{})); !added)
      return added.error();
  return events;
}

}  // namespace fleetsim::core
