#include "core/evaluate/walk.h"

#include <span>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/value/canonical_order.h"

namespace fleetsim::core {
namespace {

using Kind = Expr::Kind;

/// Every node of a tree, parents first, without recursion.
class Nodes {
 public:
  explicit Nodes(const Expr& root) : current_(&root) {}

  const Expr* next() {
    if (current_ != nullptr) return enter(std::exchange(current_, nullptr));
    while (!open_.empty()) {
      Children& children = open_.back();
      if (children.next < children.all.size()) return enter(&children.all[children.next++]);
      open_.pop_back();
    }
    return nullptr;
  }

 private:
  struct Children {
    std::span<const Expr> all;
    std::size_t next;
  };

  const Expr* enter(const Expr* node) {
    if (!node->children().empty()) open_.push_back({node->children(), 0});
    return node;
  }

  const Expr* current_;
  std::vector<Children> open_;
};

Result<void> distinct(const Expr& expr, std::size_t width, const char* what) {
  const std::span<const Expr> children = expr.children();
  for (std::size_t i = width; i < children.size(); i += width)
    if (compare_in_order(children[i - width], children[i]) == 0) return Error::eval(what);
  return {};
}

Result<void> one_literal(const Expr& expr) {
  switch (expr.kind()) {
    case Kind::nil:
    case Kind::boolean:
    case Kind::number:
    case Kind::symbol:
    case Kind::string:
    case Kind::bytes:
    case Kind::list:
    case Kind::vector:
      return {};
    case Kind::map:
      return distinct(expr, 2, "duplicate datum map key");
    case Kind::set:
      return distinct(expr, 1, "duplicate datum set entry");
    case Kind::extension: {
      const Expr& payload = expr.children()[0];
      const auto found = [](const Expr& what) { return fmt::format("{} expression", what.kind_name()); };
      if (payload.kind() != Kind::map) return Error::type_mismatch("datum node field map", found(payload));
      for (std::size_t i = 0; i < payload.children().size(); i += 2)
        if (payload.children()[i].kind() != Kind::symbol)
          return Error::type_mismatch("datum node field symbol", found(payload.children()[i]));
      return {};
    }
    default:
      return Error::type_mismatch("datum expression", fmt::format("{} expression", expr.kind_name()));
  }
}

}  // namespace

Result<void> walk_program(const Expr& expr, Meter& meter) {
  Nodes nodes(expr);
  while (const Expr* node = nodes.next())
    if (!meter.step(Meter::steps_of(*node))) return meter.error();
  return {};
}

Result<void> walk_literal(const Expr& expr, Meter& meter) {
  Nodes nodes(expr);
  while (const Expr* node = nodes.next()) {
    if (!meter.step(Meter::steps_of(*node))) return meter.error();
    if (Result<void> literal = one_literal(*node); !literal) return literal;
  }
  return {};
}

Result<void> walk_reply(const Expr& value, Meter& meter) {
  if (Result<void> depth = check_depth(value.depth(), "the result"); !depth) return depth;
  Nodes nodes(value);
  while (const Expr* node = nodes.next())
    if (!meter.step(Meter::steps_of(*node)) || !meter.take(Meter::bytes_of(*node))) return meter.error();
  return {};
}

Result<bool> equal_values(const Expr& a, const Expr& b, Meter& meter) {
  if (a.shares_with(b)) return true;
  if (a.kind() != b.kind() || a.depth() != b.depth()) return false;
  Nodes left(a);
  Nodes right(b);
  for (const Expr* node = left.next(); node != nullptr && right.next() != nullptr; node = left.next())
    if (!meter.step(Meter::steps_of(*node))) return meter.error();
  return compare_in_order(a, b) == 0;
}

}  // namespace fleetsim::core
