#pragma once

#include "core/base/result.h"
#include "core/value/expr.h"

namespace fleetsim::core {

/// Refuses maps with a repeated key and sets with a repeated member, at any level; equality is canonical.
/// Errors: eval `duplicate map key`, `duplicate set entry`; limit_exceeded above kDepthMax when there is a
/// map or set.
Result<void> check_distinct_keys(const Expr& expr);

}  // namespace fleetsim::core
