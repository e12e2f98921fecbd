#include "core/realize/realize_request.h"

#include <array>

namespace fleetsim::core {

const char* to_string(ObserveMode mode) {
  static constexpr std::array<const char*, kObserveModes> names = {"final-only", "events", "ledger"};
  return names.at(static_cast<std::size_t>(mode));
}

RealizeRequest RealizeRequest::observing(ObserveMode how) && {
  observe = how;
  return std::move(*this);
}

RealizeRequest RealizeRequest::requiring(CapabilityName capability) && {
  required_capabilities.push_back(std::move(capability));
  return std::move(*this);
}

Result<RealizeRequest> realize_request_from_eval(const EvalRequest& request) {
  Result<Term> term = term_from_expr(request.expr);
  if (!term) return term.error();
  RealizeRequest out(*std::move(term));
  out.result_shape = request.result_shape;
  out.required_capabilities = request.required_capabilities;
  out.deadline = request.deadline;
  out.consistency = request.consistency;
  out.mode = request.mode;
  out.answer_limit = request.answer_limit;
  out.buffer_limit = request.stream_buffer;
  out.observe = request.stream  ? ObserveMode::events
                : request.trace ? ObserveMode::ledger
                                : ObserveMode::final_only;
  return out;
}

Result<EvalRequest> eval_request_from_realize(const RealizeRequest& request) {
  Result<Expr> expr = expr_from_term(request.term);
  if (!expr) return expr.error();
  EvalRequest out;
  out.expr = *std::move(expr);
  out.result_shape = request.result_shape;
  out.required_capabilities = request.required_capabilities;
  out.deadline = request.deadline;
  out.consistency = request.consistency;
  out.mode = request.mode;
  out.answer_limit = request.answer_limit;
  out.stream_buffer = request.buffer_limit;
  out.stream = request.observe == ObserveMode::events;
  out.trace = request.observe != ObserveMode::final_only;
  return out;
}

}  // namespace fleetsim::core
