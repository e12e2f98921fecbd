// What each form means before any of its parts has a value.

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "core/evaluate/interpreter.h"
#include "core/evaluate/walk.h"

namespace fleetsim::core {
namespace {

using Kind = Expr::Kind;

bool is_sequence(const Expr& expr) {
  return expr.kind() == Kind::list || expr.kind() == Kind::vector;
}
bool is_name(const Expr& expr) {
  return expr.kind() == Kind::symbol || expr.kind() == Kind::local;
}

Error wrong_form(std::string_view name, std::string_view expected) {
  return Error::eval(fmt::format("\"{}\" is written {}", name, expected));
}

}  // namespace

Result<Interpreter::Next> Interpreter::evaluate(const Expr& form, ScopeId scope) {
  switch (form.kind()) {
    case Kind::nil:
    case Kind::boolean:
    case Kind::number:
    case Kind::string:
    case Kind::bytes:
      return Next(Value(form));
    case Kind::list:
    case Kind::vector:
    case Kind::map:
    case Kind::set:
    case Kind::extension:
      return literal(form);
    case Kind::quote:
      if (form.quote_mode() != QuoteMode::quote)
        return Error::eval(
            fmt::format("a quote of mode {} cannot be evaluated", to_string(form.quote_mode())));
      return literal(form.children()[0]);
    case Kind::symbol:
    case Kind::local: {
      Result<Value> value = resolve(form.symbol(), scope, form.kind() == Kind::local);
      if (!value) return value.error();
      return Next(*std::move(value));
    }
    case Kind::annotated: {
      const std::span<const Expr> annotations = form.children().subspan(1);
      for (const Expr& annotation : annotations)
        if (Result<Next> checked = literal(annotation); !checked) return checked;
      return Next(Evaluate{&form.children()[0], scope});
    }
    case Kind::block: {
      InBlock block{&form, 0, scope};
      return resume(block, Expr::nil());
    }
    case Kind::call:
    case Kind::infix:
    case Kind::prefix:
    case Kind::postfix:
      return evaluate_call(form, scope);
  }
  return Error::eval("an expression of no kind");
}

Result<Interpreter::Next> Interpreter::literal(const Expr& form) {
  if (Result<void> data = walk_literal(form, meter_); !data) return data.error();
  return Next(Value(form));
}

Result<Interpreter::Value> Interpreter::resolve(const Symbol& name, ScopeId scope, bool only_local) {
  for (ScopeId at = scope; at != 0; at = bindings_[at - 1].outer) {
    if (!meter_.step()) return meter_.error();
    if (bindings_[at - 1].name == name) return bindings_[at - 1].value;
  }
  if (!only_local) {
    if (const auto found = environment_.find(name); found != environment_.end()) return Value(found->second);
    if (const std::optional<Operation> operation = find_operation(name)) return Value(*operation);
  }
  return Error{ErrorKind::unknown_symbol, ErrorCode::general, name.text(), {}};
}

Result<Interpreter::Next> Interpreter::evaluate_call(const Expr& form, ScopeId scope) {
  const bool call = form.kind() == Kind::call;
  const std::span<const Expr> operands = call ? form.children().subspan(1) : form.children();
  const Expr* operation = call ? &form.children()[0] : nullptr;
  const Symbol* name = nullptr;
  if (!call) name = &form.symbol();
  if (call && operation->kind() == Kind::symbol) name = &operation->symbol();

  if (name != nullptr && !name->ns) {
    const std::string& word = name->name;
    if (word == "if") {
      if (operands.size() != 3) return wrong_form(word, "(if test then else)");
      if (Result<void> pushed = push(InIf{operands, scope}); !pushed) return pushed.error();
      return Next(Evaluate{&operands[0], scope});
    }
    if (word == "and" || word == "or") {
      if (operands.empty()) return Next(Value(Expr::boolean(word == "and")));
      if (Result<void> pushed = push(InJunction{operands, 1, word == "and", scope}); !pushed)
        return pushed.error();
      return Next(Evaluate{&operands[0], scope});
    }
    if (word == "let") return evaluate_let(operands, scope);
    if (word == "lambda") return evaluate_lambda(operands, scope);
    if (word == "quote") {
      if (operands.size() != 1) return wrong_form(word, "(quote data)");
      return literal(operands[0]);
    }
  }
  InCall gathered{operands, 0, {}, scope};
  if (name != nullptr) {
    Result<Value> function = resolve(*name, scope, false);
    if (!function) return function.error();
    return resume(gathered, *std::move(function));
  }
  if (Result<void> pushed = push(std::move(gathered)); !pushed) return pushed.error();
  return Next(Evaluate{operation, scope});
}

Result<Interpreter::Next> Interpreter::evaluate_let(std::span<const Expr> operands, ScopeId scope) {
  const auto is_binding = [](const Expr& binding) {
    return is_sequence(binding) && binding.children().size() == 2 && is_name(binding.children()[0]);
  };
  if (operands.size() != 2 || !is_sequence(operands[0]) ||
      !std::ranges::all_of(operands[0].children(), is_binding))
    return wrong_form("let", "(let [[name value] ...] body)");
  const std::span<const Expr> bindings = operands[0].children();
  if (!meter_.step(bindings.size())) return meter_.error();
  if (bindings.empty()) return Next(Evaluate{&operands[1], scope});
  if (Result<void> pushed = push(InLet{operands, 0, scope}); !pushed) return pushed.error();
  return Next(Evaluate{&bindings[0].children()[1], scope});
}

Result<Interpreter::Next> Interpreter::evaluate_lambda(std::span<const Expr> operands, ScopeId scope) {
  if (operands.size() != 2 || !is_sequence(operands[0]) ||
      !std::ranges::all_of(operands[0].children(), is_name))
    return wrong_form("lambda", "(lambda [name ...] body)");
  if (!meter_.step(operands[0].children().size()) || !meter_.take(Meter::kBindingBytes))
    return meter_.error();
  closures_.push_back({operands[0].children(), &operands[1], scope});
  return Next(Value(static_cast<ClosureId>(closures_.size() - 1)));
}

}  // namespace fleetsim::core
