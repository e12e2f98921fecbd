#pragma once

#include <cstdint>

#include "core/base/byte_reader.h"
#include "core/base/byte_writer.h"
#include "core/reconcile/item.h"

namespace fleetsim::core {

/// A summary of a set, about 260 bytes whatever its size, from two of which follows about how many items the
/// sets do not share. For choosing how to reconcile them, and how much to send at first.
///
/// Model: each item adds +1 or -1 to one of 256 cells. What both sets hold cancels, and the squares of what
/// is left add up
///   to the difference d on average, with a standard deviation of d sqrt(2/256), 8.8 % (Charikar, Chen,
///   Farach-Colton, ICALP 2002; as the "fast AMS" sketch: Cormode, Garofalakis, VLDB 2005). Equal sets give
///   0, always; the reverse does not hold: two items may cancel (one pair in 512), so it does not replace a
///   comparison of the sets' fingerprints.
/// Why not strata of invertible tables (Eppstein et al., SIGCOMM 2011): some 15 KB for twice that error.
/// Linear: items come and go in one step each.
class DifferenceEstimate {
 public:
  void insert(ItemId item) { change(item, 1); }
  /// Requires that the item was inserted.
  void remove(ItemId item) { change(item, -1); }

  /// How many items were inserted.
  std::uint64_t items() const { return items_; }
  /// Never less than what the numbers of items differ by, never more than their sum; odd and even as it must
  /// be.
  std::uint64_t difference_to(const DifferenceEstimate& other) const;

  friend bool operator==(const DifferenceEstimate&, const DifferenceEstimate&) = default;
  friend void write(ByteWriter& out, const DifferenceEstimate& estimate);
  friend DifferenceEstimate read_difference_estimate(ByteReader& in);

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(items_, cells_);
  }

 private:
  static constexpr std::size_t kCells = 256;

  void change(ItemId item, std::int64_t by);

  std::uint64_t items_ = 0;
  std::int64_t cells_[kCells] = {};
};

/// How many items, then the cells, each as a varuint, zig-zag.
void write(ByteWriter& out, const DifferenceEstimate& estimate);
/// Refuses (in.ok() is false then) what no set has: a cell of more items than there are.
DifferenceEstimate read_difference_estimate(ByteReader& in);

}  // namespace fleetsim::core
