#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/value/expr_codec.h"

namespace fleetsim::core {

/// Cuts a text of `codec/lisp` into tokens, one at a time. The first failure is kept, with its place; after
/// it every token is the end.
class LispLexer {
 public:
  enum class Kind : std::uint8_t { end, open, close, atom, string, bytes, quote, sharp };
  struct Token {
    Kind kind = Kind::end;
    /// The bracket; the atom; what a string or bytes literal says; the quote: ' ` , ,@ #'; of a sharp form:
    /// its start, `#.` `#eval(` `#(`.
    std::string text;
    std::size_t at = 0;
  };

  LispLexer(std::string_view text, const DecodeLimits& limits) : text_(text), limits_(limits) {}

  Token next();
  /// The place where reading stands.
  std::size_t at() const { return at_; }

  /// Keeps the first failure, as `line L, column C: <what>` of the place `at`.
  void fail(std::string what, std::size_t at, ErrorCode code = ErrorCode::malformed);
  void fail(Error error);
  bool failed() const { return error_.has_value(); }
  /// Requires failed().
  const Error& error() const { return *error_; }

 private:
  void skip_trivia();
  std::string literal(bool octets);
  char escaped(bool octets);

  std::string_view text_;
  DecodeLimits limits_;
  std::size_t at_ = 0;
  std::uint32_t tokens_ = 0;
  std::optional<Error> error_;
};

}  // namespace fleetsim::core
