#pragma once

#include <cstdint>

#include "core/base/checksum.h"

namespace fleetsim::core {

/// An element of a set that is reconciled: 64 bits that look uniform. All of them are compared, so that two
/// elements with one id are one element for as long as the exchange lasts.
using ItemId = std::uint64_t;

/// A bijection in which every bit of the argument bears on every bit of the result: the finaliser of
/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014; constants by Stafford). No secret in it: it stops accidents,
/// and with a salt that was not known beforehand also plans.
constexpr std::uint64_t mix64(std::uint64_t word) {
  word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
  word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
  return word ^ (word >> 31);
}

/// What an element is called in the exchange with this salt. Two hashes that share an id under one salt share
/// it under another one with probability 2^-64, so that what one exchange could not tell apart the next one
/// does.
constexpr ItemId salted_item(const Hash128& hash, std::uint64_t salt) {
  std::uint64_t first = 0;
  std::uint64_t second = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    first |= std::uint64_t{hash[i]} << (8 * i);
    second |= std::uint64_t{hash[8 + i]} << (8 * i);
  }
  return mix64(mix64(first ^ mix64(salt + 0x9E3779B97F4A7C15)) ^ second);
}

}  // namespace fleetsim::core
