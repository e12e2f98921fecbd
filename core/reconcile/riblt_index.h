#pragma once

#include <algorithm>
#include <cstdint>

#include "core/reconcile/item.h"

namespace fleetsim::core {

/// The coded symbols that an item belongs to, by index, ascending: 0 first, and index i with the probability
/// 1 / (1 + i/2). A function of the item alone, so that both sides put it into the same ones.
///
/// Source: Yang, Gilad, Alizadeh, "Practical Rateless Set Reconciliation", SIGCOMM 2024, section 4.2: the
/// index after i
///   is i + ceil((i + 3/2) (1/sqrt(u) - 1)) with u uniform in (0, 1].
/// Exact: with s / 2^32 for sqrt(u) that is i + ceil((2i + 3) (2^32 - s) / 2s), in integers. The root of a
/// uniform word
///   of 64 bits, rounded down, is distributed as the larger of two uniform words of 32 bits (either is at
///   most k with the probability ((k + 1) / 2^32)^2), so no root is drawn.
class RibltIndex {
 public:
  /// Indexes are below this; there are no coded symbols from here on.
  static constexpr std::uint64_t kEnd = (std::uint64_t{1} << 31) - 1;

  RibltIndex() = default;
  explicit RibltIndex(ItemId item) : item_(item), state_(mix64(item ^ 0xD1B54A32D192ED03)) {}

  ItemId item() const { return item_; }
  /// kEnd when there are no more.
  std::uint64_t index() const { return index_; }

  void next() {
    if (index_ >= kEnd) return;
    const std::uint64_t word = mix64(state_ += 0x9E3779B97F4A7C15);
    const std::uint64_t root = std::max({word >> 32, word & 0xFFFFFFFF, std::uint64_t{1}});
    // Below 2^64: 2i + 3 < 2^32 for an index before the end, and so is 2^32 - root.
    const std::uint64_t steps = (2 * index_ + 3) * ((std::uint64_t{1} << 32) - root);
    const std::uint64_t gap = steps / (2 * root) + (steps % (2 * root) != 0 ? 1 : 0);
    index_ = gap < kEnd - index_ ? index_ + gap : kEnd;
  }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(item_, state_, index_);
  }

 private:
  ItemId item_ = 0;
  std::uint64_t state_ = 0;
  std::uint64_t index_ = 0;
};

}  // namespace fleetsim::core
