#pragma once

#include <compare>

#include "core/eval/content_key.h"
#include "core/value/symbol.h"

namespace fleetsim::core {

/// The immutable fact that `holder` holds `key`. Ordered by holder, then key. Contract row 7.
struct HeldContent {
  Symbol holder;
  ContentKey key;

  friend bool operator==(const HeldContent&, const HeldContent&) = default;
  friend std::strong_ordering operator<=>(const HeldContent&, const HeldContent&) = default;
};

}  // namespace fleetsim::core
