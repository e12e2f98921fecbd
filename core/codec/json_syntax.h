#pragma once

#include <optional>
#include <string_view>

#include "core/value/expr.h"

namespace fleetsim::core {

/// Whether the text is a number of RFC 8259: a plain number without leading zeros.
bool is_json_number(std::string_view text);

/// `quote`, `quasi-quote`, `unquote`, `splice`, `syntax`.
std::string_view quote_mode_label(QuoteMode mode);
std::optional<QuoteMode> quote_mode_from_label(std::string_view label);

}  // namespace fleetsim::core
