#include "core/wire/eval_codec.h"

#include "core/base/byte_reader.h"
#include "core/base/byte_writer.h"
#include "core/value/expr_codec.h"

namespace fleetsim::core {
namespace {

constexpr std::uint8_t kRequestVersion = 1;
constexpr std::uint8_t kReplyVersion = 1;
constexpr int kRelatedDepthMax = 16;

Error malformed(const char* what) {
  return Error::codec("fabric/eval", what);
}

template <class T, class Write>
void optional_field(ByteWriter& out, const std::optional<T>& field, Write write) {
  out.u8(field ? 1 : 0);
  if (field) write(*field);
}

// 0 or 1; anything else is malformed.
bool flag(ByteReader& in) {
  const std::uint8_t byte = in.u8();
  if (byte > 1) in.fail();
  return byte == 1;
}

std::string text(ByteReader& in) {
  return std::string(as_text(in.blob()));
}

void write_symbol(ByteWriter& out, const Symbol& symbol) {
  optional_field(out, symbol.ns, [&](const std::string& ns) { out.blob(ns); });
  out.blob(symbol.name);
}

Symbol read_symbol(ByteReader& in) {
  Symbol symbol;
  if (flag(in)) symbol.ns = text(in);
  symbol.name = text(in);
  return symbol;
}

Result<void> write_expr(ByteWriter& out, const Expr& expr) {
  Result<Bytes> bytes = encode_expr(expr);
  if (!bytes) return bytes.error();
  out.blob(*bytes);
  return {};
}

void write_diagnostic(ByteWriter& out, const Diagnostic& diagnostic) {
  out.u8(static_cast<std::uint8_t>(diagnostic.severity));
  out.blob(diagnostic.message);
  optional_field(out, diagnostic.source, [&](const std::string& source) { out.blob(source); });
  optional_field(out, diagnostic.span, [&](const Diagnostic::Span& span) {
    out.varuint(span.start);
    out.varuint(span.end);
  });
  optional_field(out, diagnostic.code, [&](const Symbol& code) { write_symbol(out, code); });
  out.varuint(diagnostic.related.size());
  for (const Diagnostic& related : diagnostic.related) write_diagnostic(out, related);
}

Diagnostic read_diagnostic(ByteReader& in, int depth) {
  Diagnostic diagnostic;
  const std::uint8_t severity = in.u8();
  if (severity >= kSeverities || depth > kRelatedDepthMax) {
    in.fail();
    return diagnostic;
  }
  diagnostic.severity = static_cast<Severity>(severity);
  diagnostic.message = text(in);
  if (flag(in)) diagnostic.source = text(in);
  if (flag(in)) {
    Diagnostic::Span span;
    span.start = in.varuint();
    span.end = in.varuint();
    diagnostic.span = span;
  }
  if (flag(in)) diagnostic.code = read_symbol(in);
  const std::uint64_t related = in.count(6);
  for (std::uint64_t i = 0; i < related && in.ok(); ++i)
    diagnostic.related.push_back(read_diagnostic(in, depth + 1));
  return diagnostic;
}

int related_depth(const Diagnostic& diagnostic) {
  int deepest = 0;
  for (const Diagnostic& related : diagnostic.related) deepest = std::max(deepest, related_depth(related));
  return deepest + 1;
}

}  // namespace

Result<Bytes> encode_request(const EvalRequest& request) {
  ByteWriter out;
  out.u8(kRequestVersion);
  if (Result<void> written = write_expr(out, request.expr); !written) return written.error();
  out.u8(request.result_shape ? 1 : 0);
  if (request.result_shape)
    if (Result<void> written = write_expr(out, *request.result_shape); !written) return written.error();
  out.varuint(request.required_capabilities.size());
  for (const CapabilityName& capability : request.required_capabilities) out.blob(capability);
  optional_field(out, request.deadline, [&](Duration deadline) { out.i64_le(deadline.ns); });
  out.u8(static_cast<std::uint8_t>(request.consistency));
  out.u8(static_cast<std::uint8_t>(request.mode));
  optional_field(out, request.answer_limit, [&](std::uint64_t limit) { out.varuint(limit); });
  optional_field(out, request.stream_buffer, [&](std::uint64_t buffer) { out.varuint(buffer); });
  out.u8(request.stream ? 1 : 0);
  out.u8(request.trace ? 1 : 0);
  out.u8(static_cast<std::uint8_t>(request.cacheable.kind));
  if (request.cacheable.kind == Cacheable::Kind::bounded) out.i64_le(request.cacheable.keep.ns);
  return std::move(out).take();
}

Result<EvalRequest> decode_request(ByteView bytes) {
  ByteReader in(bytes);
  if (in.u8() != kRequestVersion) return malformed("unknown request version");
  EvalRequest request;
  Result<Expr> expr = decode_expr(in.blob());
  if (!expr) return expr.error();
  request.expr = *std::move(expr);
  if (flag(in)) {
    Result<Expr> shape = decode_expr(in.blob());
    if (!shape) return shape.error();
    request.result_shape = *std::move(shape);
  }
  const std::uint64_t capabilities = in.count(1);
  for (std::uint64_t i = 0; i < capabilities && in.ok(); ++i)
    request.required_capabilities.push_back(text(in));
  if (flag(in)) request.deadline = Duration{in.i64_le()};
  const std::uint8_t consistency = in.u8();
  const std::uint8_t mode = in.u8();
  if (consistency >= kConsistencies || mode >= kEvalModes) return malformed("unknown consistency or mode");
  request.consistency = static_cast<Consistency>(consistency);
  request.mode = static_cast<EvalMode>(mode);
  if (flag(in)) request.answer_limit = in.varuint();
  if (flag(in)) request.stream_buffer = in.varuint();
  request.stream = flag(in);
  request.trace = flag(in);
  const std::uint8_t kind = in.u8();
  if (kind > static_cast<std::uint8_t>(Cacheable::Kind::bounded)) return malformed("unknown cacheability");
  request.cacheable.kind = static_cast<Cacheable::Kind>(kind);
  if (request.cacheable.kind == Cacheable::Kind::bounded) {
    request.cacheable.keep = Duration{in.i64_le()};
    if (request.cacheable.keep <= Duration{}) in.fail();
  }
  if (!in.finished()) return malformed("truncated request, or bytes after it");
  return request;
}

Result<Bytes> encode_reply(const EvalReply& reply) {
  ByteWriter out;
  out.u8(kReplyVersion);
  if (Result<void> written = write_expr(out, reply.value); !written) return written.error();
  out.varuint(reply.diagnostics.size());
  for (const Diagnostic& diagnostic : reply.diagnostics) {
    if (related_depth(diagnostic) > kRelatedDepthMax)
      return Error::eval("diagnostics nest deeper than 16 levels", ErrorCode::limit_exceeded);
    write_diagnostic(out, diagnostic);
  }
  out.u8(reply.trace ? 1 : 0);
  if (reply.trace)
    if (Result<void> written = write_expr(out, *reply.trace); !written) return written.error();
  return std::move(out).take();
}

Result<EvalReply> decode_reply(ByteView bytes) {
  ByteReader in(bytes);
  if (in.u8() != kReplyVersion) return malformed("unknown reply version");
  EvalReply reply;
  Result<Expr> value = decode_expr(in.blob());
  if (!value) return value.error();
  reply.value = *std::move(value);
  const std::uint64_t diagnostics = in.count(6);
  for (std::uint64_t i = 0; i < diagnostics && in.ok(); ++i)
    reply.diagnostics.push_back(read_diagnostic(in, 1));
  if (flag(in)) {
    Result<Expr> trace = decode_expr(in.blob());
    if (!trace) return trace.error();
    reply.trace = *std::move(trace);
  }
  if (!in.finished()) return malformed("truncated reply, or bytes after it");
  return reply;
}

}  // namespace fleetsim::core
