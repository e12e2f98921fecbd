#pragma once

#include <cstdint>

#include "core/base/byte_reader.h"
#include "core/base/byte_writer.h"
#include "core/base/bytes.h"
#include "core/reconcile/item.h"

namespace fleetsim::core {

/// A set of items in a few bits each that says of some items that are not in it that they are, and never the
/// reverse (Bloom, CACM 1970): with b bits an item that is 0.6185^b of them, 1 % at 9.6 and 10 % at 4.8.
///
/// Model: places by double hashing, h1 + j h2 (Kirsch, Mitzenmacher, "Less Hashing, Same Performance", 2006),
/// each scaled
///   to the size by a multiplication. The salt changes who is mistaken for a member: whoever is not told of
///   an item for that reason is told in the next exchange with another salt.
class BloomFilter {
 public:
  /// About 1 % of false positives.
  static constexpr std::uint64_t kBitsPerTenItems = 96;

  /// Holds nothing, in the least size.
  BloomFilter() : BloomFilter(0, 0, 0) {}
  /// For so many items, which are yet to be inserted. Requires the bits of all of them together to be below
  /// 2^32.
  BloomFilter(std::uint64_t items, std::uint64_t bits_per_ten_items, std::uint64_t salt);

  void insert(ItemId item);
  bool contains(ItemId item) const;

  /// A multiple of 8, at least 8.
  std::uint64_t bits() const { return 8 * bytes_.size(); }
  /// Places an item has: the number that makes false positives rarest, 1 to 30.
  std::uint32_t hashes() const { return hashes_; }
  std::uint64_t salt() const { return salt_; }

  friend bool operator==(const BloomFilter&, const BloomFilter&) = default;
  friend void write(ByteWriter& out, const BloomFilter& filter);
  friend BloomFilter read_bloom_filter(ByteReader& in);

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(bytes_, hashes_, salt_);
  }

 private:
  template <class Each>
  bool all_places(ItemId item, Each each) const;

  Bytes bytes_;
  std::uint32_t hashes_ = 1;
  std::uint64_t salt_ = 0;
};

/// The salt in 8 bytes, how many places an item has in one, then the bits after how many bytes they are.
void write(ByteWriter& out, const BloomFilter& filter);
/// Refuses (in.ok() is false then) sizes that a filter cannot have.
BloomFilter read_bloom_filter(ByteReader& in);

}  // namespace fleetsim::core
