#include "core/frame/eval_table.h"

#include <fmt/format.h>

#include "core/frame/duration_text.h"
#include "core/frame/table_field.h"
#include "core/realize/value.h"
#include "core/value/field.h"

namespace fleetsim::core {
namespace {

constexpr std::string_view kRequest = "eval request table";
constexpr std::string_view kReply = "eval reply table";
constexpr std::string_view kDiagnostic = "diagnostic table";

Error too_many_levels() {
  return Error::eval(fmt::format("diagnostics nest deeper than {} levels", kRelatedLevelsMax),
                     ErrorCode::limit_exceeded);
}

Result<Expr> write_diagnostic(const Diagnostic& diagnostic, std::uint32_t level) {
  if (level > kRelatedLevelsMax) return too_many_levels();
  std::vector<Expr> related;
  for (const Diagnostic& one : diagnostic.related) {
    Result<Expr> written = write_diagnostic(one, level + 1);
    if (!written) return written;
    related.push_back(*std::move(written));
  }
  return field_map({{"severity", word_symbol(to_string(diagnostic.severity))},
                    {"message", Expr::string(diagnostic.message)},
                    {"source", diagnostic.source ? Expr::string(*diagnostic.source) : Expr()},
                    {"span", diagnostic.span ? field_map({{"start", decimal(diagnostic.span->start)},
                                                          {"end", decimal(diagnostic.span->end)}})
                                             : Expr()},
                    {"code", diagnostic.code ? Expr::symbol(*diagnostic.code) : Expr()},
                    {"related", Expr::list(std::move(related))},
                    {"hints", Expr::list({})}});
}

Result<Severity> severity_from_expr(const Expr& expr) {
  const Result<std::string> name = word(expr);
  if (!name) return name.error();
  for (std::uint8_t i = 0; i < kSeverities; ++i)
    if (*name == to_string(static_cast<Severity>(i))) return static_cast<Severity>(i);
  return Error::eval(fmt::format("unknown severity {:?}", name->substr(0, 40)));
}

// Where the diagnostic points: into what, and at which part.
Result<void> read_place(const Expr& table, Diagnostic& out) {
  const Expr* source = named_field(table, "source");
  if (source && source->kind() != Expr::Kind::nil) {
    if (source->kind() != Expr::Kind::string)
      return Error::type_mismatch("optional string", source->kind_name());
    out.source = source->text();
  }
  const Expr* span = named_field(table, "span");
  if (!span || span->kind() == Expr::Kind::nil) return {};
  if (span->kind() != Expr::Kind::map)
    return Error::type_mismatch("diagnostic span table", span->kind_name());
  Diagnostic::Span place;
  for (const auto& [name, number] : {std::pair("start", &place.start), std::pair("end", &place.end)}) {
    const Result<Expr> field = required_field(*span, name, "diagnostic span table");
    if (!field) return field.error();
    const Result<std::optional<std::uint64_t>> value = optional_integer(*field);
    if (!value) return value.error();
    if (!*value) return Error::type_mismatch("decimal string", field->kind_name());
    *number = **value;
  }
  out.span = place;
  return {};
}

Result<Diagnostic> read_diagnostic(const Expr& table, const FrameRules& rules, std::uint32_t level) {
  if (level > kRelatedLevelsMax) return too_many_levels();
  if (table.kind() != Expr::Kind::map)
    return Error::type_mismatch(std::string(kDiagnostic), table.kind_name());
  Diagnostic out;
  const Result<Expr> severity = required_field(table, "severity", kDiagnostic);
  if (!severity) return severity.error();
  const Result<Severity> known = severity_from_expr(*severity);
  if (!known) return known.error();
  out.severity = *known;
  const Result<Expr> message = required_field(table, "message", kDiagnostic);
  if (!message) return message.error();
  if (message->kind() != Expr::Kind::string) return Error::type_mismatch("string", message->kind_name());
  out.message = message->text();
  if (rules.lossless_replies)
    if (const Result<void> read = read_place(table, out); !read) return read.error();
  if (const Expr* code = named_field(table, "code")) {
    Result<std::optional<Symbol>> symbol = optional_symbol(*code);
    if (!symbol) return symbol.error();
    out.code = *std::move(symbol);
  }
  const Expr* related = named_field(table, "related");
  if (!related || related->kind() == Expr::Kind::nil) return out;
  if (related->kind() != Expr::Kind::list) return Error::type_mismatch("list", related->kind_name());
  for (const Expr& item : related->children()) {
    Result<Diagnostic> read = read_diagnostic(item, rules, level + 1);
    if (!read) return read;
    out.related.push_back(*std::move(read));
  }
  return out;
}

Result<std::optional<std::uint64_t>> optional_integer_field(const Expr& table, std::string_view name) {
  const Expr* field = named_field(table, name);
  return field ? optional_integer(*field)
               : Result<std::optional<std::uint64_t>>(std::optional<std::uint64_t>());
}

}  // namespace

Expr expr_from_request(const EvalRequest& request, const FrameRules& rules) {
  return field_map(
      {{"expr", request.expr},
       {"result-shape", request.result_shape ? *request.result_shape : Expr()},
       {"requires", expr_from_capabilities(request.required_capabilities)},
       {"deadline",
        request.deadline ? Expr::string(duration_text(*request.deadline, rules.deadlines_round_up)) : Expr()},
       {"consistency", word_symbol(to_string(request.consistency))},
       {"mode", word_symbol(to_string(request.mode))},
       {"answer-limit", decimal_or_nil(request.answer_limit)},
       {"stream-buffer", decimal_or_nil(request.stream_buffer)},
       {"stream", Expr::boolean(request.stream)},
       {"trace", Expr::boolean(request.trace)}});
}

Result<EvalRequest> request_from_expr(const Expr& table) {
  if (table.kind() != Expr::Kind::map) return Error::type_mismatch(std::string(kRequest), table.kind_name());
  EvalRequest out;
  Result<Expr> expr = required_field(table, "expr", kRequest);
  if (!expr) return expr.error();
  out.expr = *std::move(expr);
  Result<Expr> shape = required_field(table, "result-shape", kRequest);
  if (!shape) return shape.error();
  if (shape->kind() != Expr::Kind::nil) out.result_shape = *std::move(shape);
  const Result<Expr> needs = required_field(table, "requires", kRequest);
  if (!needs) return needs.error();
  Result<std::vector<CapabilityName>> capabilities = capability_list(*needs);
  if (!capabilities) return capabilities.error();
  out.required_capabilities = *std::move(capabilities);
  const Result<Expr> deadline = required_field(table, "deadline", kRequest);
  if (!deadline) return deadline.error();
  if (deadline->kind() != Expr::Kind::nil) {
    const Result<Duration> duration = parse_duration(*deadline);
    if (!duration) return duration.error();
    out.deadline = *duration;
  }
  const Result<Expr> consistency = required_field(table, "consistency", kRequest);
  if (!consistency) return consistency.error();
  const Result<Consistency> known = consistency_from_expr(*consistency);
  if (!known) return known.error();
  out.consistency = *known;
  const Result<Expr> trace = required_field(table, "trace", kRequest);
  if (!trace) return trace.error();
  const Result<bool> traced = plain_bool(*trace);
  if (!traced) return traced.error();
  out.trace = *traced;

  if (const Expr* mode = named_field(table, "mode")) {
    const Result<EvalMode> eval_mode = eval_mode_from_expr(*mode);
    if (!eval_mode) return eval_mode.error();
    out.mode = *eval_mode;
  }
  const Result<std::optional<std::uint64_t>> limit = optional_integer_field(table, "answer-limit");
  if (!limit) return limit.error();
  out.answer_limit = *limit;
  const Result<std::optional<std::uint64_t>> buffer = optional_integer_field(table, "stream-buffer");
  if (!buffer) return buffer.error();
  out.stream_buffer = *buffer;
  if (const Expr* stream = named_field(table, "stream")) {
    const Result<bool> streamed = plain_bool(*stream);
    if (!streamed) return streamed.error();
    out.stream = *streamed;
  }
  return out;
}

Result<Expr> expr_from_reply(const EvalReply& reply) {
  std::vector<Expr> diagnostics;
  for (const Diagnostic& diagnostic : reply.diagnostics) {
    Result<Expr> written = expr_from_diagnostic(diagnostic);
    if (!written) return written;
    diagnostics.push_back(*std::move(written));
  }
  return field_map({{"value", reply.value},
                    {"diagnostics", Expr::list(std::move(diagnostics))},
                    {"trace", reply.trace ? *reply.trace : Expr()}});
}

Result<EvalReply> reply_from_expr(const Expr& table, const FrameRules& rules) {
  if (table.kind() != Expr::Kind::map) return Error::type_mismatch(std::string(kReply), table.kind_name());
  EvalReply out;
  Result<Expr> value = required_field(table, "value", kReply);
  if (!value) return value.error();
  Result<Expr> diagnostics = required_field(table, "diagnostics", kReply);
  if (!diagnostics) return diagnostics.error();
  if (diagnostics->kind() != Expr::Kind::list) return Error::type_mismatch("list", diagnostics->kind_name());
  for (const Expr& item : diagnostics->children()) {
    Result<Diagnostic> diagnostic = diagnostic_from_expr(item, rules);
    if (!diagnostic) return diagnostic.error();
    out.diagnostics.push_back(*std::move(diagnostic));
  }
  Result<Expr> trace = required_field(table, "trace", kReply);
  if (!trace) return trace.error();
  if (trace->kind() != Expr::Kind::nil) out.trace = *std::move(trace);
  if (!rules.lossless_replies) {
    if (const Result<Value> seen = value_from_reply_expr(*value); !seen) return seen.error();
    if (out.trace)
      if (const Result<Value> seen = value_from_reply_expr(*out.trace); !seen) return seen.error();
  }
  out.value = *std::move(value);
  return out;
}

Result<Expr> expr_from_diagnostic(const Diagnostic& diagnostic) {
  return write_diagnostic(diagnostic, 1);
}

Result<Diagnostic> diagnostic_from_expr(const Expr& table, const FrameRules& rules) {
  return read_diagnostic(table, rules, 1);
}

}  // namespace fleetsim::core
