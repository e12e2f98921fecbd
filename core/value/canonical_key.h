#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/value/datum.h"
#include "core/value/expr.h"

namespace fleetsim::core {

/// What an expression is, apart from the order of map entries and set members (contract: data-model §5).
/// Equal keys mean equal expressions, and the order of keys is the one that sorts maps and sets.
///
/// This is the definition written out, for readers and for tests; keys of requests and orders of entries are
/// found without building it (canonical_order.h, ContentKey).
///
///   shape             tag   flag  text    right   symbol  items       names
///   atom              x
///   boolean           x     x
///   bytes, string     x           x
///   symbol            x                           x
///   pair              x           left    x
///   compound          x                                   x
///   compound_named    x                                   x           one per item
struct CanonicalKey {
  /// In sort order.
  enum class Shape : std::uint8_t { atom, boolean, bytes, string, symbol, pair, compound, compound_named };

  Shape shape = Shape::atom;
  std::string_view tag = "nil";  ///< always a literal
  bool flag = false;
  std::string text;
  std::string right;
  Symbol symbol;
  std::vector<CanonicalKey> items;
  std::vector<std::string> names;

  friend bool operator==(const CanonicalKey& a, const CanonicalKey& b) { return (a <=> b) == 0; }
  /// Shape, tag, payload; items one by one (of named ones the name first), then the shorter.
  friend std::strong_ordering operator<=>(const CanonicalKey& a, const CanonicalKey& b);
};

/// Error: eval/limit_exceeded above kDepthMax.
Result<CanonicalKey> canonical_key(const Expr& expr);

/// Nodes `fabric/canonical-key-<shape>` (contract: data-model §10). Two or three levels to
/// a level of the key.
Datum datum_from_canonical_key(const CanonicalKey& key);

}  // namespace fleetsim::core
