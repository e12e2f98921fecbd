#include "core/codec/lisp_syntax.h"

#include <algorithm>

namespace fleetsim::core {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Drops leading digits; false when there are none.
bool take_digits(std::string_view& text) {
  const std::size_t before = text.size();
  while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
  return text.size() < before;
}

}  // namespace

const Symbol& plain_number_domain() {
  static const Symbol domain = Symbol::qualified("numbers", "f64");
  return domain;
}

bool is_plain_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  if (!take_digits(text)) return false;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (!take_digits(text)) return false;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
    if (!take_digits(text)) return false;
  }
  return text.empty();
}

bool is_lisp_token_char(char c) {
  if (is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return true;
  if (static_cast<unsigned char>(c) >= 0x80) return true;
  return std::string_view("_-+*/<>=!?.:%&$~^@|").find(c) != std::string_view::npos;
}

bool is_lisp_form_name(std::string_view token) {
  return token.starts_with("expr:") || token == "expr/annotated";
}

std::optional<Symbol> symbol_from_lisp_token(std::string_view token) {
  // `,@x` is the splice of x, never the unquote of @x.
  if (token.empty() || token.front() == '@' || is_digit(token.front())) return std::nullopt;
  if (token.size() > 1 && (token[0] == '-' || token[0] == '+') && is_digit(token[1])) return std::nullopt;
  if (token == "nil" || token == "true" || token == "false" || is_lisp_form_name(token)) return std::nullopt;
  if (!std::all_of(token.begin(), token.end(), is_lisp_token_char)) return std::nullopt;
  const std::size_t slash = token.rfind('/');
  if (slash == std::string_view::npos) return Symbol::unqualified(std::string(token));
  if (slash == 0 || slash + 1 == token.size()) return std::nullopt;
  return Symbol::qualified(std::string(token.substr(0, slash)), std::string(token.substr(slash + 1)));
}

bool is_plain_lisp_symbol(const Symbol& symbol) {
  return symbol_from_lisp_token(symbol.text()) == symbol;
}

}  // namespace fleetsim::core
