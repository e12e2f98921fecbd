#include "core/reconcile/difference_estimate.h"

#include <algorithm>

#include "core/reconcile/zig_zag.h"

namespace fleetsim::core {
namespace {

/// More than any set that is summarised: differences of cells and their squares stay far from overflowing.
constexpr std::uint64_t kItemsMax = std::uint64_t{1} << 31;

std::uint64_t distance(std::uint64_t a, std::uint64_t b) {
  return a > b ? a - b : b - a;
}

}  // namespace

void DifferenceEstimate::change(ItemId item, std::int64_t by) {
  const std::uint64_t hash = mix64(item ^ 0x589965CC75374CC3);
  cells_[hash >> 56] += (hash & 1) != 0 ? by : -by;
  items_ += static_cast<std::uint64_t>(by);
}

std::uint64_t DifferenceEstimate::difference_to(const DifferenceEstimate& other) const {
  const std::uint64_t least = distance(items_, other.items_);
  const std::uint64_t most = items_ + other.items_;
  std::uint64_t squares = 0;
  for (std::size_t i = 0; i < kCells; ++i) {
    const std::uint64_t apart =
        static_cast<std::uint64_t>(cells_[i]) - static_cast<std::uint64_t>(other.cells_[i]);
    const std::uint64_t size = std::min(apart, 0 - apart);
    // Beyond the most that can be it does not matter by how much.
    if (size > UINT32_MAX || size * size > most - std::min(most, squares)) return most;
    squares += size * size;
  }
  // Odd or even as the true one, as each square is as its cell and each cell as the items that did not cancel
  // in it.
  return std::clamp(squares, least, most);
}

void write(ByteWriter& out, const DifferenceEstimate& estimate) {
  out.varuint(estimate.items_);
  for (const std::int64_t cell : estimate.cells_) out.varuint(zig_zag(cell));
}

DifferenceEstimate read_difference_estimate(ByteReader& in) {
  DifferenceEstimate estimate;
  estimate.items_ = in.varuint();
  if (estimate.items_ > kItemsMax) in.fail();
  std::uint64_t least = 0;
  for (std::int64_t& cell : estimate.cells_) {
    cell = zag_zig(in.varuint());
    least += std::min<std::uint64_t>(zig_zag(cell) / 2 + zig_zag(cell) % 2, kItemsMax + 1);
  }
  // Each item is in one cell, and two may cancel there.
  if (least > estimate.items_ || (estimate.items_ - least) % 2 != 0) in.fail();
  return in.ok() ? estimate : DifferenceEstimate{};
}

}  // namespace fleetsim::core
