#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/check.h"
#include "core/base/ratio.h"
#include "core/base/time.h"

namespace fleetsim::core {

/// A stream of random numbers as a value: copy it and both copies go on with the same draws.
///
/// Counter-based: the n-th block is philox_block(counter = (n, seed), key = checksum of the stream's name), so a stream is
/// 40 bytes, needs no warm-up, and never depends on what other streams drew. Integers only.
class Dice {
 public:
  Dice() = default;
  /// `name` is stable and unique within a run, e.g. `node/17/gossip`.
  Dice(std::uint64_t seed, std::string_view name);
  /// For streams named by numbers: `key` is a checksum of whatever the name is.
  Dice(std::uint64_t seed, std::uint64_t key) : seed_(seed), key_(key) {}

  std::uint64_t u64() {
    const std::uint64_t word = drawn_++;
    return word % 2 == 1 && word == spare_at_ ? spare_ : drawn(word);
  }
  /// As if that many words had been drawn.
  void skip(std::uint64_t words) { drawn_ += words; }
  /// Uniform in [0, bound); exact (rejection), bound >= 1.
  std::uint64_t below(std::uint64_t bound) {
    FLEET_CHECK(bound >= 1);
    // Lemire, "Fast random integer generation in an interval" (ACM TOMACS 29(1), 2019): the high word of a product,
    // redrawn while the low word falls into the part that would favour small values.
    Wide product = static_cast<Wide>(u64()) * bound;
    if (static_cast<std::uint64_t>(product) < bound) [[unlikely]] {
      const std::uint64_t unfair = (0 - bound) % bound;
      while (static_cast<std::uint64_t>(product) < unfair) product = static_cast<Wide>(u64()) * bound;
    }
    return static_cast<std::uint64_t>(product >> 64);
  }
  /// True with exactly that probability; never for 0. One draw, also for 0 and 1, so that changing a probability moves nobody
  /// else's draws.
  bool chance(Ratio ratio) {
    // What is certain needs no number, only its place among them.
    if (ratio.numerator == 0) return skip(1), false;
    return below(ratio.denominator) < ratio.numerator;
  }
  /// Uniform in [low, high], both included; low <= high.
  Duration between(Duration low, Duration high) {
    FLEET_CHECK(low <= high);
    const auto width = static_cast<std::uint64_t>(high.ns) - static_cast<std::uint64_t>(low.ns);
    if (width == 0) return skip(1), low;
    const std::uint64_t offset = width == UINT64_MAX ? u64() : below(width + 1);
    return {static_cast<std::int64_t>(static_cast<std::uint64_t>(low.ns) + offset)};
  }

  /// The same draws from now on.
  friend bool operator==(const Dice& a, const Dice& b) {
    return a.seed_ == b.seed_ && a.key_ == b.key_ && a.drawn_ == b.drawn_;
  }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(seed_, key_, drawn_);
    if constexpr (Archive::kLoading) spare_at_ = 0;
  }

 private:
  __extension__ using Wide = unsigned __int128;

  /// The word of that number, whose block has to be made.
  std::uint64_t drawn(std::uint64_t word);

  std::uint64_t seed_ = 0;
  std::uint64_t key_ = 0;
  std::uint64_t drawn_ = 0;  // 64-bit words
  // A block is two words: the second of the latest block, and which word of the stream it is; 0: none.
  std::uint64_t spare_ = 0;
  std::uint64_t spare_at_ = 0;
};

}  // namespace fleetsim::core
