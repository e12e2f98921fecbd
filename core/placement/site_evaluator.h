#pragma once

#include <cstdint>
#include <limits>
#include <memory>

#include "core/base/time.h"
#include "core/eval/eval_reply.h"
#include "core/eval/eval_request.h"
#include "core/realize/cx.h"

namespace fleetsim::core {

/// What an evaluation at a site may use. Units: nanoseconds of simulated CPU, bytes.
struct SiteBudget {
  Duration cpu_time_max{std::numeric_limits<std::int64_t>::max()};
  std::uint64_t memory_bytes_max = std::numeric_limits<std::uint64_t>::max();

  friend bool operator==(const SiteBudget&, const SiteBudget&) = default;
};

/// What an evaluation came to, and what it used.
struct SiteEvaluation {
  /// What stopped it, if a part of the budget was used up.
  enum class Exhausted : std::uint8_t { nothing, cpu_time, memory };

  Result<EvalReply> reply;
  Duration cpu_time{};
  std::uint64_t memory_bytes = 0;
  Exhausted exhausted = Exhausted::nothing;
};

/// What runs nodes at a site. It charges CPU time for its steps and memory for what it builds, and stops when
/// a budget is used up: then the reply is an error and `exhausted` says of what. CPU time is computed from
/// the work, never read from a clock.
class SiteEvaluator {
 public:
  virtual ~SiteEvaluator() = default;

  virtual SiteEvaluation evaluate(Cx& cx, const EvalRequest& request, const SiteBudget& budget) const = 0;
};

using SiteEvaluatorRef = std::shared_ptr<const SiteEvaluator>;

/// Data stand for themselves: the reply is the expression, when it is data. Every expression in it is one
/// step.
class DataSiteEvaluator final : public SiteEvaluator {
 public:
  explicit DataSiteEvaluator(Duration cpu_time_per_step = microseconds(1)) : per_step_(cpu_time_per_step) {}

  /// Memory: 16 bytes an expression, and the bytes of its texts. Errors: datum_from_expr's;
  /// eval/limit_exceeded when the budget is used up, and nothing is walked beyond that.
  SiteEvaluation evaluate(Cx& cx, const EvalRequest& request, const SiteBudget& budget) const override;

 private:
  Duration per_step_;
};

}  // namespace fleetsim::core
