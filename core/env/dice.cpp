#include "core/env/dice.h"

#include "core/base/check.h"
#include "core/base/checksum.h"
#include "core/base/philox.h"

namespace fleetsim::core {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::uint32_t low(std::uint64_t word) { return static_cast<std::uint32_t>(word); }
constexpr std::uint32_t high(std::uint64_t word) { return static_cast<std::uint32_t>(word >> 32); }
constexpr std::uint64_t join(std::uint32_t l, std::uint32_t h) { return l | (std::uint64_t{h} << 32); }

}  // namespace

Dice::Dice(std::uint64_t seed, std::string_view name) : seed_(seed), key_(checksum64(as_bytes(name))) {}

std::uint64_t Dice::u64() {
  const std::uint64_t word = drawn_++;
  if (word % 2 == 1) return word == spare_at_ ? spare_ : block(word / 2)[1];
  const auto [first, second] = block(word / 2);
  spare_ = second;
  spare_at_ = word + 1;
  return first;
}

std::array<std::uint64_t, 2> Dice::block(std::uint64_t number) const {
  const auto bits = philox_block({low(number), high(number), low(seed_), high(seed_)}, {low(key_), high(key_)});
  return {join(bits[0], bits[1]), join(bits[2], bits[3])};
}

std::uint64_t Dice::below(std::uint64_t bound) {
  FLEET_CHECK(bound >= 1);
  // Lemire, "Fast random integer generation in an interval" (ACM TOMACS 29(1), 2019): the high word of a product,
  // redrawn while the low word falls into the part that would favour small values.
  Wide product = static_cast<Wide>(u64()) * bound;
  if (static_cast<std::uint64_t>(product) < bound) {
    const std::uint64_t unfair = (0 - bound) % bound;
    while (static_cast<std::uint64_t>(product) < unfair) product = static_cast<Wide>(u64()) * bound;
  }
  return static_cast<std::uint64_t>(product >> 64);
}

bool Dice::chance(Ratio ratio) {
  // What is certain needs no number, only its place among them.
  if (ratio.numerator == 0) return skip(1), false;
  return below(ratio.denominator) < ratio.numerator;
}

Duration Dice::between(Duration low_end, Duration high_end) {
  FLEET_CHECK(low_end <= high_end);
  const auto width = static_cast<std::uint64_t>(high_end.ns) - static_cast<std::uint64_t>(low_end.ns);
  if (width == 0) return skip(1), low_end;
  const std::uint64_t offset = width == UINT64_MAX ? u64() : below(width + 1);
  return {static_cast<std::int64_t>(static_cast<std::uint64_t>(low_end.ns) + offset)};
}

}  // namespace fleetsim::core
