#include "core/codec/repetition.h"

#include <vector>

#include "core/value/canonical_order.h"

namespace fleetsim::core {

std::optional<std::string_view> find_repetition(const Expr& expr) {
  if (!expr.has_unordered()) return std::nullopt;
  const Expr ordered = canonical_form(expr);
  // Neighbours only: equal ones stand side by side in canonical order.
  std::vector<const Expr*> pending{&ordered};
  while (!pending.empty()) {
    const Expr& next = *pending.back();
    pending.pop_back();
    const std::span<const Expr> children = next.children();
    const std::size_t width = next.kind() == Expr::Kind::map ? 2 : 1;
    if (next.kind() == Expr::Kind::map || next.kind() == Expr::Kind::set)
      for (std::size_t i = width; i < children.size(); i += width)
        if (compare_in_order(children[i - width], children[i]) == 0)
          return width == 2 ? "a key of a map repeats" : "a member of a set repeats";
    for (std::size_t i = children.size(); i > 0; --i)
      if (children[i - 1].has_unordered()) pending.push_back(&children[i - 1]);
  }
  return std::nullopt;
}

}  // namespace fleetsim::core
