#pragma once

#include <array>
#include <cstdint>
#include <string_view>

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

  std::uint64_t u64();
  /// As if that many words had been drawn.
  void skip(std::uint64_t words) { drawn_ += words; }
  /// Uniform in [0, bound); exact (rejection), bound >= 1.
  std::uint64_t below(std::uint64_t bound);
  /// True with exactly that probability; never for 0. One draw, also for 0 and 1, so that changing a probability moves nobody
  /// else's draws.
  bool chance(Ratio ratio);
  /// Uniform in [low, high], both included; low <= high.
  Duration between(Duration low, Duration high);

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
  std::array<std::uint64_t, 2> block(std::uint64_t number) const;

  std::uint64_t seed_ = 0;
  std::uint64_t key_ = 0;
  std::uint64_t drawn_ = 0;  // 64-bit words
  // A block is two words: the second of the latest block, and which word of the stream it is; 0: none.
  std::uint64_t spare_ = 0;
  std::uint64_t spare_at_ = 0;
};

}  // namespace fleetsim::core
