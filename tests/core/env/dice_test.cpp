#include "core/env/dice.h"

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/check.h"
#include "core/base/philox.h"

namespace fleetsim::core {
namespace {

using Block = std::array<std::uint32_t, 4>;
using Key = std::array<std::uint32_t, 2>;

// Known-answer vectors of the Random123 library (kat_vectors, philox4x32 10).
TEST(PhiloxTest, AgreesWithThePublishedVectors) {
  EXPECT_EQ(philox_block({0, 0, 0, 0}, {0, 0}), (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  const std::uint32_t ones = 0xffffffff;
  EXPECT_EQ(philox_block({ones, ones, ones, ones}, Key{ones, ones}),
            (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox_block({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(DiceTest, TheFirstBlockIsCounterZeroWithTheSeedAboveIt) {
  Dice dice(0x0000000700000005, std::uint64_t{0x0000000B00000009});
  const Block block = philox_block({0, 0, 5, 7}, {9, 11});
  EXPECT_EQ(dice.u64(), block[0] | (std::uint64_t{block[1]} << 32));
  EXPECT_EQ(dice.u64(), block[2] | (std::uint64_t{block[3]} << 32));
  const Block next = philox_block({1, 0, 5, 7}, {9, 11});
  EXPECT_EQ(dice.u64(), next[0] | (std::uint64_t{next[1]} << 32));
}

// Pinned: every seed that anyone has written down depends on them.
TEST(DiceTest, TheFirstDrawsOfSeed42ArePinned) {
  Dice dice(42, "node/17/gossip");
  EXPECT_EQ(dice.u64(), 12521552555543296652u);
  EXPECT_EQ(dice.u64(), 16538759707437183357u);
  EXPECT_EQ(dice.u64(), 12684253352715884459u);
  EXPECT_EQ(dice.below(1000), 416u);
  EXPECT_EQ(dice.between(seconds(0), seconds(1)), nanoseconds(208111841));
}

TEST(DiceTest, StreamsOfOtherNamesOrSeedsDiffer) {
  Dice a(42, "node/1/gossip");
  Dice b(42, "node/2/gossip");
  Dice c(43, "node/1/gossip");
  const std::uint64_t first = a.u64();
  EXPECT_NE(first, b.u64());
  EXPECT_NE(first, c.u64());
}

TEST(DiceTest, ACopyGoesOnWithTheSameDraws) {
  Dice dice(42, "a");
  dice.u64();  // in the middle of a block
  Dice copy = dice;
  for (int i = 0; i < 10; ++i) EXPECT_EQ(dice.u64(), copy.u64());
  EXPECT_EQ(dice, copy);
}

TEST(DiceTest, CertaintiesCostOneDrawToo) {
  const Dice start(42, "a");
  Dice drawn = start;
  drawn.u64();
  for (const Ratio ratio : {Ratio{0, 1}, Ratio{1, 1}, Ratio{0, 200}, Ratio{1, 2}}) {
    Dice dice = start;
    (void)dice.chance(ratio);
    EXPECT_EQ(dice, drawn) << ratio.numerator << "/" << ratio.denominator;
  }
}

TEST(DiceTest, ProbabilityZeroNeverAndOneAlwaysHappens) {
  Dice dice(42, "a");
  for (int i = 0; i < 1000; ++i) {
    EXPECT_FALSE(dice.chance({0, 7}));
    EXPECT_TRUE(dice.chance({7, 7}));
  }
}

TEST(DiceTest, BelowOneIsZeroAndBelowNothingIsABug) {
  Dice dice(42, "a");
  EXPECT_EQ(dice.below(1), 0u);
  EXPECT_THROW(dice.below(0), BrokenInvariant);
}

// Pearson's chi-square over 16 cells, 160,000 draws. The bound is the 0.9999 quantile for 15 degrees of
// freedom (44.26); the draws are fixed, so that the test either always or never passes.
TEST(DiceTest, DrawsBelowABoundAreUniform) {
  for (const std::uint64_t seed : {1u, 2u, 3u, 42u}) {
    SCOPED_TRACE(seed);
    Dice dice(seed, "uniform");
    std::array<std::uint64_t, 16> cells{};
    constexpr std::uint64_t each = 10'000;
    for (std::uint64_t i = 0; i < each * cells.size(); ++i) ++cells[dice.below(cells.size())];
    double chi_square = 0;
    for (const std::uint64_t count : cells) {
      const double off = static_cast<double>(count) - static_cast<double>(each);
      chi_square += off * off / static_cast<double>(each);
    }
    EXPECT_LT(chi_square, 44.26);
  }
}

// Of a bound of 3/4 of the range, taking the high word of a product without rejection would give every third
// value twice as often.
TEST(DiceTest, AHugeBoundIsNotBiased) {
  const std::uint64_t bound = std::uint64_t{3} << 62;
  Dice dice(42, "huge");
  std::array<std::uint64_t, 3> residue{};
  constexpr std::uint64_t each = 20'000;
  for (std::uint64_t i = 0; i < 3 * each; ++i) {
    const std::uint64_t value = dice.below(bound);
    ASSERT_LT(value, bound);
    ++residue[value % 3];
  }
  double chi_square = 0;
  for (const std::uint64_t count : residue) {
    const double off = static_cast<double>(count) - static_cast<double>(each);
    chi_square += off * off / static_cast<double>(each);
  }
  EXPECT_LT(chi_square, 18.42);  // the 0.9999 quantile for 2 degrees of freedom
}

TEST(DiceTest, BetweenReachesBothEndsAndNothingElse) {
  Dice dice(42, "between");
  bool low = false;
  bool high = false;
  for (int i = 0; i < 200; ++i) {
    const Duration drawn = dice.between(nanoseconds(-1), nanoseconds(1));
    ASSERT_GE(drawn, nanoseconds(-1));
    ASSERT_LE(drawn, nanoseconds(1));
    low |= drawn == nanoseconds(-1);
    high |= drawn == nanoseconds(1);
  }
  EXPECT_TRUE(low && high);
}

TEST(DiceTest, WhatIsSkippedIsAsIfItHadBeenDrawn) {
  for (std::uint64_t before = 0; before < 4; ++before) {
    for (std::uint64_t skipped = 0; skipped < 6; ++skipped) {
      SCOPED_TRACE(before * 10 + skipped);
      Dice drawn(42, "skip");
      Dice skipping(42, "skip");
      for (std::uint64_t i = 0; i < before; ++i) ASSERT_EQ(drawn.u64(), skipping.u64());
      for (std::uint64_t i = 0; i < skipped; ++i) drawn.u64();
      skipping.skip(skipped);
      for (int i = 0; i < 4; ++i) EXPECT_EQ(skipping.u64(), drawn.u64()) << i;
    }
  }
}

TEST(DiceTest, WhatIsCertainTakesItsPlaceAmongTheDraws) {
  Dice drawn(42, "certain");
  Dice other(42, "certain");
  drawn.u64();
  EXPECT_FALSE(other.chance({0, 5}));
  EXPECT_EQ(other.u64(), drawn.u64());
  drawn.u64();
  EXPECT_EQ(other.between(nanoseconds(7), nanoseconds(7)), nanoseconds(7));
  EXPECT_EQ(other.u64(), drawn.u64());
}

TEST(DiceTest, BetweenTakesTheWholeRangeOfDurations) {
  constexpr Duration lowest{std::numeric_limits<std::int64_t>::min()};
  constexpr Duration highest{std::numeric_limits<std::int64_t>::max()};
  Dice dice(42, "whole");
  bool negative = false;
  bool positive = false;
  for (int i = 0; i < 50; ++i) {
    const Duration drawn = dice.between(lowest, highest);
    negative |= drawn < Duration{};
    positive |= drawn > Duration{};
  }
  EXPECT_TRUE(negative && positive);
  EXPECT_THROW(dice.between(highest, lowest), BrokenInvariant);
}

}  // namespace
}  // namespace fleetsim::core
