#include "sim/rng/poisson.h"

#include <array>
#include <cmath>
#include <ostream>
#include <string>
#include <vector>

#include <boost/math/distributions/poisson.hpp>
#include <gtest/gtest.h>

#include "core/base/check.h"
#include "tests/support/goodness_of_fit.h"

namespace fleetsim::sim {
namespace {

using core::Dice;
using core::Duration;
using core::Instant;
using core::milliseconds;
using core::seconds;

/// Cells about a mean: a 50th of a standard deviation, at least one count, wide; ten deviations to either
/// side.
class Cells {
 public:
  explicit Cells(double mean)
      : low_(std::max(0.0, std::floor(mean - 10 * std::sqrt(mean)))),
        width_(std::max(1.0, std::floor(std::sqrt(mean) / 10))),
        counts_(1 + static_cast<std::size_t>((mean + 10 * std::sqrt(mean) + 10 - low_) / width_)),
        shares_(counts_.size()) {
    const boost::math::poisson_distribution<double> poisson(mean);
    double before = 0;
    for (std::size_t i = 0; i < shares_.size(); ++i) {
      const bool last = i + 1 == shares_.size();
      const double up_to =
          last ? 1 : boost::math::cdf(poisson, low_ + static_cast<double>(i + 1) * width_ - 1);
      shares_[i] = up_to - before;
      before = up_to;
    }
  }

  void count(std::uint64_t drawn) {
    const double at = (static_cast<double>(drawn) - low_) / width_;
    ++counts_[at < 0 ? 0 : std::min(static_cast<std::size_t>(at), counts_.size() - 1)];
  }
  tests::Fit fit() const { return tests::chi_square(counts_, shares_); }

 private:
  double low_;
  double width_;
  std::vector<std::uint64_t> counts_;
  std::vector<double> shares_;
};

struct CountCase {
  const char* name;
  std::uint64_t events;
  Duration per;
  Duration window;
  std::array<std::uint64_t, 6> first;

  double mean() const {
    return static_cast<double>(events) * static_cast<double>(window.ns) / static_cast<double>(per.ns);
  }
};

void PrintTo(const CountCase& row, std::ostream* out) {
  *out << row.name;
}

class CountTest : public testing::TestWithParam<CountCase> {};

TEST_P(CountTest, FitsPoisson) {
  const CountCase& row = GetParam();
  const Cells empty(row.mean());
  for (const std::uint64_t seed : {1U, 2U, 7U, 42U}) {
    Dice dice(seed, "fit");
    Cells cells = empty;
    for (int i = 0; i < 50'000; ++i) cells.count(poisson_count(row.events, row.per, row.window, dice));
    EXPECT_TRUE(cells.fit().good()) << seed << ": " << testing::PrintToString(cells.fit());
  }
}

// A mean a tenth of a standard deviation off.
TEST_P(CountTest, AnotherMeanIsSeenNotToFit) {
  const CountCase& row = GetParam();
  const auto window =
      static_cast<std::int64_t>(static_cast<double>(row.window.ns) * (1 + 0.1 / std::sqrt(row.mean())));
  const Cells empty(row.mean());
  for (const std::uint64_t seed : {1U, 2U, 7U, 42U}) {
    Dice dice(seed, "fit");
    Cells cells = empty;
    for (int i = 0; i < 50'000; ++i) cells.count(poisson_count(row.events, row.per, {window}, dice));
    EXPECT_FALSE(cells.fit().good()) << seed;
  }
}

TEST_P(CountTest, FirstCountsOfSeed42ArePinned) {
  const CountCase& row = GetParam();
  Dice dice(42, "pinned");
  std::array<std::uint64_t, 6> counts{};
  for (std::uint64_t& count : counts) count = poisson_count(row.events, row.per, row.window, dice);
  EXPECT_EQ(counts, row.first);
}

INSTANTIATE_TEST_SUITE_P(
    Means, CountTest,
    testing::Values(
        CountCase{"a_third", 1, seconds(3), seconds(1), {0, 0, 0, 1, 0, 1}},
        CountCase{"five", 5, seconds(1), seconds(1), {4, 4, 4, 6, 6, 7}},
        CountCase{"sixteen", 16, seconds(1), seconds(1), {15, 15, 14, 19, 17, 20}},
        CountCase{"just_beyond_sixteen", 16'001, seconds(1), milliseconds(1), {20, 13, 12, 15, 13, 12}},
        CountCase{"forty_and_a_half", 81, seconds(2), seconds(1), {46, 36, 34, 39, 33, 30}},
        CountCase{"thousands", 4321, seconds(1), seconds(1), {4378, 4278, 4257, 4312, 4249, 4220}},
        CountCase{"a_billion",
                  1'000'000'000,
                  seconds(1),
                  seconds(1),
                  {1000027406, 999979371, 999969479, 999995738, 999965503, 999951498}}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(PoissonCountTest, NoTimeOrNoEventsIsNothing) {
  Dice dice(1, "edge");
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(poisson_count(5, seconds(1), {0}, dice), 0U);
    EXPECT_EQ(poisson_count(0, seconds(1), seconds(1), dice), 0U);
  }
}

TEST(PoissonCountTest, TheLargestMeanIsDrawnAndALargerOneIsABug) {
  Dice dice(1, "edge");
  const std::uint64_t most = (std::uint64_t{1} << 32) - 1;
  for (int i = 0; i < 100; ++i) {
    const std::uint64_t count = poisson_count(most, {1}, {1}, dice);
    EXPECT_NEAR(static_cast<double>(count), static_cast<double>(most), 65'536.0 * 6);
  }
  EXPECT_THROW(poisson_count(most + 1, {1}, {1}, dice), core::BrokenInvariant);
  EXPECT_THROW(poisson_count(UINT64_MAX, {1}, {INT64_MAX}, dice), core::BrokenInvariant);
  EXPECT_THROW(poisson_count(1, {0}, {1}, dice), core::BrokenInvariant);
  EXPECT_EQ(poisson_count(1, {INT64_MAX}, {1}, dice), 0U);
}

std::vector<double> gaps_of(PoissonArrivals arrivals, Dice dice, int count) {
  std::vector<double> gaps;
  Instant before;
  for (int i = 0; i < count; ++i) {
    const Instant at = arrivals.next(dice);
    gaps.push_back(static_cast<double>((at - before).ns));
    before = at;
  }
  return gaps;
}

TEST(PoissonArrivalsTest, GapsAreExponential) {
  for (const std::uint64_t seed : {1U, 2U, 7U, 42U}) {
    const std::vector<double> gaps = gaps_of(PoissonArrivals(40, seconds(1)), Dice(seed, "gaps"), 50'000);
    EXPECT_TRUE(tests::kolmogorov_smirnov(gaps, [](double x) { return 1 - std::exp(-x / 25e6); }).good())
        << seed;
    EXPECT_FALSE(tests::kolmogorov_smirnov(gaps, [](double x) { return 1 - std::exp(-x / 25.6e6); }).good())
        << seed;
  }
}

TEST(PoissonArrivalsTest, CountsInWindowsArePoissonAndThoseOfAClockAreNot) {
  for (const std::uint64_t seed : {1U, 2U, 7U, 42U}) {
    PoissonArrivals arrivals(7, seconds(1));
    Dice dice(seed, "windows");
    Cells cells(7);
    Cells clock(7);
    Instant next = arrivals.next(dice);
    for (int window = 1; window <= 20'000; ++window) {
      std::uint64_t count = 0;
      for (const Instant end = Instant{} + seconds(window); next < end; next = arrivals.next(dice)) ++count;
      cells.count(count);
      clock.count(7);
    }
    EXPECT_TRUE(cells.fit().good()) << seed;
    EXPECT_FALSE(clock.fit().good());
  }
}

TEST(PoissonArrivalsTest, FirstArrivalsOfSeed42ArePinned) {
  PoissonArrivals arrivals(40, seconds(1), Instant{1'000'000'000});
  Dice dice(42, "pinned");
  std::array<std::int64_t, 4> at{};
  for (std::int64_t& instant : at) instant = arrivals.next(dice).ns;
  EXPECT_EQ(at, (std::array<std::int64_t, 4>{1022227991, 1043482832, 1069275326, 1076149926}));
}

// Three to a nanosecond: gaps cut to whole nanoseconds would be a quarter too short or stand still.
TEST(PoissonArrivalsTest, FastArrivalsDoNotDriftByRounding) {
  PoissonArrivals arrivals(3, {1});
  Dice dice(5, "fast");
  Instant at;
  for (int i = 0; i < 3'000'000; ++i) at = arrivals.next(dice);
  EXPECT_NEAR(static_cast<double>(at.ns), 1e6, 4 * 1e6 / std::sqrt(3e6));
}

TEST(PoissonArrivalsTest, OneDrawAnArrival) {
  PoissonArrivals arrivals(1, seconds(1));
  Dice dice(1, "x");
  Dice counted = dice;
  for (int i = 0; i < 100; ++i) {
    arrivals.next(dice);
    counted.u64();
    ASSERT_EQ(dice, counted);
  }
}

TEST(PoissonArrivalsTest, TimeEndsAndStaysAtItsEnd) {
  PoissonArrivals arrivals(1, {INT64_MAX}, Instant{0});
  Dice dice(1, "end");
  Instant before;
  for (int i = 0; i < 60; ++i) {
    const Instant at = arrivals.next(dice);
    EXPECT_GE(at, before);
    before = at;
  }
  EXPECT_EQ(before, core::kNever);
  EXPECT_THROW(PoissonArrivals(0, seconds(1)), core::BrokenInvariant);
  EXPECT_THROW(PoissonArrivals(1, {0}), core::BrokenInvariant);
}

TEST(PoissonArrivalsTest, ACopyGoesOnAlike) {
  PoissonArrivals arrivals(3, seconds(1));
  Dice dice(1, "copy");
  arrivals.next(dice);
  PoissonArrivals copy = arrivals;
  Dice copied_dice = dice;
  for (int i = 0; i < 100; ++i) EXPECT_EQ(arrivals.next(dice), copy.next(copied_dice));
  EXPECT_EQ(arrivals, copy);
}

}  // namespace
}  // namespace fleetsim::sim
