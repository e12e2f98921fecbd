#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace fleetsim::core {

/// A name, with or without a namespace; both are opaque UTF-8 and may hold any character, also `/` and NUL.
/// An empty namespace is not an absent one.
/// Order: no namespace before any namespace; then namespace, then name, by unsigned bytes.
struct Symbol {
  std::optional<std::string> ns;
  std::string name;

  static Symbol unqualified(std::string name);
  static Symbol qualified(std::string ns, std::string name);

  /// Refuses a name with `/`, or (tested after that) with a control character. Unqualified only.
  static Result<Symbol> checked(std::string name);

  /// `ns/name`, or `name`. Not injective: S("a/b") and Q(a; b) render alike and are unequal.
  std::string text() const;

  friend bool operator==(const Symbol&, const Symbol&) = default;
  friend std::strong_ordering operator<=>(const Symbol& a, const Symbol& b);
};

/// For look-ups only; never iterate a container that uses it.
struct SymbolHash {
  std::size_t operator()(const Symbol& symbol) const;
};

}  // namespace fleetsim::core
