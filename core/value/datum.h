#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/value/expr.h"
#include "core/value/number.h"
#include "core/value/symbol.h"

namespace fleetsim::core {

/// Content-addressable data: an immutable tree, stored like Expr (see there).
///
///   kind               symbol()   text()/bytes()   children()              names()
///   map                                            key, value, ...
///   node               tag                         field values            one per value
///   list vector set                                items, as given
class Datum {
 public:
  enum class Kind : std::uint8_t {
    nil,
    boolean,
    number,
    symbol,
    string,
    bytes,
    list,
    vector,
    map,
    set,
    node
  };
  using Entry = std::pair<Datum, Datum>;
  using Field = std::pair<Symbol, Datum>;

  Datum() = default;  ///< nil
  static Datum nil() { return {}; }
  static Datum boolean(bool value);
  static Datum number(Number value);
  static Datum symbol(Symbol value);
  static Datum string(std::string value);
  static Datum bytes(Bytes value);
  static Datum list(std::vector<Datum> items);
  static Datum vector(std::vector<Datum> items);
  static Datum map(std::vector<Entry> entries);
  static Datum set(std::vector<Datum> items);
  static Datum node(Symbol tag, std::vector<Field> fields);

  Kind kind() const { return kind_; }
  bool as_bool() const;
  const Symbol& symbol() const;
  const std::string& text() const;
  ByteView bytes() const;
  Number number() const;
  std::span<const Datum> children() const;
  std::span<const Symbol> names() const;
  std::uint32_t depth() const;

  /// In-memory equality: structural and order-sensitive. Content identity (order-free for map, set and node
  /// fields) is equality of content ids.
  friend bool operator==(const Datum& a, const Datum& b);

 private:
  struct Parts;

  Datum(Kind kind, bool flag, std::shared_ptr<Parts> parts);
  const Parts& parts() const;

  Kind kind_ = Kind::nil;
  bool flag_ = false;
  std::shared_ptr<const Parts> parts_;
};

/// Data-only expressions map one to one; an extension whose payload is a map with symbol keys becomes a node.
/// Errors: type_mismatch(`datum expression`, `<kind> expression`), `datum node field map`, `datum node field
/// symbol`; eval/limit_exceeded above kDepthMax. Duplicate keys are not detected here, but by
/// canonical_bytes.
Result<Datum> datum_from_expr(const Expr& expr);

/// One to one; a node becomes an extension whose payload is a map with symbol keys in field order.
/// Error: eval/limit_exceeded above kDepthMax.
Result<Expr> expr_from_datum(const Datum& datum);

/// The canonical encoding `sim6:datum:v1` (contract: data-model §7).
/// Errors (eval): `duplicate datum map key`, `duplicate datum set entry`, `duplicate datum node field`, each
/// found in the contract's visiting order; limit_exceeded above kDepthMax.
Result<Bytes> canonical_bytes(const Datum& datum);

}  // namespace fleetsim::core
