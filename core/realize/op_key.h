#pragma once

#include <compare>
#include <cstdint>

#include "core/value/datum.h"

namespace fleetsim::core {

/// Which operation: its name in a namespace, and the version of its meaning.
struct OpKey {
  Symbol ns;
  Symbol name;
  std::uint16_t version = 1;

  friend bool operator==(const OpKey&, const OpKey&) = default;
  friend std::strong_ordering operator<=>(const OpKey&, const OpKey&) = default;
};

/// Node `core/op-key` { `namespace`, `name`, `version` as a number of `core/u16` }.
Datum datum_from_op_key(const OpKey& key);

}  // namespace fleetsim::core
