#include "core/reconcile/item.h"

#include <bit>
#include <set>

#include <gtest/gtest.h>

#include "tests/support/split_mix.h"

namespace fleetsim::core {
namespace {

Hash128 random_hash(tests::SplitMix& random) {
  Hash128 hash;
  for (std::uint8_t& byte : hash) byte = static_cast<std::uint8_t>(random.next());
  return hash;
}

TEST(ItemTest, IsTheSameOnEveryMachine) {
  Hash128 counted;
  for (std::size_t i = 0; i < counted.size(); ++i) counted[i] = static_cast<std::uint8_t>(i);
  EXPECT_EQ(mix64(1), 0x5692161D100B05E5u);
  EXPECT_EQ(salted_item(Hash128{}, 0), 3746585686858627171u);
  EXPECT_EQ(salted_item(counted, 0), 14066576574002748351u);
  EXPECT_EQ(salted_item(counted, 42), 3410161045553170620u);
}

TEST(ItemTest, EveryBitOfTheHashAndOfTheSaltChangesHalfOfTheItem) {
  tests::SplitMix random(1);
  for (int bit = 0; bit < 192; ++bit) {
    int changed = 0;
    constexpr int kTrials = 200;
    for (int trial = 0; trial < kTrials; ++trial) {
      Hash128 hash = random_hash(random);
      std::uint64_t salt = random.next();
      const ItemId before = salted_item(hash, salt);
      if (bit < 128)
        hash[static_cast<std::size_t>(bit / 8)] ^= static_cast<std::uint8_t>(1 << (bit % 8));
      else
        salt ^= std::uint64_t{1} << (bit - 128);
      changed += std::popcount(before ^ salted_item(hash, salt));
    }
    // 12,800 bits, each as likely as not: five standard deviations are 283.
    EXPECT_NEAR(changed, kTrials * 32, 283) << "bit " << bit;
  }
}

TEST(ItemTest, WhatCollidesUnderOneSaltDoesNotUnderAnother) {
  // Two hashes that differ in both halves and have one item under salt 7: the second half makes up for the
  // first.
  const auto half = [](Hash128& hash, std::size_t at, std::uint64_t word) {
    for (std::size_t i = 0; i < 8; ++i) hash[at + i] = static_cast<std::uint8_t>(word >> (8 * i));
  };
  constexpr std::uint64_t kSalt = 7;
  const auto first_mixed = [](std::uint64_t first) {
    return mix64(first ^ mix64(kSalt + 0x9E3779B97F4A7C15));
  };
  Hash128 a{};
  Hash128 b{};
  half(a, 0, 1);
  half(b, 0, 2);
  half(b, 8, first_mixed(1) ^ first_mixed(2));
  ASSERT_EQ(salted_item(a, kSalt), salted_item(b, kSalt));
  for (std::uint64_t salt = kSalt + 1; salt < 1'000; ++salt)
    EXPECT_NE(salted_item(a, salt), salted_item(b, salt)) << salt;
}

}  // namespace
}  // namespace fleetsim::core
