#pragma once

#include <compare>
#include <cstdint>
#include <variant>

#include "core/base/result.h"
#include "core/evaluate/f64.h"
#include "core/value/expr.h"

namespace fleetsim::core {

/// A number that can be computed with: of the domain `numbers/i64`, a whole number of 64 bits in canonical
/// decimal text (no leading zeros, no `-0`), or of `numbers/f64`, a finite IEEE binary64.
using Numeral = std::variant<std::int64_t, F64>;

/// Domains are told apart by their text form, as content keys have it.
/// Errors: type_mismatch for what is no number of these two domains; eval for a text that is none of its
/// domain.
Result<Numeral> numeral_from_expr(const Expr& expr);
Expr numeral_expr(const Numeral& numeral);

enum class Arithmetic : std::uint8_t { add, subtract, multiply, divide, remainder };

/// Both of one domain; there is no silent conversion. Whole division rounds towards zero, and the remainder
/// has the sign of the dividend; floats have no remainder. Errors: type_mismatch for two domains; eval with
/// `division by zero` or `overflow`.
Result<Numeral> compute(Arithmetic operation, const Numeral& a, const Numeral& b);

/// Error: type_mismatch for two domains.
Result<std::strong_ordering> compare(const Numeral& a, const Numeral& b);

}  // namespace fleetsim::core
