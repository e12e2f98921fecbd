#include "core/placement/site_evaluator.h"

#include <vector>

#include "core/value/datum.h"

namespace fleetsim::core {

namespace {

constexpr std::uint64_t kBytesPerExpr = 16;

std::uint64_t text_bytes(const Expr& expr) {
  switch (expr.kind()) {
    case Expr::Kind::string:
    case Expr::Kind::number:
      return expr.text().size();
    case Expr::Kind::bytes:
      return expr.bytes().size();
    case Expr::Kind::symbol:
    case Expr::Kind::local:
      return expr.symbol().name.size();
    default:
      return 0;
  }
}

}  // namespace

SiteEvaluation DataSiteEvaluator::evaluate(Cx&, const EvalRequest& request, const SiteBudget& budget) const {
  SiteEvaluation evaluation{EvalReply{}, {}, 0, {}};
  const auto stop = [&](const char* what) {
    evaluation.reply = Error::eval(std::string("evaluation used up its ") + what, ErrorCode::limit_exceeded);
    return evaluation;
  };
  std::vector<const Expr*> pending{&request.expr};
  while (!pending.empty()) {
    const Expr& next = *pending.back();
    pending.pop_back();
    if (per_step_ > budget.cpu_time_max - evaluation.cpu_time) {
      evaluation.cpu_time = budget.cpu_time_max;
      evaluation.exhausted = SiteEvaluation::Exhausted::cpu_time;
      return stop("cpu-time");
    }
    evaluation.cpu_time = evaluation.cpu_time + per_step_;
    evaluation.memory_bytes += kBytesPerExpr + text_bytes(next);
    if (evaluation.memory_bytes > budget.memory_bytes_max) {
      evaluation.exhausted = SiteEvaluation::Exhausted::memory;
      return stop("memory");
    }
    for (const Expr& child : next.children()) pending.push_back(&child);
  }
  if (Result<Datum> data = datum_from_expr(request.expr); !data) {
    evaluation.reply = data.error();
    return evaluation;
  }
  evaluation.reply = EvalReply{request.expr, {}, {}};
  return evaluation;
}

}  // namespace fleetsim::core
