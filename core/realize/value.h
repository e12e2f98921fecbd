#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/eval/eval_fabric.h"
#include "core/value/datum.h"
#include "core/value/expr.h"

namespace fleetsim::core {

/// A live object behind a value: a fabric, a stream. Not data, unless it says so.
class RuntimeObject {
 public:
  virtual ~RuntimeObject() = default;

  /// Such as `#<ledgered-relay-fabric>`.
  virtual std::string display() const = 0;
  /// By default an error: eval, naming the object's display text.
  virtual Result<Expr> as_expr() const;
  /// The fabric that the object is; by default none.
  virtual EvalFabricRef eval_fabric() const { return nullptr; }
};

/// A runtime value (contract: data-model §16): a handle to something immutable, or to a live object. A copy
/// shares what it is a handle to. Lists and tables hold data only, so that a value is an expression seen in
/// one of ten ways, or an object.
class Value {
 public:
  enum class Kind : std::uint8_t { nil, boolean, number, symbol, string, bytes, list, table, expr, object };

  Value();  ///< nil
  /// Scalars as themselves, List as a list, Map with symbol keys only as a table, everything else (also a Map
  /// with any other key) as an expression.
  static Value of(Expr expr);
  /// Always an expression, whatever it is.
  static Value wrapping(Expr expr);
  /// Requires an object.
  static Value object(std::shared_ptr<const RuntimeObject> object);

  Kind kind() const;
  /// List to List, table to Map with symbol keys in stored order, an expression to itself. Errors: the
  /// object's.
  Result<Expr> as_expr() const;
  /// The fabric that the value exposes; none when it is no fabric.
  EvalFabricRef eval_fabric() const;
  /// `nil`, `true`, a number's canonical text, a symbol's text form, a string as it is, `bytes[<n>]`,
  /// `list[<n>]`, `table[<n>]`, an expression in `codec/lisp`, an object's own text.
  std::string display() const;

  /// Whether both are handles to one thing: the original's only equality of values.
  bool same_as(const Value& other) const { return state_ == other.state_; }
  /// Equal data, or the same object.
  friend bool operator==(const Value& a, const Value& b);

 private:
  struct State;
  explicit Value(std::shared_ptr<const State> state) : state_(std::move(state)) {}

  std::shared_ptr<const State> state_;
};

/// How data become runtime values (contract: data-model §16). Lossy: List, Vector and Set all become lists,
/// also inside of each other and of maps with symbol keys only; any other Map and a Node become expressions.
/// Error: eval/limit_exceeded above kDepthMax.
Result<Value> value_from_datum(const Datum& datum);

/// How a decoded reply becomes a value in the original: as Value::of, but a Map with a key that is no symbol,
/// at the top or in lists and tables, is an error (eval). Error: eval/limit_exceeded above kDepthMax.
Result<Value> value_from_reply_expr(const Expr& expr);

}  // namespace fleetsim::core
