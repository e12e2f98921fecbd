#include "core/value/distinct_keys.h"

#include <algorithm>
#include <vector>

#include "core/value/canonical_order.h"

namespace fleetsim::core {

Result<void> check_distinct_keys(const Expr& expr) {
  if (!expr.has_unordered()) return {};
  if (Result<void> depth = check_depth(expr.depth(), "expression"); !depth) return depth;
  // In canonical order repeated keys and members stand side by side.
  const Expr ordered = canonical_form(expr);
  std::vector<const Expr*> pending{&ordered};
  while (!pending.empty()) {
    const Expr& next = *pending.back();
    pending.pop_back();
    if (!next.has_unordered()) continue;
    const std::span<const Expr> children = next.children();
    const bool is_map = next.kind() == Expr::Kind::map;
    const std::size_t step = is_map ? 2 : 1;
    if (is_map || next.kind() == Expr::Kind::set) {
      for (std::size_t i = step; i < children.size(); i += step)
        if (compare_in_order(children[i - step], children[i]) == 0)
          return Error::eval(is_map ? "duplicate map key" : "duplicate set entry");
    }
    for (const Expr& child : children) pending.push_back(&child);
  }
  return {};
}

}  // namespace fleetsim::core
