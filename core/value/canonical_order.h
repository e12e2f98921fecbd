#pragma once

#include <compare>
#include <string_view>

#include "core/base/result.h"
#include "core/value/expr.h"

namespace fleetsim::core {

/// Nothing, or eval/limit_exceeded `<what> nests deeper than 2048 levels`.
Result<void> check_depth(std::uint32_t depth, std::string_view what);

/// The same expression with the entries of every map and the members of every set, at all levels, in the
/// order of their canonical keys; what ties keeps its order. Shares whatever is in order already. Requires
/// depth <= kDepthMax.
Expr canonical_form(const Expr& expr);

/// The order of canonical keys (contract: data-model §5), of two expressions whose maps and sets are in
/// canonical order already. Works on any others too, then as an order that takes their children as they
/// stand. Any depth.
std::strong_ordering compare_in_order(const Expr& a, const Expr& b);

/// The order of canonical keys, without building them. Requires depth <= kDepthMax of both.
std::strong_ordering canonical_compare(const Expr& a, const Expr& b);

}  // namespace fleetsim::core
