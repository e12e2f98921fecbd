#pragma once

#include <cstdint>
#include <string>

#include "core/base/result.h"
#include "core/base/time.h"
#include "core/value/expr.h"

namespace fleetsim::core {

/// Whole milliseconds: rounded up, so that a deadline never comes before its time, or cut off. What is
/// negative counts as none at all.
std::uint64_t whole_milliseconds(Duration duration, bool round_up);

/// `<n>s` for whole seconds from one on, else `<n>ms` (contract: data-model §17).
std::string duration_text(Duration duration, bool round_up);

/// A decimal number followed by `ms`, `s`, `m` or `h`; or a Number of milliseconds, whose text is a decimal
/// number. Errors: eval for anything else, and for more than 2^63 - 1 nanoseconds.
Result<Duration> parse_duration(const Expr& expr);

/// Error: eval for more than 2^63 - 1 nanoseconds.
Result<Duration> duration_from_milliseconds(std::uint64_t milliseconds);

}  // namespace fleetsim::core
