#include "core/env/dice.h"

#include "core/base/checksum.h"
#include "core/base/philox.h"

namespace fleetsim::core {
namespace {

constexpr std::uint32_t low(std::uint64_t word) { return static_cast<std::uint32_t>(word); }
constexpr std::uint32_t high(std::uint64_t word) { return static_cast<std::uint32_t>(word >> 32); }
constexpr std::uint64_t join(std::uint32_t l, std::uint32_t h) { return l | (std::uint64_t{h} << 32); }

}  // namespace

Dice::Dice(std::uint64_t seed, std::string_view name) : seed_(seed), key_(checksum64(as_bytes(name))) {}

std::uint64_t Dice::drawn(std::uint64_t word) {
  const std::uint64_t number = word / 2;
  const auto bits = philox_block({low(number), high(number), low(seed_), high(seed_)}, {low(key_), high(key_)});
  const std::uint64_t second = join(bits[2], bits[3]);
  if (word % 2 == 1) return second;
  spare_ = second;
  spare_at_ = word + 1;
  return join(bits[0], bits[1]);
}

}  // namespace fleetsim::core
