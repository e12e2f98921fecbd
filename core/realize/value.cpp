#include "core/realize/value.h"

#include <fmt/format.h>

#include "core/codec/lisp.h"
#include "core/value/canonical_order.h"

namespace fleetsim::core {

struct Value::State {
  Kind kind = Kind::nil;
  Expr expr;
  std::shared_ptr<const RuntimeObject> object;
};

namespace {

bool has_symbol_keys_only(const Expr& map) {
  for (std::size_t i = 0; i < map.children().size(); i += 2)
    if (map.children()[i].kind() != Expr::Kind::symbol) return false;
  return true;
}

Value::Kind kind_of(const Expr& expr) {
  switch (expr.kind()) {
    case Expr::Kind::nil:
      return Value::Kind::nil;
    case Expr::Kind::boolean:
      return Value::Kind::boolean;
    case Expr::Kind::number:
      return Value::Kind::number;
    case Expr::Kind::symbol:
      return Value::Kind::symbol;
    case Expr::Kind::string:
      return Value::Kind::string;
    case Expr::Kind::bytes:
      return Value::Kind::bytes;
    case Expr::Kind::list:
      return Value::Kind::list;
    case Expr::Kind::map:
      return has_symbol_keys_only(expr) ? Value::Kind::table : Value::Kind::expr;
    default:
      return Value::Kind::expr;
  }
}

// Recurses; requires depth <= kDepthMax.
Expr flattened(const Datum& datum) {
  std::vector<Expr> items;
  switch (datum.kind()) {
    case Datum::Kind::list:
    case Datum::Kind::vector:
    case Datum::Kind::set:
      for (const Datum& item : datum.children()) items.push_back(flattened(item));
      return Expr::list(std::move(items));
    case Datum::Kind::map: {
      std::vector<Expr::Entry> entries;
      for (std::size_t i = 0; i < datum.children().size(); i += 2) {
        const Datum& key = datum.children()[i];
        if (key.kind() != Datum::Kind::symbol) return *expr_from_datum(datum);
        entries.emplace_back(Expr::symbol(key.symbol()), flattened(datum.children()[i + 1]));
      }
      return Expr::map(std::move(entries));
    }
    default:
      return *expr_from_datum(datum);
  }
}

// Recurses; requires depth <= kDepthMax.
Result<void> check_keys(const Expr& expr) {
  if (expr.kind() == Expr::Kind::map && !has_symbol_keys_only(expr))
    return Error::eval("a reply value holds a map with a key that is no symbol");
  if (expr.kind() == Expr::Kind::map || expr.kind() == Expr::Kind::list)
    for (const Expr& child : expr.children())
      if (Result<void> checked = check_keys(child); !checked) return checked;
  return {};
}

}  // namespace

Result<Expr> RuntimeObject::as_expr() const {
  return Error::eval(fmt::format("{} is no data", display()));
}

Value::Value() : Value(std::make_shared<const State>()) {}

Value Value::of(Expr expr) {
  const Kind kind = kind_of(expr);
  return Value(std::make_shared<const State>(State{kind, std::move(expr), nullptr}));
}

Value Value::wrapping(Expr expr) {
  return Value(std::make_shared<const State>(State{Kind::expr, std::move(expr), nullptr}));
}

Value Value::object(std::shared_ptr<const RuntimeObject> object) {
  FLEET_CHECK(object != nullptr);
  return Value(std::make_shared<const State>(State{Kind::object, {}, std::move(object)}));
}

Value::Kind Value::kind() const {
  return state_->kind;
}

Result<Expr> Value::as_expr() const {
  return state_->object ? state_->object->as_expr() : Result<Expr>(state_->expr);
}

EvalFabricRef Value::eval_fabric() const {
  return state_->object ? state_->object->eval_fabric() : nullptr;
}

std::string Value::display() const {
  const Expr& expr = state_->expr;
  switch (state_->kind) {
    case Kind::nil:
      return "nil";
    case Kind::boolean:
      return expr.as_bool() ? "true" : "false";
    case Kind::number:
    case Kind::string:
      return expr.text();
    case Kind::symbol:
      return expr.symbol().text();
    case Kind::bytes:
      return fmt::format("bytes[{}]", expr.bytes().size());
    case Kind::list:
      return fmt::format("list[{}]", expr.children().size());
    case Kind::table:
      return fmt::format("table[{}]", expr.children().size() / 2);
    case Kind::expr: {
      const Result<std::string> text = print_lisp(expr);
      return text ? *text : fmt::format("#<{}>", expr.kind_name());
    }
    case Kind::object:
      return state_->object->display();
  }
  FLEET_CHECK(false, "a value of no kind");
}

bool operator==(const Value& a, const Value& b) {
  if (a.same_as(b)) return true;
  return a.kind() == b.kind() && a.state_->object == b.state_->object && a.state_->expr == b.state_->expr;
}

Result<Value> value_from_datum(const Datum& datum) {
  if (Result<void> shallow = check_depth(datum.depth(), "datum"); !shallow) return shallow.error();
  return Value::of(flattened(datum));
}

Result<Value> value_from_reply_expr(const Expr& expr) {
  if (Result<void> shallow = check_depth(expr.depth(), "expression"); !shallow) return shallow.error();
  if (Result<void> checked = check_keys(expr); !checked) return checked.error();
  return Value::of(expr);
}

}  // namespace fleetsim::core
