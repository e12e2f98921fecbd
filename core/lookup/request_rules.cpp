#include "core/lookup/request_rules.h"

#include <algorithm>

#include "core/eval/result_shape.h"
#include "core/wire/message.h"

namespace fleetsim::core {
namespace {

bool is_error(const Diagnostic& diagnostic) {
  return diagnostic.severity == Severity::error || std::ranges::any_of(diagnostic.related, is_error);
}

}  // namespace

RequestRules RequestRules::of(const EvalRequest& request, bool has_home, const LookupOptions& options) {
  RequestRules rules;
  rules.stages = {options.ask_announced, options.ask_peers, options.ask_home && has_home};
  rules.share = options.single_flight;
  if (options.honour_consistency && request.consistency == Consistency::local_only) {
    rules.stages.announced = rules.stages.peers = false;
    rules.own_home_only = true;
  }
  if (options.honour_consistency && request.consistency == Consistency::remote_only)
    rules.read_cassette = false;
  if (request.stream && options.bypass_streams) {
    // A stream is no reply: nobody holds it, and each asker gets its own.
    rules.read_cassette = rules.keep = rules.share = false;
    rules.stages.announced = rules.stages.peers = false;
  }
  if (keep_span(request, options) == Duration{}) {
    rules.read_cassette = rules.keep = rules.share = false;
    rules.stages.announced = rules.stages.peers = false;
  }
  if (request.result_shape && options.check_shapes && !can_judge(*request.result_shape)) {
    // Only who evaluates knows whether a reply is of that shape.
    rules.read_cassette = rules.stages.announced = rules.stages.peers = false;
  }
  return rules;
}

bool fits_request(const StoredReply& reply, const EvalRequest& request, const LookupOptions& options) {
  if (!request.result_shape || !options.check_shapes || !can_judge(*request.result_shape)) return true;
  return fit_of(reply.decode().value, *request.result_shape) == ShapeFit::fits;
}

Duration keep_span(const EvalRequest& request, const LookupOptions& options) {
  if (!options.honour_cacheability) return kUnlimited;
  switch (request.cacheable.kind) {
    case Cacheable::Kind::always:
      return kUnlimited;
    case Cacheable::Kind::never:
      return {};
    case Cacheable::Kind::bounded:
      return request.cacheable.keep;
  }
  return kUnlimited;
}

Diagnostic not_recorded_warning(const Error& error) {
  return {.severity = Severity::warning,
          .message = "the reply could not be recorded: " + error.text(),
          .source = std::nullopt,
          .span = std::nullopt,
          .code = Symbol::qualified("fabric", "not-recorded"),
          .related = {}};
}

bool reports_error(const EvalReply& reply) {
  return std::ranges::any_of(reply.diagnostics, is_error);
}

}  // namespace fleetsim::core
