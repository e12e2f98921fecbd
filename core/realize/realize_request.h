#pragma once

#include "core/eval/eval_request.h"
#include "core/realize/term.h"

namespace fleetsim::core {

/// What whoever asks wants to see of the run: its outcome, its events, or all that is in the ledger.
enum class ObserveMode : std::uint8_t { final_only, events, ledger };
inline constexpr std::uint8_t kObserveModes = 3;

/// `final-only`, `events`, `ledger`.
const char* to_string(ObserveMode mode);

/// A term to be realized (contract: data-model §13).
struct RealizeRequest {
  Term term;
  std::optional<Expr> result_shape = {};
  std::vector<CapabilityName> required_capabilities = {};
  std::optional<Duration> deadline = {};
  Consistency consistency = Consistency::local_first;
  EvalMode mode = EvalMode::eval;
  std::optional<std::uint64_t> answer_limit = {};
  std::optional<std::uint64_t> buffer_limit = {};
  ObserveMode observe = ObserveMode::final_only;

  explicit RealizeRequest(Term what) : term(std::move(what)) {}

  RealizeRequest observing(ObserveMode how) &&;
  /// Appends.
  RealizeRequest requiring(CapabilityName capability) &&;
};

/// A stream is observed by its events, a traced evaluation by the ledger. Errors: those of term_from_expr.
Result<RealizeRequest> realize_request_from_eval(const EvalRequest& request);
/// A stream when events are observed, traced when anything but the outcome is. Errors: those of
/// expr_from_term.
Result<EvalRequest> eval_request_from_realize(const RealizeRequest& request);

}  // namespace fleetsim::core
