// The loop, and what each frame does with the value that it waited for.

#include "core/evaluate/interpreter.h"

#include <utility>

#include <fmt/format.h>

#include "core/evaluate/collections.h"

namespace fleetsim::core {
namespace {

using Kind = Expr::Kind;

Error not_data() {
  return Error::type_mismatch("data", "function");
}

}  // namespace

Result<Expr> Interpreter::run(const Expr& program) {
  Next next = Evaluate{&program, 0};
  while (true) {
    if (!meter_.step()) return meter_.error();
    Result<Next> after = Next();
    if (const auto* form = std::get_if<Evaluate>(&next)) {
      after = evaluate(*form->form, form->scope);
    } else {
      Value& value = std::get<Value>(next);
      if (stack_.empty()) {
        if (auto* data = std::get_if<Expr>(&value)) return std::move(*data);
        return not_data();
      }
      // A frame that is done leaves the stack before anything else is pushed; moving it out keeps references
      // to it good while the stack grows.
      Frame frame = std::move(stack_.back());
      pop();
      after = std::visit([&](auto& waiting) { return resume(waiting, std::move(value)); }, frame);
    }
    if (!after) return after.error();
    next = *std::move(after);
  }
}

Result<void> Interpreter::push(Frame frame) {
  if (!meter_.take(Meter::kFrameBytes)) return meter_.error();
  stack_.push_back(std::move(frame));
  return {};
}

void Interpreter::pop() {
  stack_.pop_back();
  meter_.give_back(Meter::kFrameBytes);
}

Result<Interpreter::ScopeId> Interpreter::bind(const Symbol& name, Value value, ScopeId outer) {
  if (!meter_.take(Meter::kBindingBytes)) return meter_.error();
  bindings_.push_back({name, std::move(value), outer});
  return static_cast<ScopeId>(bindings_.size());
}

Result<Interpreter::Next> Interpreter::resume(InBlock& frame, Value value) {
  const std::span<const Expr> items = frame.form->children();
  if (frame.next == items.size()) return Next(std::move(value));
  const Evaluate item{&items[frame.next++], frame.scope};
  if (frame.next < items.size())
    if (Result<void> pushed = push(frame); !pushed) return pushed.error();
  return Next(item);
}

Result<Interpreter::Next> Interpreter::resume(InIf& frame, Value value) {
  const auto* test = std::get_if<Expr>(&value);
  if (test == nullptr) return not_data();
  if (test->kind() != Kind::boolean) return Error::type_mismatch("bool", test->kind_name());
  return Next(Evaluate{&frame.operands[test->as_bool() ? 1 : 2], frame.scope});
}

Result<Interpreter::Next> Interpreter::resume(InJunction& frame, Value value) {
  const auto* test = std::get_if<Expr>(&value);
  if (test == nullptr) return not_data();
  if (test->kind() != Kind::boolean) return Error::type_mismatch("bool", test->kind_name());
  if (test->as_bool() != frame.conjunction || frame.next == frame.operands.size())
    return Next(std::move(value));
  const Evaluate operand{&frame.operands[frame.next++], frame.scope};
  if (Result<void> pushed = push(std::move(frame)); !pushed) return pushed.error();
  return Next(operand);
}

Result<Interpreter::Next> Interpreter::resume(InLet& frame, Value value) {
  const std::span<const Expr> bindings = frame.operands[0].children();
  const Result<ScopeId> scope =
      bind(bindings[frame.next].children()[0].symbol(), std::move(value), frame.scope);
  if (!scope) return scope.error();
  frame.scope = *scope;
  if (++frame.next == bindings.size()) return Next(Evaluate{&frame.operands[1], frame.scope});
  const Evaluate bound{&bindings[frame.next].children()[1], frame.scope};
  if (Result<void> pushed = push(std::move(frame)); !pushed) return pushed.error();
  return Next(bound);
}

Result<Interpreter::Next> Interpreter::resume(InCall& frame, Value value) {
  // The operator first, then the operands from left to right.
  if (!meter_.take(Meter::kChildBytes)) return meter_.error();
  frame.values.push_back(std::move(value));
  if (frame.next < frame.operands.size()) {
    const Evaluate operand{&frame.operands[frame.next++], frame.scope};
    if (Result<void> pushed = push(std::move(frame)); !pushed) return pushed.error();
    return Next(operand);
  }
  const Value function = std::move(frame.values.front());
  frame.values.erase(frame.values.begin());
  return apply(function, std::move(frame.values));
}

Result<Interpreter::Next> Interpreter::apply(const Value& function, std::vector<Value> arguments) {
  if (const auto* data = std::get_if<Expr>(&function))
    return Error::type_mismatch("function", data->kind_name());
  if (const auto* operation = std::get_if<Operation>(&function)) {
    if (Result<void> arity = check_arity(*operation, arguments.size()); !arity) return arity.error();
    if (is_higher_order(*operation)) return apply_higher_order(*operation, std::move(arguments));
    std::vector<Expr> data;
    data.reserve(arguments.size());
    for (Value& argument : arguments) {
      if (!std::holds_alternative<Expr>(argument)) return not_data();
      data.push_back(std::get<Expr>(std::move(argument)));
    }
    Result<Expr> result = apply_operation(*operation, data, meter_);
    if (!result) return result.error();
    return Next(Value(*std::move(result)));
  }
  const Closure closure = closures_[std::get<ClosureId>(function)];
  if (arguments.size() != closure.parameters.size())
    return Error::eval(
        fmt::format("a lambda takes {} arguments, got {}", closure.parameters.size(), arguments.size()));
  ScopeId scope = closure.scope;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Result<ScopeId> bound = bind(closure.parameters[i].symbol(), std::move(arguments[i]), scope);
    if (!bound) return bound.error();
    scope = *bound;
  }
  return Next(Evaluate{closure.body, scope});
}

Result<Interpreter::Next> Interpreter::apply_higher_order(Operation operation, std::vector<Value> arguments) {
  const auto* items = std::get_if<Expr>(&arguments.back());
  if (items == nullptr) return not_data();
  if (const Result<std::span<const Expr>> list = items_of(*items); !list) return list.error();
  if (operation == Operation::reduce) {
    InReduce reduce{std::move(arguments[0]), *items, 0};
    return next_item(reduce, std::move(arguments[1]));
  }
  InEach each{operation, std::move(arguments[0]), *items, 0, {}};
  return next_item(each);
}

Result<Interpreter::Next> Interpreter::next_item(InEach& frame) {
  const std::span<const Expr> items = frame.items.children();
  if (frame.next == items.size()) {
    if (!meter_.take(Meter::kNodeBytes)) return meter_.error();
    return Next(Value(same_kind(frame.items, std::move(frame.results))));
  }
  Value item = items[frame.next++];
  const Value function = frame.function;
  if (Result<void> pushed = push(std::move(frame)); !pushed) return pushed.error();
  return apply(function, {std::move(item)});
}

Result<Interpreter::Next> Interpreter::resume(InEach& frame, Value value) {
  auto* data = std::get_if<Expr>(&value);
  if (data == nullptr) return not_data();
  const Expr& item = frame.items.children()[frame.next - 1];
  const bool filters = frame.operation == Operation::filter;
  if (filters && data->kind() != Kind::boolean) return Error::type_mismatch("bool", data->kind_name());
  if (!filters || data->as_bool()) {
    if (!meter_.take(Meter::kChildBytes)) return meter_.error();
    frame.results.push_back(filters ? item : std::move(*data));
  }
  return next_item(frame);
}

Result<Interpreter::Next> Interpreter::next_item(InReduce& frame, Value total) {
  const std::span<const Expr> items = frame.items.children();
  if (frame.next == items.size()) return Next(std::move(total));
  Value item = items[frame.next++];
  const Value function = frame.function;
  if (Result<void> pushed = push(std::move(frame)); !pushed) return pushed.error();
  return apply(function, {std::move(total), std::move(item)});
}

Result<Interpreter::Next> Interpreter::resume(InReduce& frame, Value value) {
  return next_item(frame, std::move(value));
}

}  // namespace fleetsim::core
