#include "core/codec/json_syntax.h"

#include <array>

#include "core/codec/lisp_syntax.h"

namespace fleetsim::core {
namespace {

constexpr std::array<std::string_view, kQuoteModes> kLabels = {"quote", "quasi-quote", "unquote", "splice",
                                                               "syntax"};

}  // namespace

bool is_json_number(std::string_view text) {
  if (!is_plain_number(text)) return false;
  if (text.starts_with('-')) text.remove_prefix(1);
  return text.size() < 2 || text[0] != '0' || text[1] < '0' || text[1] > '9';
}

std::string_view quote_mode_label(QuoteMode mode) {
  return kLabels.at(static_cast<std::size_t>(mode));
}

std::optional<QuoteMode> quote_mode_from_label(std::string_view label) {
  for (std::size_t i = 0; i < kLabels.size(); ++i)
    if (kLabels[i] == label) return static_cast<QuoteMode>(i);
  return std::nullopt;
}

}  // namespace fleetsim::core
