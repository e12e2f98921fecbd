#pragma once

#include <cstdint>
#include <memory>

#include "core/eval/eval_reply.h"
#include "core/eval/eval_request.h"

namespace fleetsim::core {

/// What one evaluation may use; more is the error eval/limit_exceeded with the token `cpu-time` or `memory`.
struct EvaluateLimits {
  std::uint64_t steps_max = 1'000'000;
  /// What the values that it builds would take (core/evaluate/meter.h); as placements have it by default.
  std::uint64_t memory_bytes_max = 67'108'864;

  friend bool operator==(const EvaluateLimits&, const EvaluateLimits&) = default;
};

/// What an evaluation came to, and what it cost.
struct Evaluation {
  Result<EvalReply> reply;
  /// Work done; the host makes time of it. 0 for evaluators whose time is only the host's to know.
  std::uint64_t steps = 0;
  /// The most memory in use at once.
  std::uint64_t memory_bytes = 0;
};

/// How a home site computes: the seam between the fabric, which decides that a request is to be computed, and
/// whatever does the computing.
///
/// An evaluator knows no clock and draws no dice: it says what the outcome is and how many steps it took, and
/// its host decides when that outcome arrives. Capabilities have been checked before it is called.
/// Determinism: the pure ones (arithmetic, synthetic) give requests with equal content keys the same
/// evaluation, on every machine; a command is as deterministic as the command. Threads: evaluate() may be
/// called by several at once.
class Evaluator {
 public:
  virtual ~Evaluator() = default;

  /// Never throws for any request, however deep; work and memory are bounded by the evaluator's own limits.
  virtual Evaluation evaluate(const EvalRequest& request) const = 0;
};

using EvaluatorRef = std::shared_ptr<const Evaluator>;

}  // namespace fleetsim::core
