#pragma once

#include <cstdint>

#include "core/base/byte_reader.h"
#include "core/base/byte_writer.h"
#include "core/reconcile/item.h"

namespace fleetsim::core {

/// Some items of a set, or of the difference of two sets, in one cell of fixed size: their exclusive or, that
/// of another hash of each, and how many (items of the other set count negative). Counts wrap: those of
/// strangers may be anything.
struct CodedSymbol {
  std::uint64_t sum = 0;
  std::uint64_t check = 0;
  std::int64_t count = 0;

  void add(ItemId item) { change(item, 1); }
  void remove(ItemId item) { change(item, ~std::uint64_t{0}); }

  /// Adds the items of another symbol.
  CodedSymbol& operator+=(const CodedSymbol& other) {
    sum ^= other.sum;
    check ^= other.check;
    count = wrapped(count, static_cast<std::uint64_t>(other.count));
    return *this;
  }

  bool empty() const { return sum == 0 && check == 0 && count == 0; }
  /// One item, `sum`, of either set. Several pass for one with probability 2^-64.
  bool is_single() const { return (count == 1 || count == -1) && check == check_of(sum); }

  /// Not a function of the exclusive or: several items that add up to another one do not check as that.
  static constexpr std::uint64_t check_of(ItemId item) {
    return mix64(item * 0xFF51AFD7ED558CCD + 0x2545F4914F6CDD1D);
  }

  friend bool operator==(const CodedSymbol&, const CodedSymbol&) = default;

 private:
  static std::int64_t wrapped(std::int64_t a, std::uint64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + b);
  }
  void change(ItemId item, std::uint64_t by) {
    sum ^= item;
    check ^= check_of(item);
    count = wrapped(count, by);
  }
};

/// Sum and check as 8 bytes each, little-endian; the count as a varuint, zig-zag.
void write(ByteWriter& out, const CodedSymbol& symbol);
CodedSymbol read_coded_symbol(ByteReader& in);

}  // namespace fleetsim::core
