#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/bytes.h"
#include "core/value/number.h"
#include "core/value/symbol.h"

namespace fleetsim::core {

/// Levels of nesting up to which a value can be keyed, canonicalised, encoded and compared canonically; a
/// leaf is one level. Deeper values can be built, copied and destroyed, and are refused with `limit_exceeded`
/// everywhere else: canonical forms repeat a header at every level, so that their cost grows with the square
/// of the depth.
inline constexpr std::uint32_t kDepthMax = 2048;

enum class QuoteMode : std::uint8_t { quote, quasi_quote, unquote, splice, syntax };
inline constexpr std::uint8_t kQuoteModes = 5;

/// `Quote`, `QuasiQuote`, `Unquote`, `Splice`, `Syntax`.
const char* to_string(QuoteMode mode);

/// An expression: an immutable tree of 19 kinds of node. A copy is one pointer, shared.
///
/// Every kind is stored the same way (a flag or mode, a symbol, a text, children, names), so that each
/// algorithm is one loop over children; the factories are the only way in, and fix which parts a kind has:
///
///   kind                    symbol()    text()/bytes()   children()                     names()
///   boolean                                              (flag: as_bool)
///   number                  domain      canonical text
///   symbol, local           the symbol
///   string, bytes                       the content
///   list vector set block                                items, as given
///   map                                                  key, value, key, value ...
///   call                                                 operator, arguments ...
///   infix                   operator                     left, right
///   prefix, postfix         operator                     argument
///   quote                                                the quoted (mode: quote_mode)
///   annotated                                            the annotated, then values     one per value
///   extension               tag                          payload
class Expr {
 public:
  enum class Kind : std::uint8_t {
    nil,
    boolean,
    number,
    symbol,
    local,
    string,
    bytes,
    list,
    vector,
    map,
    set,
    call,
    infix,
    prefix,
    postfix,
    block,
    quote,
    annotated,
    extension
  };
  using Entry = std::pair<Expr, Expr>;
  using Annotation = std::pair<Symbol, Expr>;

  Expr() = default;  ///< nil
  static Expr nil() { return {}; }
  static Expr boolean(bool value);
  static Expr number(Number value);
  static Expr symbol(Symbol value);
  static Expr local(Symbol value);
  static Expr string(std::string value);
  static Expr bytes(Bytes value);
  static Expr list(std::vector<Expr> items);
  static Expr vector(std::vector<Expr> items);
  static Expr map(std::vector<Entry> entries);
  static Expr set(std::vector<Expr> items);
  static Expr call(Expr operation, std::vector<Expr> arguments);
  static Expr infix(Symbol operation, Expr left, Expr right);
  static Expr prefix(Symbol operation, Expr argument);
  static Expr postfix(Symbol operation, Expr argument);
  static Expr block(std::vector<Expr> items);
  static Expr quote(QuoteMode mode, Expr quoted);
  static Expr annotated(Expr annotated, std::vector<Annotation> annotations);
  static Expr extension(Symbol tag, Expr payload);

  Kind kind() const { return kind_; }
  /// The label used as the *found* side of type errors: `nil`, `bool`, `number`, ...
  const char* kind_name() const;

  /// Each requires a kind that has the part (see the table above).
  /// A moved-from expression may only be assigned to or destroyed.
  bool as_bool() const;
  QuoteMode quote_mode() const;
  const Symbol& symbol() const;
  const std::string& text() const;
  ByteView bytes() const;
  Number number() const;
  /// Empty for leaves.
  std::span<const Expr> children() const;
  std::span<const Symbol> names() const;

  /// Levels of nesting: 1 for a leaf. Kept at construction, free to ask; stops at 2^32 - 1.
  std::uint32_t depth() const;
  /// Whether it is or holds a map or a set, at any level: whether the order of some children does not count.
  bool has_unordered() const;
  /// Whether both are one object in memory. True implies equality; false implies nothing.
  bool shares_with(const Expr& other) const {
    return kind_ == other.kind_ && flag_ == other.flag_ && parts_ == other.parts_;
  }
  /// The same expression over other children; requires as many as it has.
  Expr with_children(std::vector<Expr> children) const;

  /// Canonical equality: the order of map entries and set members does not count, everything else does.
  /// Values deeper than kDepthMax are equal only when they are the same in order too.
  friend bool operator==(const Expr& a, const Expr& b);

 private:
  struct Parts;

  Expr(Kind kind, std::uint8_t flag, std::shared_ptr<Parts> parts);
  const Parts& parts() const;

  Kind kind_ = Kind::nil;
  std::uint8_t flag_ = 0;  // the bool, or the quote mode
  std::shared_ptr<const Parts> parts_;
};

}  // namespace fleetsim::core
