#pragma once

#include <cstddef>
#include <exception>
#include <tuple>
#include <type_traits>
#include <utility>

namespace fleetsim::sim {

// Plain structs field by field, without a list of their fields that somebody could forget to extend: as
// Boost.PFR does it (which Debian's Boost is too old to have), by counting what initialises the struct and
// taking it apart with as many structured bindings. A count that is wrong does not compile.

namespace aggregate {

/// Becomes whatever a field is, as far as the compiler is concerned.
template <std::size_t>
struct Anything {
  template <class Field>
  operator Field() const {
    std::terminate();
  }
};

template <class T, std::size_t... I>
constexpr bool takes(std::index_sequence<I...>) {
  return requires {
    T{Anything<I>{}...};
  };
}

inline constexpr std::size_t kFieldsMax = 20;

template <class T, std::size_t Count = kFieldsMax>
constexpr std::size_t count() {
  if constexpr (Count == 0 || takes<T>(std::make_index_sequence<Count>()))
    return Count;
  else
    return count<T, Count - 1>();
}

}  // namespace aggregate

/// A struct whose fields are all public, with neither constructors nor bases. `T` may be const.
template <class T>
concept Aggregate = std::is_class_v<T> && std::is_aggregate_v<T>;

/// References to the fields, in the order of their declaration.
template <Aggregate T>
constexpr auto fields_of(T& of) {
  constexpr std::size_t n = aggregate::count<std::remove_const_t<T>>();
  static_assert(n < aggregate::kFieldsMax, "a struct with more fields than kFieldsMax - 1");
  // clang-format off
  if constexpr (n == 0) { return std::tie(); }
  else if constexpr (n == 1) { auto& [a] = of; return std::tie(a); }
  else if constexpr (n == 2) { auto& [a, b] = of; return std::tie(a, b); }
  else if constexpr (n == 3) { auto& [a, b, c] = of; return std::tie(a, b, c); }
  else if constexpr (n == 4) { auto& [a, b, c, d] = of; return std::tie(a, b, c, d); }
  else if constexpr (n == 5) { auto& [a, b, c, d, e] = of; return std::tie(a, b, c, d, e); }
  else if constexpr (n == 6) { auto& [a, b, c, d, e, f] = of; return std::tie(a, b, c, d, e, f); }
  else if constexpr (n == 7) { auto& [a, b, c, d, e, f, g] = of; return std::tie(a, b, c, d, e, f, g); }
  else if constexpr (n == 8) { auto& [a, b, c, d, e, f, g, h] = of; return std::tie(a, b, c, d, e, f, g, h); }
  else if constexpr (n == 9) { auto& [a, b, c, d, e, f, g, h, i] = of; return std::tie(a, b, c, d, e, f, g, h, i); }
  else if constexpr (n == 10) { auto& [a, b, c, d, e, f, g, h, i, j] = of; return std::tie(a, b, c, d, e, f, g, h, i, j); }
  else if constexpr (n == 11) { auto& [a, b, c, d, e, f, g, h, i, j, k] = of; return std::tie(a, b, c, d, e, f, g, h, i, j, k); }
  else if constexpr (n == 12) { auto& [a, b, c, d, e, f, g, h, i, j, k, l] = of; return std::tie(a, b, c, d, e, f, g, h, i, j, k, l); }
  else if constexpr (n == 13) { auto& [a, b, c, d, e, f, g, h, i, j, k, l, m] = of; return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m); }
  else if constexpr (n == 14) { auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, o] = of; return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, o); }
  else if constexpr (n == 15) { auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, o, p] = of; return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, o, p); }
  else if constexpr (n == 16) { auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q] = of; return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q); }
  else if constexpr (n == 17) { auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q, r] = of; return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q, r); }
  else if constexpr (n == 18) { auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q, r, s] = of; return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q, r, s); }
  else { auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q, r, s, t] = of; return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q, r, s, t); }
  // clang-format on
}

}  // namespace fleetsim::sim
