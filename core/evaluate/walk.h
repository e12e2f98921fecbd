#pragma once

#include <cstdint>

#include "core/base/result.h"
#include "core/evaluate/meter.h"
#include "core/value/expr.h"

namespace fleetsim::core {

/// The price of looking at all of a tree: Meter::steps_of every node, shared subtrees each time that they
/// occur. Error: the meter's.
Result<void> walk_program(const Expr& expr, Meter& meter);

/// Whether an expression in canonical form stands for itself: data only, by the contract's rule (data-model
/// §6), and no map or set with the same key or member twice. Costs as walk_program. Errors: type_mismatch as
/// of the conversion to a datum; eval for a duplicate; the meter's.
Result<void> walk_literal(const Expr& expr, Meter& meter);

/// What a value costs as a reply, where nothing is shared: the steps and the memory of every node.
/// Errors: the meter's; eval/limit_exceeded above kDepthMax.
Result<void> walk_reply(const Expr& value, Meter& meter);

/// Whether the two are equal, both in canonical form; as many steps as the smaller of them has nodes, or
/// fewer. Error: the meter's.
Result<bool> equal_values(const Expr& a, const Expr& b, Meter& meter);

}  // namespace fleetsim::core
