#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <vector>

#include "core/realize/ref.h"

namespace fleetsim::core {

/// Where something stands on one clock.
struct Tick {
  Symbol clock;
  Ref index;

  friend bool operator==(const Tick&, const Tick&) = default;
  friend std::strong_ordering operator<=>(const Tick&, const Tick&) = default;
};

/// Error: eval `duplicate event tick clock <clock>` for the first clock that repeats.
Result<void> check_ticks(std::span<const Tick> ticks);

/// The convention for counting clocks: symbol `stream/clock-index/<n>`.
Ref clock_index(std::uint64_t n);

/// A list of maps `clock`, `index`.
Expr expr_from_ticks(std::span<const Tick> ticks);
/// The items of such a list, not yet checked for repeats. Errors: type_mismatch(`tick map`, kind), field
/// readers', ref_from_expr's.
Result<std::vector<Tick>> ticks_from_expr(const Expr& list);

/// Record form: vector of nodes `core/tick` { `clock`, `index` }.
Datum datum_from_ticks(std::span<const Tick> ticks);

}  // namespace fleetsim::core
