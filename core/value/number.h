#pragma once

#include <string>

#include "core/value/symbol.h"

namespace fleetsim::core {

/// A number as it was written: its text is carried verbatim and never normalised (`1.0`, `1.00` and `1e0` are
/// three different values).
struct Number {
  Symbol domain;
  std::string canonical;

  friend bool operator==(const Number&, const Number&) = default;
};

}  // namespace fleetsim::core
