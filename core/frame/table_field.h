#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/eval/capability.h"
#include "core/eval/eval_request.h"
#include "core/value/expr.h"

namespace fleetsim::core {

// Readers of the tables of requests, replies and headers, which go by the name of a key alone and ignore its
// namespace (contract: data-model §4). Each requires a map.

/// The value of the first entry whose key is a symbol of that name; null when there is none.
const Expr* named_field(const Expr& map, std::string_view name);
/// Error: eval `<table> is missing field <name>`.
Result<Expr> required_field(const Expr& map, std::string_view name, std::string_view table);

/// `nil` is none. Errors: type_mismatch(`optional symbol`, kind).
Result<std::optional<Symbol>> optional_symbol(const Expr& expr);
/// Nil is none; a decimal string, or a number whose text is one. Errors: eval when the text is none;
/// type_mismatch(`optional integer`, kind).
Result<std::optional<std::uint64_t>> optional_integer(const Expr& expr);
/// Error: type_mismatch(`bool`, kind).
Result<bool> plain_bool(const Expr& expr);
/// A symbol (by its text form) or a string. Error: type_mismatch(`symbol or string`, kind).
Result<std::string> word(const Expr& expr);

/// Nil, one word, or a list or vector of words. Errors: those of word.
Result<std::vector<CapabilityName>> capability_list(const Expr& expr);
/// Error: eval for an unknown word.
Result<Consistency> consistency_from_expr(const Expr& expr);
Result<EvalMode> eval_mode_from_expr(const Expr& expr);

/// A list of strings.
Expr expr_from_capabilities(const std::vector<CapabilityName>& capabilities);
/// The unqualified symbol of that name.
Expr word_symbol(std::string_view name);

}  // namespace fleetsim::core
