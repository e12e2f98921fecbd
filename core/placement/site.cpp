#include "core/placement/site.h"

#include <algorithm>
#include <array>
#include <map>

namespace fleetsim::core {

namespace {

EvalRequest node_request(const Expr& node, std::optional<Duration> deadline) {
  EvalRequest request;
  request.expr = node;
  request.deadline = deadline;
  return request;
}

constexpr Duration kEver{std::numeric_limits<std::int64_t>::max()};

}  // namespace

Result<ServerFrame> Site::answer_with_timeout(Cx& cx, const ServerFrame& request, Duration) const {
  return answer(cx, request);
}

Site::Answer Site::answer_metered(Cx& cx, const ServerFrame& request, const SiteBudget& budget) const {
  return {answer_with_timeout(cx, request, budget.cpu_time_max), {}, 0, {}};
}

Symbol Site::default_codec() const {
  const std::vector<Symbol> offered = codecs();
  FLEET_CHECK(!offered.empty(), "a site offers a codec");
  const Symbol lisp = Symbol::qualified("codec", "lisp");
  return std::find(offered.begin(), offered.end(), lisp) != offered.end() ? lisp : offered.front();
}

Result<EvalReply> Site::realize_fragment_node(Cx& cx, const Expr& node, const FrameRules& rules) const {
  Result<ServerFrame> request = request_frame(cx, default_codec(), node_request(node, {}), rules);
  if (!request) return request.error();
  Result<ServerFrame> reply = answer(cx, *request);
  if (!reply) return reply.error();
  return eval_reply_from_frame(cx, *reply, rules);
}

Result<EvalReply> Site::realize_fragment_node_with_timeout(Cx& cx, const Expr& node, Duration timeout,
                                                           const FrameRules& rules) const {
  Result<ServerFrame> request = request_frame(cx, default_codec(), node_request(node, timeout), rules);
  if (!request) return request.error();
  Result<ServerFrame> reply = answer_with_timeout(cx, *request, timeout);
  if (!reply) return reply.error();
  return eval_reply_from_frame(cx, *reply, rules);
}

SiteEvaluation Site::realize_fragment_node_metered(Cx& cx, const Expr& node, const SiteBudget& budget,
                                                   const FrameRules& rules) const {
  const bool bounded = budget.cpu_time_max < kEver;
  Result<ServerFrame> request =
      request_frame(cx, default_codec(),
                    node_request(node, bounded ? std::optional(budget.cpu_time_max) : std::nullopt), rules);
  if (!request) return {request.error(), {}, 0, {}};
  Answer answered = answer_metered(cx, *request, budget);
  if (!answered.reply)
    return {answered.reply.error(), answered.cpu_time, answered.memory_bytes, answered.exhausted};
  return {eval_reply_from_frame(cx, *answered.reply, rules), answered.cpu_time, answered.memory_bytes,
          answered.exhausted};
}

Result<std::vector<StreamEnvelope>> Site::run_fragment(Cx& cx, const PlacedFragment& fragment,
                                                       const FrameRules& rules) const {
  if (Result<void> accepted = accept_input_edges(fragment.input_edges); !accepted) return accepted.error();
  Result<EvalReply> reply = realize_fragment_node(cx, fragment.node, rules);
  if (!reply) return reply.error();
  if (fragment.output_edges.empty()) return output_envelopes(fragment);
  std::vector<StreamEnvelope> results;
  std::map<Symbol, std::uint64_t> sent;
  for (const StreamEdge& edge : fragment.output_edges) {
    const std::uint64_t sequence =
        rules.stream.results_per_stream ? sent[edge.metadata.id]++ : results.size();
    Result<StreamEnvelope> result = edge.result_envelope(sequence, reply->value, rules.stream);
    if (!result) return result.error();
    results.push_back(*std::move(result));
  }
  return results;
}

Result<std::vector<StreamEnvelope>> realize_placed_stream_events(Cx& cx, const PlacedFragment& fragment,
                                                                 const Site& site, const FrameRules& rules) {
  return site.run_fragment(cx, fragment, rules);
}

LocalSite::LocalSite(SiteEvaluatorRef evaluator, Symbol id)
    : Site(std::move(id), StreamEndpointKind::eval_site, ClockDomain::control, LatencyClass::interactive),
      evaluator_(std::move(evaluator)) {}

std::vector<Symbol> LocalSite::codecs() const {
  return {Symbol::qualified("codec", "lisp"), Symbol::qualified("codec", "binary")};
}

Result<ServerFrame> LocalSite::answer(Cx& cx, const ServerFrame& request) const {
  return answer_metered(cx, request, {}).reply;
}

Site::Answer LocalSite::answer_metered(Cx& cx, const ServerFrame& frame, const SiteBudget& budget) const {
  Result<EvalRequest> request = eval_request_from_frame(cx, frame);
  if (!request) return {request.error(), {}, 0, {}};
  if (Result<void> granted = cx.require_all(request->required_capabilities); !granted)
    return {granted.error(), {}, 0, {}};
  SiteEvaluation evaluation = evaluator_->evaluate(cx, *request, budget);
  const auto answer = [&](Result<ServerFrame> outcome) {
    return Answer{std::move(outcome), evaluation.cpu_time, evaluation.memory_bytes, evaluation.exhausted};
  };
  if (!evaluation.reply) return answer(evaluation.reply.error());
  EvalReply reply = *std::move(evaluation.reply);
  if (request->result_shape)
    if (Result<void> shaped = check_shape(*request->result_shape, reply.value); !shaped)
      return answer(shaped.error());
  for (Diagnostic& diagnostic : cx.drain_diagnostics()) reply.diagnostics.push_back(std::move(diagnostic));
  reply.trace.reset();
  if (request->trace) reply.trace = Expr::symbol(Symbol::unqualified("local"));
  return answer(reply_frame(cx, frame.codec, reply));
}

Result<void> check_shape(const Expr& shape, const Expr& value) {
  using Kind = Expr::Kind;
  constexpr std::array<std::pair<const char*, Kind>, 10> kShapes{{{"Nil", Kind::nil},
                                                                  {"Bool", Kind::boolean},
                                                                  {"Number", Kind::number},
                                                                  {"Symbol", Kind::symbol},
                                                                  {"String", Kind::string},
                                                                  {"Bytes", Kind::bytes},
                                                                  {"List", Kind::list},
                                                                  {"Vector", Kind::vector},
                                                                  {"Map", Kind::map},
                                                                  {"Set", Kind::set}}};
  if (shape.kind() != Kind::symbol) return Error::type_mismatch("shape symbol", shape.kind_name());
  if (shape.symbol() == Symbol::qualified("core", "Any")) return {};
  for (const auto& [name, kind] : kShapes) {
    if (shape.symbol() != Symbol::qualified("core", name)) continue;
    if (value.kind() == kind) return {};
    return Error{ErrorKind::wrong_shape, ErrorCode::general, shape.symbol().text(), {}};
  }
  return Error::eval("unknown shape " + shape.symbol().text());
}

}  // namespace fleetsim::core
