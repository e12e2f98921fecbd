#pragma once

#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "core/base/byte_reader.h"
#include "core/base/byte_writer.h"
#include "core/reconcile/item.h"

namespace fleetsim::core {

// Range-based set reconciliation (Meyer, "Range-Based Set Reconciliation", SRDS 2023): the sides compare
// fingerprints of ranges of ids in turn, cut those that differ into smaller ones, and list the ids where few
// are left.
//
// Who learns what: the side that gets a list of a range knows both differences of that range and reports them
// (RangeAnswer); the side that sent it learns nothing there, and nothing more is said of that range. So each
// difference is reported by exactly one side, once: which one depends on where the turns end. It is for that
// side to send what only it has, and to ask for what only the other has.

/// What a set holds within a range: sums of two independent hashes of the items, 128 bits together, and how
/// many. Sums, so that fingerprints of neighbouring ranges add up. Whoever can choose items to suit a known
/// salt can forge one.
struct Fingerprint {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  std::uint64_t count = 0;

  void add(ItemId item) {
    low += mix64(item ^ 0xA0761D6478BD642F);
    high += mix64(item * 0xE7037ED1A0B428DB + 0x8EBC6AF09C88C6E3);
    ++count;
  }

  friend bool operator==(const Fingerprint&, const Fingerprint&) = default;
};

Fingerprint fingerprint_of(std::span<const ItemId> items);

/// What one side has from `first` to `last`, both included.
struct IdRange {
  ItemId first = 0;
  ItemId last = UINT64_MAX;
  /// A fingerprint counts at least one item. A list is ascending and within the range; it may be empty.
  std::variant<Fingerprint, std::vector<ItemId>> content;

  friend bool operator==(const IdRange&, const IdRange&) = default;
};

/// Ranges that do not overlap, ascending; of what is in none of them nothing is said.
struct RangeMessage {
  std::vector<IdRange> ranges;

  bool empty() const { return ranges.empty(); }
  friend bool operator==(const RangeMessage&, const RangeMessage&) = default;
};

struct RangeOptions {
  /// Parts that a range is cut into, at most; fewer than 2 count as 2.
  std::uint64_t buckets = 16;
  /// A range with so many items here or fewer is listed; 0 counts as 1. No part has less than a quarter of
  /// this.
  std::uint64_t list_max = 32;
};

/// How an exchange begins: one range with everything. For sets that are known to differ: a small one is
/// listed at once. Here and below: `sorted` is ascending, each id once.
RangeMessage whole_range(std::span<const ItemId> sorted, const RangeOptions& options = {});

struct RangeAnswer {
  /// Empty: there is nothing to say, and the exchange is over.
  RangeMessage reply;
  /// Ascending; of the ranges that `theirs` listed.
  std::vector<ItemId> only_mine;
  std::vector<ItemId> only_theirs;
};

/// Takes one turn. Ends after about log_buckets(n) turns, whatever the options of either side: a range is
/// either settled or cut into parts with fewer items. Costs a pass over `sorted` at most; the reply has at
/// most `buckets` ranges, or one list, for each range that differs.
RangeAnswer answer_ranges(std::span<const ItemId> sorted, const RangeMessage& theirs,
                          const RangeOptions& options = {});

/// How many ranges, then each: a byte with what follows (1: a list; 2: it does not begin where the one before
/// ended; the upper four bits: bytes of the end); when 2, a byte with how many bytes the beginning has (1 to
/// 8), and those; the end, exclusive; then 16 bytes and the count as a varuint, or the count and 8 bytes
/// each. Beginning and end are the foremost bytes of a number whose other bytes are zero; no bytes at all:
/// 2^64, or where the range before ended.
void write(ByteWriter& out, const RangeMessage& message);
/// Refuses (in.ok() is false then) what breaks a rule above, and any other encoding than that of write.
RangeMessage read_range_message(ByteReader& in);

}  // namespace fleetsim::core
