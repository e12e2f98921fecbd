#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "core/eval/eval_request.h"
#include "core/value/expr.h"

namespace fleetsim::tests {

// The expression language in short, for tests that evaluate it.

inline core::Expr i64(std::int64_t value) {
  return core::Expr::number({core::Symbol::qualified("numbers", "i64"), std::to_string(value)});
}
inline core::Expr f64(std::string text) {
  return core::Expr::number({core::Symbol::qualified("numbers", "f64"), std::move(text)});
}
inline core::Expr sym(std::string name) {
  return core::Expr::symbol(core::Symbol::unqualified(std::move(name)));
}
inline core::Expr call(core::Expr operation, std::vector<core::Expr> arguments) {
  return core::Expr::call(std::move(operation), std::move(arguments));
}
inline core::Expr call(const char* operation, std::vector<core::Expr> arguments) {
  return core::Expr::call(sym(operation), std::move(arguments));
}
inline core::Expr list(std::vector<core::Expr> items) {
  return core::Expr::list(std::move(items));
}
inline core::Expr i64_list(std::initializer_list<std::int64_t> values) {
  std::vector<core::Expr> items;
  for (const std::int64_t value : values) items.push_back(i64(value));
  return core::Expr::list(std::move(items));
}
inline core::Expr lambda(std::initializer_list<const char*> parameters, core::Expr body) {
  std::vector<core::Expr> names;
  for (const char* parameter : parameters) names.push_back(sym(parameter));
  return call("lambda", {list(std::move(names)), std::move(body)});
}
inline core::Expr let(std::vector<std::pair<std::string, core::Expr>> bindings, core::Expr body) {
  std::vector<core::Expr> pairs;
  for (auto& [name, value] : bindings) pairs.push_back(list({sym(name), std::move(value)}));
  return call("let", {list(std::move(pairs)), std::move(body)});
}
/// (w w) with w = (lambda [f] (f f)): for ever.
inline core::Expr endless() {
  const core::Expr twice = lambda({"f"}, call("f", {sym("f")}));
  return let({{"w", twice}}, call("w", {sym("w")}));
}
inline core::EvalRequest request_of(core::Expr expr) {
  core::EvalRequest request;
  request.expr = std::move(expr);
  return request;
}

}  // namespace fleetsim::tests
