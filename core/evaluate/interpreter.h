#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <variant>
#include <vector>

#include "core/base/result.h"
#include "core/evaluate/meter.h"
#include "core/evaluate/operation.h"
#include "core/value/expr.h"

namespace fleetsim::core {

/// What free symbols stand for, the same for every request: data, by symbol.
using Environment = std::map<Symbol, Expr>;

/// Evaluates one expression of the language (LANGUAGE.md) with a stack of its own, so that neither deep
/// programs nor deep recursion of theirs uses the processor's. For one run; single-threaded.
class Interpreter {
 public:
  /// Both must outlive the interpreter.
  Interpreter(const Environment& environment, Meter& meter) : environment_(environment), meter_(meter) {}

  /// `program` is in canonical form and must outlive the call.
  /// Errors: eval, type_mismatch, unknown_symbol; the meter's. A result that is a function is a
  /// type_mismatch.
  Result<Expr> run(const Expr& program);

 private:
  using ScopeId = std::uint32_t;    // 0: no names
  using ClosureId = std::uint32_t;  // index into closures_

  /// Data, an operation, or a function of the program.
  using Value = std::variant<Expr, Operation, ClosureId>;

  /// One name and what it stands for, in front of an outer scope. Scopes live as long as the interpreter: no
  /// cycles, no long chains of destructors.
  struct Binding {
    Symbol name;
    Value value;
    ScopeId outer;
  };
  struct Closure {
    std::span<const Expr> parameters;
    const Expr* body;
    ScopeId scope;
  };

  // What is left to do once a value is there. `form` points into the program.
  struct InBlock {
    const Expr* form;
    std::size_t next;
    ScopeId scope;
  };  // items [next, end) follow
  struct InIf {
    std::span<const Expr> operands;
    ScopeId scope;
  };  // the value decides
  struct InJunction {
    std::span<const Expr> operands;
    std::size_t next;
    bool conjunction;
    ScopeId scope;
  };
  struct InLet {
    std::span<const Expr> operands;
    std::size_t next;
    ScopeId scope;
  };  // the value is binding `next`'s
  struct InCall {
    std::span<const Expr> operands;
    std::size_t next;
    std::vector<Value> values;
    ScopeId scope;
  };
  struct InEach {
    Operation operation;
    Value function;
    Expr items;
    std::size_t next;
    std::vector<Expr> results;
  };
  struct InReduce {
    Value function;
    Expr items;
    std::size_t next;
  };
  using Frame = std::variant<InBlock, InIf, InJunction, InLet, InCall, InEach, InReduce>;

  /// What to do next: evaluate `form`, or hand `value` to the frame on top of the stack.
  struct Evaluate {
    const Expr* form;
    ScopeId scope;
  };
  using Next = std::variant<Evaluate, Value>;

  Result<Next> evaluate(const Expr& form, ScopeId scope);
  Result<Next> evaluate_call(const Expr& form, ScopeId scope);
  Result<Next> evaluate_let(std::span<const Expr> operands, ScopeId scope);
  Result<Next> evaluate_lambda(std::span<const Expr> operands, ScopeId scope);
  Result<Next> literal(const Expr& form);
  Result<Value> resolve(const Symbol& name, ScopeId scope, bool only_local);

  Result<Next> resume(InBlock& frame, Value value);
  Result<Next> resume(InIf& frame, Value value);
  Result<Next> resume(InJunction& frame, Value value);
  Result<Next> resume(InLet& frame, Value value);
  Result<Next> resume(InCall& frame, Value value);
  Result<Next> resume(InEach& frame, Value value);
  Result<Next> resume(InReduce& frame, Value value);

  Result<Next> apply(const Value& function, std::vector<Value> arguments);
  Result<Next> apply_higher_order(Operation operation, std::vector<Value> arguments);
  Result<Next> next_item(InEach& frame);
  Result<Next> next_item(InReduce& frame, Value total);

  Result<ScopeId> bind(const Symbol& name, Value value, ScopeId outer);
  Result<void> push(Frame frame);
  void pop();

  const Environment& environment_;
  Meter& meter_;
  std::vector<Frame> stack_;
  std::vector<Binding> bindings_;  // scope n is bindings_[n - 1] and its outers
  std::vector<Closure> closures_;
};

}  // namespace fleetsim::core
