#include "core/reconcile/bloom_filter.h"

#include <algorithm>

#include "core/base/check.h"

namespace fleetsim::core {
namespace {

constexpr std::uint64_t kBitsEnd = std::uint64_t{1} << 32;
constexpr std::uint32_t kHashesMax = 30;

/// ln 2 times the bits of an item, rounded.
std::uint32_t best_hashes(std::uint64_t bits_per_ten_items) {
  const std::uint64_t bits = std::min<std::uint64_t>(bits_per_ten_items, 1'000);
  return static_cast<std::uint32_t>(
      std::clamp<std::uint64_t>((bits * 693'147 + 5'000'000) / 10'000'000, 1, kHashesMax));
}

}  // namespace

BloomFilter::BloomFilter(std::uint64_t items, std::uint64_t bits_per_ten_items, std::uint64_t salt)
    : hashes_(best_hashes(bits_per_ten_items)), salt_(salt) {
  FLEET_CHECK(bits_per_ten_items == 0 || items < kBitsEnd * 10 / bits_per_ten_items,
              "a filter of 2^32 bits or more");
  const std::uint64_t bits = (items * bits_per_ten_items + 9) / 10;
  bytes_.resize(static_cast<std::size_t>(std::max<std::uint64_t>((bits + 7) / 8, 1)));
}

template <class Each>
bool BloomFilter::all_places(ItemId item, Each each) const {
  const std::uint64_t hash = mix64(item ^ mix64(salt_));
  auto place = static_cast<std::uint32_t>(hash);
  const auto step = static_cast<std::uint32_t>(hash >> 32) | 1;
  for (std::uint32_t j = 0; j < hashes_; ++j, place += step)
    if (!each((std::uint64_t{place} * bits()) >> 32)) return false;
  return true;
}

void BloomFilter::insert(ItemId item) {
  all_places(item, [this](std::uint64_t bit) {
    std::uint8_t& byte = bytes_[static_cast<std::size_t>(bit / 8)];
    byte = static_cast<std::uint8_t>(byte | (1U << (bit % 8)));
    return true;
  });
}

bool BloomFilter::contains(ItemId item) const {
  return all_places(item, [this](std::uint64_t bit) {
    return (bytes_[static_cast<std::size_t>(bit / 8)] >> (bit % 8) & 1) != 0;
  });
}

void write(ByteWriter& out, const BloomFilter& filter) {
  out.u64_le(filter.salt_);
  out.u8(static_cast<std::uint8_t>(filter.hashes_));
  out.blob(filter.bytes_);
}

BloomFilter read_bloom_filter(ByteReader& in) {
  BloomFilter filter;
  filter.salt_ = in.u64_le();
  filter.hashes_ = in.u8();
  const ByteView bytes = in.blob();
  if (filter.hashes_ == 0 || filter.hashes_ > kHashesMax || bytes.empty() || bytes.size() >= kBitsEnd / 8)
    in.fail();
  if (!in.ok()) return {};
  filter.bytes_.assign(bytes.begin(), bytes.end());
  return filter;
}

}  // namespace fleetsim::core
