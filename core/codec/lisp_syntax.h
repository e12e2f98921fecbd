#pragma once

#include <optional>
#include <string_view>

#include "core/value/number.h"
#include "core/value/symbol.h"

namespace fleetsim::core {

/// The domain of numbers that a text shows as they are: `numbers/f64`.
const Symbol& plain_number_domain();

/// Whether the text is `-? digits (. digits)? ((e|E) (+|-)? digits)?`.
bool is_plain_number(std::string_view text);

/// Whether the character may stand inside a token of `codec/lisp`. Any octet of a multi-byte character may.
bool is_lisp_token_char(char c);

/// Whether a token names one of the forms `expr:...` or `expr/annotated`.
bool is_lisp_form_name(std::string_view token);

/// The symbol that a token reads as, or none when it reads as something else or as nothing.
std::optional<Symbol> symbol_from_lisp_token(std::string_view token);

/// Whether the text form of the symbol reads as that symbol again.
bool is_plain_lisp_symbol(const Symbol& symbol);

}  // namespace fleetsim::core
