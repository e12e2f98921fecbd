#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fleetsim::core {

/// A handle to a live value: 128 bits as (seed, serial), worth `seed << 64 | serial`. The context that hands
/// it out owns the seed; its n-th handle has serial n, from 1 (contract: data-model §12).
struct HandleId {
  std::uint64_t seed = 0;
  std::uint64_t serial = 0;

  friend auto operator<=>(const HandleId&, const HandleId&) = default;
};

/// The 128-bit value in base 10.
std::string to_decimal(const HandleId& id);
/// None when the text is not `[0-9]+` or does not fit 128 bits.
std::optional<HandleId> handle_from_decimal(std::string_view text);

}  // namespace fleetsim::core
