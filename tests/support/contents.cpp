#include "tests/support/contents.h"

#include <memory>
#include <utility>

#include "tests/support/random_expr.h"

namespace fleetsim::tests {
namespace {

using core::Diagnostic;
using core::Expr;
using core::Symbol;

Diagnostic random_diagnostic(SplitMix& random, int levels) {
  Diagnostic diagnostic;
  diagnostic.severity = static_cast<core::Severity>(random.below(core::kSeverities));
  diagnostic.message = "message " + std::to_string(random.below(100));
  if (random.below(2) == 0) diagnostic.source = std::string(random.below(3), 's');
  if (random.below(2) == 0) diagnostic.span = Diagnostic::Span{random.next(), random.below(200)};
  if (random.below(2) == 0) diagnostic.code = random_symbol(random);
  if (levels > 1)
    for (std::uint64_t i = random.below(3); i > 0; --i)
      diagnostic.related.push_back(random_diagnostic(random, levels - 1));
  return diagnostic;
}

}  // namespace

Symbol name(std::string text) {
  return Symbol::unqualified(std::move(text));
}

core::EvalRequest basic_request(std::string text) {
  core::EvalRequest request;
  request.expr = Expr::string(std::move(text));
  request.required_capabilities = {"fabric.test"};
  return request;
}

core::SharedRequest shared_request(std::string text) {
  return std::make_shared<const core::EvalRequest>(basic_request(std::move(text)));
}

core::ContentKey key_of(std::string text) {
  return *core::ContentKey::from_request(basic_request(std::move(text)));
}

core::StoredReply stored(std::string text) {
  return *core::StoredReply::encode(core::text_reply(std::move(text)));
}

core::EvalReply rich_reply(std::string text) {
  Diagnostic related;
  related.severity = core::Severity::note;
  related.message = "because of this";
  related.source = "";
  Diagnostic diagnostic;
  diagnostic.severity = core::Severity::warning;
  diagnostic.message = "look here";
  diagnostic.source = "input.sim";
  diagnostic.span = Diagnostic::Span{3, 300};
  diagnostic.code = Symbol::qualified("fabric", "odd");
  diagnostic.related = {related, related};
  core::EvalReply reply;
  reply.value = Expr::string(std::move(text));
  reply.diagnostics = {diagnostic, related};
  reply.trace = Expr::list({Expr::boolean(true), Expr::nil()});
  return reply;
}

core::EvalReply random_reply(SplitMix& random) {
  core::EvalReply reply;
  reply.value = random_expr(random, 4);
  for (std::uint64_t i = random.below(4); i > 0; --i)
    reply.diagnostics.push_back(random_diagnostic(random, 3));
  if (random.below(2) == 0) reply.trace = random_expr(random, 3);
  return reply;
}

core::EvalRequest random_request(SplitMix& random) {
  core::EvalRequest request;
  request.expr = random_expr(random, 4);
  if (random.below(2) == 0) request.result_shape = random_expr(random, 3);
  for (std::uint64_t i = random.below(4); i > 0; --i)
    request.required_capabilities.push_back("capability." + std::to_string(random.below(3)));
  if (random.below(2) == 0) request.deadline = core::Duration{static_cast<std::int64_t>(random.next())};
  request.consistency = static_cast<core::Consistency>(random.below(core::kConsistencies));
  request.mode = static_cast<core::EvalMode>(random.below(core::kEvalModes));
  if (random.below(2) == 0) request.answer_limit = random.next();
  if (random.below(2) == 0) request.stream_buffer = random.below(200);
  request.stream = random.below(2) == 0;
  request.trace = random.below(2) == 0;
  request.cacheable.kind = static_cast<core::Cacheable::Kind>(random.below(3));
  if (request.cacheable.kind == core::Cacheable::Kind::bounded)
    request.cacheable.keep = core::Duration{1 + static_cast<std::int64_t>(random.below(1'000'000))};
  return request;
}

core::ContentKey random_key(SplitMix& random) {
  core::Digest digest;
  for (std::uint8_t& byte : digest) byte = static_cast<std::uint8_t>(random.next());
  return core::ContentKey::from_digest(digest);
}

}  // namespace fleetsim::tests
