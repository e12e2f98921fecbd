#pragma once

#include <cstddef>
#include <vector>

#include "core/value/expr.h"

namespace fleetsim::core {

/// Shows every text of an expression, in reading order: the leaves that are symbols, locals, strings and
/// bytes as expressions, and operators, tags and annotation names as symbols. Left to right, key before
/// value, operator before operands, the annotated before its annotations, tag before payload. Numbers are not
/// shown. Stops at the first text for which `look` (for Expr and for Symbol) returns true, and says whether
/// there was one. Any depth.
template <class Look>
bool any_text(const Expr& root, Look look) {
  struct Visit {
    const Expr* expr;
    std::size_t next;  // children [0, next) have been visited
  };
  std::vector<Visit> path;
  const auto enter = [&](const Expr& expr) {
    using Kind = Expr::Kind;
    switch (expr.kind()) {
      case Kind::symbol:
      case Kind::local:
      case Kind::string:
      case Kind::bytes:
        return look(expr);
      case Kind::infix:
      case Kind::prefix:
      case Kind::postfix:
      case Kind::extension:
        if (look(expr.symbol())) return true;
        break;
      default:
        break;
    }
    if (!expr.children().empty()) path.push_back({&expr, 0});
    return false;
  };
  if (enter(root)) return true;
  while (!path.empty()) {
    Visit& top = path.back();
    if (top.next == top.expr->children().size()) {
      path.pop_back();
      continue;
    }
    const std::size_t at = top.next++;
    const Expr& parent = *top.expr;
    if (parent.kind() == Expr::Kind::annotated && at > 0 && look(parent.names()[at - 1])) return true;
    if (enter(parent.children()[at])) return true;
  }
  return false;
}

/// The same tree with its texts replaced: `leaf` maps every leaf, `name` every operator, tag and annotation
/// name. Order, counts and quote modes are kept. Each is called once per occurrence, in the order of
/// any_text. Any depth.
template <class Leaf, class Name>
Expr map_texts(const Expr& root, Leaf leaf, Name name) {
  struct Visit {
    const Expr* expr;
    Symbol symbol;              // of infix, prefix, postfix, extension
    std::vector<Symbol> names;  // of annotated
    std::vector<Expr> children;
  };
  std::vector<Visit> path;
  Expr finished;
  const auto rebuild = [](Visit& visit) {
    using Kind = Expr::Kind;
    switch (visit.expr->kind()) {
      case Kind::infix:
        return Expr::infix(std::move(visit.symbol), std::move(visit.children[0]),
                           std::move(visit.children[1]));
      case Kind::prefix:
        return Expr::prefix(std::move(visit.symbol), std::move(visit.children[0]));
      case Kind::postfix:
        return Expr::postfix(std::move(visit.symbol), std::move(visit.children[0]));
      case Kind::extension:
        return Expr::extension(std::move(visit.symbol), std::move(visit.children[0]));
      case Kind::annotated: {
        std::vector<Expr::Annotation> annotations;
        for (std::size_t i = 0; i < visit.names.size(); ++i)
          annotations.emplace_back(std::move(visit.names[i]), std::move(visit.children[i + 1]));
        return Expr::annotated(std::move(visit.children[0]), std::move(annotations));
      }
      default:
        return visit.expr->with_children(std::move(visit.children));
    }
  };
  const auto is_leaf = [](const Expr& expr) {
    using Kind = Expr::Kind;
    const Kind kind = expr.kind();
    return kind == Kind::nil || kind == Kind::boolean || kind == Kind::number || kind == Kind::symbol ||
           kind == Kind::local || kind == Kind::string || kind == Kind::bytes || expr.children().empty();
  };
  const auto enter = [&](const Expr& expr) {
    Visit visit{&expr, {}, {}, {}};
    visit.children.reserve(expr.children().size());
    using Kind = Expr::Kind;
    if (expr.kind() == Kind::infix || expr.kind() == Kind::prefix || expr.kind() == Kind::postfix ||
        expr.kind() == Kind::extension)
      visit.symbol = name(expr.symbol());
    path.push_back(std::move(visit));
  };
  if (is_leaf(root)) return leaf(root);
  enter(root);
  for (;;) {
    Visit& top = path.back();
    const std::size_t at = top.children.size();
    if (at == top.expr->children().size()) {
      finished = rebuild(top);
      path.pop_back();
      if (path.empty()) return finished;
      path.back().children.push_back(std::move(finished));
      continue;
    }
    if (top.expr->kind() == Expr::Kind::annotated && at > 0 && top.names.size() < at)
      top.names.push_back(name(top.expr->names()[at - 1]));
    const Expr& child = top.expr->children()[at];
    if (is_leaf(child)) {
      top.children.push_back(leaf(child));
    } else {
      enter(child);
    }
  }
}

}  // namespace fleetsim::core
