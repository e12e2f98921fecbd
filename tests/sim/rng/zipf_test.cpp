#include "sim/rng/zipf.h"

#include <array>
#include <bit>
#include <cmath>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/check.h"
#include "tests/support/goodness_of_fit.h"

namespace fleetsim::sim {
namespace {

using core::Dice;

constexpr std::uint64_t kHundredMillion = 100'000'000;

struct ZipfCase {
  const char* name;
  std::uint64_t population;
  Rational exponent;
  Rational wrong;  ///< an exponent a few per cent off
  std::array<std::uint64_t, 6> first;
};

void PrintTo(const ZipfCase& row, std::ostream* out) {
  *out << row.name;
}

constexpr std::uint64_t kAlone = 30;  ///< ranks with a cell of their own

/// The cell of x = rank + 1: the first ones alone, then two to each octave.
std::size_t cell_of(std::uint64_t x) {
  if (x <= kAlone) return x - 1;
  const auto octave = static_cast<std::size_t>(std::bit_width(x));
  const std::size_t upper_half = (x >> (octave - 2)) & 1;
  return kAlone + 2 * octave + upper_half;
}

/// Sum of x^-s for x from a to b, by the formula of Euler and Maclaurin; a is large enough for two terms of
/// it.
double sum_of_powers(double a, double b, double s) {
  if (b < a) return 0;
  const double integral = s == 1 ? std::log(b / a) : (std::pow(b, 1 - s) - std::pow(a, 1 - s)) / (1 - s);
  const double ends = (std::pow(a, -s) + std::pow(b, -s)) / 2;
  return integral + ends + s * (std::pow(a, -s - 1) - std::pow(b, -s - 1)) / 12;
}

std::vector<double> shares_of(std::uint64_t population, double s) {
  std::vector<double> shares(kAlone + 2 * 34);
  for (std::uint64_t x = 1; x <= std::min(population, kAlone); ++x)
    shares[x - 1] = std::pow(static_cast<double>(x), -s);
  // From one cell's first number to the next one's.
  for (std::uint64_t x = kAlone + 1; x <= population;) {
    const auto half = std::uint64_t{1} << (std::bit_width(x) - 2);
    const std::uint64_t last = std::min((x / half + 1) * half - 1, population);
    shares[cell_of(x)] = sum_of_powers(static_cast<double>(x), static_cast<double>(last), s);
    x = last + 1;
  }
  double sum = 0;
  for (const double share : shares) sum += share;
  for (double& share : shares) share /= sum;
  return shares;
}

double value_of(Rational number) {
  return static_cast<double>(number.numerator) / static_cast<double>(number.denominator);
}

tests::Fit fit_of(std::uint64_t population, Rational drawn, Rational expected, std::uint64_t seed,
                  int count) {
  const Zipf zipf(population, drawn);
  Dice dice(seed, "fit");
  std::vector<std::uint64_t> counts(kAlone + 2 * 34);
  for (int i = 0; i < count; ++i) {
    const std::uint64_t rank = draw(zipf, dice);
    EXPECT_LT(rank, population);
    ++counts[cell_of(rank + 1)];
  }
  return tests::chi_square(counts, shares_of(population, value_of(expected)));
}

class ZipfTest : public testing::TestWithParam<ZipfCase> {};

TEST_P(ZipfTest, FitsItsLaw) {
  for (const std::uint64_t seed : {1U, 2U, 7U, 42U})
    EXPECT_TRUE(fit_of(GetParam().population, GetParam().exponent, GetParam().exponent, seed, 100'000).good())
        << seed;
}

TEST_P(ZipfTest, AnotherExponentIsSeenNotToFit) {
  for (const std::uint64_t seed : {1U, 2U, 7U, 42U})
    EXPECT_FALSE(fit_of(GetParam().population, GetParam().wrong, GetParam().exponent, seed, 100'000).good())
        << seed;
}

TEST_P(ZipfTest, FirstDrawsOfSeed42ArePinned) {
  const Zipf zipf(GetParam().population, GetParam().exponent);
  Dice dice(42, "pinned");
  std::array<std::uint64_t, 6> draws{};
  for (std::uint64_t& d : draws) d = draw(zipf, dice);
  EXPECT_EQ(draws, GetParam().first);
}

INSTANTIATE_TEST_SUITE_P(
    Laws, ZipfTest,
    testing::Values(
        ZipfCase{"uniform", 1000, {0, 1}, {3, 100}, {364, 827, 495, 395, 81, 21}},
        ZipfCase{"web", kHundredMillion, {9, 10}, {23, 25}, {93540, 508492, 12693, 81, 1, 500600}},
        ZipfCase{"classic", kHundredMillion, {1, 1}, {103, 100}, {1460, 15889, 395, 4, 0, 7820}},
        ZipfCase{"steep", kHundredMillion, {2, 1}, {41, 20}, {0, 0, 22, 1, 0, 1}},
        ZipfCase{"flat",
                 kHundredMillion,
                 {1, 3},
                 {9, 25},
                 {23946659, 55255356, 65087144, 12998668, 2713295, 370004}},
        ZipfCase{"few", 100, {6, 5}, {5, 4}, {4, 6, 2, 0, 3, 3}},
        ZipfCase{"just_beyond_an_octave", 65, {1, 2}, {53, 100}, {10, 30, 11, 1, 15, 29}},
        ZipfCase{"largest", Zipf::kPopulationMax, {11, 10}, {113, 100}, {90, 495, 23, 1, 1043, 243}}),
    [](const auto& row) { return std::string(row.param.name); });

// A hat without the rejection under it: what forgetting the last line of `draw` would do.
TEST(ZipfCheckTest, TheHatAloneIsSeenNotToFit) {
  Dice dice(1, "hat");
  std::vector<std::uint64_t> counts(kAlone + 2 * 34);
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t octave = dice.below(10);  // exponent 1: each octave weighs the same
    const std::uint64_t first = std::uint64_t{1} << octave;
    ++counts[cell_of(first + dice.below(first))];
  }
  EXPECT_FALSE(tests::chi_square(counts, shares_of(1023, 1)).good());
}

TEST(ZipfCheckTest, TheSumsAreThoseOfAddingUp) {
  double sum = 0;
  for (int x = 31; x <= 5000; ++x) sum += std::pow(x, -0.9);
  EXPECT_NEAR(sum_of_powers(31, 5000, 0.9), sum, 2e-8);
}

// Rejection-inversion loses its digits here; nothing does so in octaves.
TEST(ZipfEdgeTest, ExponentsAroundOneDifferByNothing) {
  constexpr std::uint64_t fine = 1'000'000'000'000'000;
  const Zipf one(kHundredMillion, {1, 1});
  for (const Rational near : {Rational{fine - 1, fine}, Rational{fine + 1, fine}}) {
    const Zipf other(kHundredMillion, near);
    Dice a(3, "near");
    Dice b(3, "near");
    for (int i = 0; i < 5000; ++i) ASSERT_EQ(draw(one, a), draw(other, b));
  }
}

TEST(ZipfEdgeTest, SmallestPopulations) {
  Dice dice(1, "edge");
  std::array<std::uint64_t, 2> counts{};
  for (int i = 0; i < 30'000; ++i) {
    ASSERT_EQ(draw(Zipf(1, {1, 1}), dice), 0U);
    ++counts[draw(Zipf(2, {1, 1}), dice)];
  }
  EXPECT_TRUE(tests::chi_square(counts, std::array<double, 2>{2.0 / 3, 1.0 / 3}).good());
}

TEST(ZipfEdgeTest, AnEndlessExponentKnowsTheFirstRankAlone) {
  Dice dice(1, "edge");
  const Zipf zipf(Zipf::kPopulationMax, {kRationalPartMax, 1});
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(draw(zipf, dice), 0U);
}

TEST(ZipfEdgeTest, TheLastRankIsReached) {
  Dice dice(1, "edge");
  const Zipf zipf(5, {0, 1});
  std::array<std::uint64_t, 5> counts{};
  for (int i = 0; i < 50'000; ++i) ++counts[draw(zipf, dice)];
  EXPECT_TRUE(tests::chi_square_of_equals(counts).good());
}

TEST(ZipfEdgeTest, AboutFourDrawsARank) {
  // Counted by how often a copy of the dice must be turned to catch up.
  const Zipf zipf(kHundredMillion, {1, 1});
  Dice dice(9, "count");
  Dice turned = dice;
  constexpr int ranks = 20'000;
  int draws = 0;
  for (int i = 0; i < ranks; ++i) {
    (void)draw(zipf, dice);
    for (; !(turned == dice); ++draws) turned.u64();
  }
  EXPECT_LT(draws, ranks * 43 / 10);
}

TEST(ZipfEdgeTest, WhatIsNoPopulationIsABug) {
  EXPECT_THROW(Zipf(0, {1, 1}), core::BrokenInvariant);
  EXPECT_THROW(Zipf(Zipf::kPopulationMax + 1, {1, 1}), core::BrokenInvariant);
  EXPECT_THROW(Zipf(10, {1, 0}), core::BrokenInvariant);
}

}  // namespace
}  // namespace fleetsim::sim
