#include "core/realize/event_source.h"

namespace fleetsim::core {

namespace {

Result<Ref> intern_expr(DatumStore& store, const Expr& expr) {
  Result<Datum> datum = datum_from_expr(expr);
  if (!datum) return datum.error();
  Result<ContentId> id = store.intern(*std::move(datum));
  if (!id) return id.error();
  return Ref(*std::move(id));
}

Result<Expr> load_expr(const DatumStore& store, const Ref& ref) {
  if (const auto* id = std::get_if<ContentId>(&ref)) {
    if (const std::optional<Datum> datum = store.get(*id)) return expr_from_datum(*datum);
  }
  return Error::eval("unresolved ref " + to_text(ref));
}

}  // namespace

Result<BufferedEventSource> BufferedEventSource::from_reply(DatumStore& store, const Ref& run,
                                                            const Ref& request, const EvalReply& reply) {
  std::vector<Event> events;
  const auto add = [&](EventKind kind) { events.push_back({run, events.size(), {}, std::move(kind)}); };
  add(event::Started{request});
  for (const Diagnostic& diagnostic : reply.diagnostics) add(event::Diagnosed{diagnostic});
  if (reply.trace) {
    Result<Ref> trace = intern_expr(store, *reply.trace);
    if (!trace) return trace.error();
    add(event::Trace{*std::move(trace)});
  }
  Result<Ref> value = intern_expr(store, reply.value);
  if (!value) return value.error();
  add(event::Final{*std::move(value)});
  add(event::Done{});
  return BufferedEventSource(std::move(events));
}

Result<std::optional<Event>> BufferedEventSource::next() {
  if (next_ == events_.size()) return std::optional<Event>();
  return std::optional(events_[next_++]);
}

Result<EvalReply> drain_to_reply(const DatumStore& store, EventSource& source) {
  EvalReply reply;
  std::optional<Ref> trace;
  std::optional<Ref> value;
  for (;;) {
    Result<std::optional<Event>> event = source.next();
    if (!event) return event.error();
    if (!event->has_value()) break;
    const EventKind& kind = (*event)->kind;
    if (std::holds_alternative<event::Done>(kind)) break;
    if (const auto* failed = std::get_if<event::Failed>(&kind)) {
      const Result<Expr> text = load_expr(store, failed->error);
      const bool readable = text && text->kind() == Expr::Kind::string;
      return Error::eval("realization failed: " + (readable ? text->text() : to_text(failed->error)));
    }
    if (const auto* said = std::get_if<event::Diagnosed>(&kind))
      reply.diagnostics.push_back(said->diagnostic);
    if (const auto* traced = std::get_if<event::Trace>(&kind)) trace = traced->trace;
    if (const auto* final = std::get_if<event::Final>(&kind)) value = final->value;
  }
  if (!value) return Error::eval("the event source ended without a final value");
  Result<Expr> loaded = load_expr(store, *value);
  if (!loaded) return loaded.error();
  reply.value = *std::move(loaded);
  if (trace) {
    Result<Expr> told = load_expr(store, *trace);
    if (!told) return told.error();
    reply.trace = *std::move(told);
  }
  return reply;
}

}  // namespace fleetsim::core
