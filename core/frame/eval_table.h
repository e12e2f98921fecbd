#pragma once

#include "core/base/result.h"
#include "core/eval/eval_reply.h"
#include "core/eval/eval_request.h"
#include "core/frame/frame_rules.h"
#include "core/value/expr.h"

namespace fleetsim::core {

/// Related diagnostics nest no deeper than this, in tables as in the wire's own encoding.
inline constexpr std::uint32_t kRelatedLevelsMax = 16;

// Requests, replies and diagnostics as maps with unqualified symbols as keys (contract: data-model §15, §17):
// what the payloads of request and response frames say.

/// `expr`, `result-shape`, `requires`, `deadline`, `consistency`, `mode`, `answer-limit`, `stream-buffer`,
/// `stream`, `trace`.
Expr expr_from_request(const EvalRequest& request, const FrameRules& rules = {});
/// Errors: type_mismatch(`eval request table`, kind); eval for a missing field (`mode`, `answer-limit`,
/// `stream-buffer` and `stream` may be missing); those of the field readers and of parse_duration.
Result<EvalRequest> request_from_expr(const Expr& table);

/// `value`, `diagnostics`, `trace`. Error: eval/limit_exceeded above kRelatedLevelsMax.
Result<Expr> expr_from_reply(const EvalReply& reply);
/// Errors: type_mismatch(`eval reply table`, kind); eval for a missing field; those of diagnostic_from_expr;
/// by the reference rules those of value_from_reply_expr.
Result<EvalReply> reply_from_expr(const Expr& table, const FrameRules& rules = {});

/// `severity`, `message`, `source`, `span`, `code`, `related`, `hints` (always empty).
/// Error: eval/limit_exceeded above kRelatedLevelsMax.
Result<Expr> expr_from_diagnostic(const Diagnostic& diagnostic);
/// By the reference rules source and span are dropped. Errors: type_mismatch(`diagnostic table`, kind); eval
/// for a missing field or an unknown severity; eval/limit_exceeded above kRelatedLevelsMax.
Result<Diagnostic> diagnostic_from_expr(const Expr& table, const FrameRules& rules = {});

}  // namespace fleetsim::core
