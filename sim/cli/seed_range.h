#pragma once

#include <cstdint>
#include <string_view>

namespace fleetsim::sim {

/// Seeds `first` to `last`, both included. Never written out: 0..18446744073709551615 is as good as any.
struct SeedRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;

  /// Number of seeds; the whole range of 2^64 counts as 2^64 - 1.
  std::uint64_t count() const { return last - first == UINT64_MAX ? UINT64_MAX : last - first + 1; }

  friend bool operator==(const SeedRange&, const SeedRange&) = default;
};

/// Reads `7`. Throws BadInput that names `option`.
std::uint64_t parse_seed(std::string_view option, std::string_view text);

/// Reads `7` or `1..200`. Throws BadInput that names `option`.
SeedRange parse_seed_range(std::string_view option, std::string_view text);

}  // namespace fleetsim::sim
