#pragma once

#include <optional>

#include "core/value/expr.h"
#include "sim/scenario/field.h"

namespace fleetsim::sim {

/// Reads an expression: a text (a string expression), or the typed form of the conformance vectors as a YAML
/// list,
/// `[call, [symbol, [null, add]], [[bool, true], [nil]]]`. Each part that does not fit is a finding at its
/// place. The depth is that of the YAML, which the source limits.
std::optional<core::Expr> read_expr(const Field& field);

}  // namespace fleetsim::sim
