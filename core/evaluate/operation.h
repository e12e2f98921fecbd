#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/base/result.h"
#include "core/evaluate/meter.h"
#include "core/value/expr.h"
#include "core/value/symbol.h"

namespace fleetsim::core {

/// The operations of the language (LANGUAGE.md). The last three take functions and belong to the interpreter.
enum class Operation : std::uint8_t {
  add,
  subtract,
  multiply,
  divide,
  remainder,
  equal,
  unequal,
  less,
  less_equal,
  greater,
  greater_equal,
  invert,
  list,
  length,
  first,
  rest,
  append,
  nth,
  range,
  get,
  put,
  has,
  keys,
  map,
  filter,
  reduce,
};

/// By its unqualified name; several operations have a word and a sign.
std::optional<Operation> find_operation(const Symbol& name);

/// The name that messages use.
const char* to_string(Operation operation);

/// Error: eval, saying how many it takes.
Result<void> check_arity(Operation operation, std::size_t arguments);

/// Whether the interpreter applies it, because it calls functions.
bool is_higher_order(Operation operation);

/// Requires an arity that was checked and an operation that is not of higher order; arguments in canonical
/// form, and so is the result. Work and memory are taken from the meter before they are used. Errors:
/// type_mismatch, eval, the meter's.
Result<Expr> apply_operation(Operation operation, std::span<const Expr> arguments, Meter& meter);

}  // namespace fleetsim::core
