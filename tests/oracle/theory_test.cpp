// The theory itself, against what is published, closed forms, and plain simulations of the models.

#include "tests/oracle/theory.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/split_mix.h"

namespace fleetsim::tests::theory {
namespace {

struct RoundsCase {
  int n;
  double push;
  double pull;
};

void PrintTo(const RoundsCase& row, std::ostream* out) {
  *out << row.n << " nodes";
}

class MeanRoundsTest : public testing::TestWithParam<RoundsCase> {};

TEST_P(MeanRoundsTest, AreThePublishedOnes) {
  EXPECT_NEAR(mean_rounds(Direction::push, GetParam().n), GetParam().push, 5e-5);
  EXPECT_NEAR(mean_rounds(Direction::pull, GetParam().n), GetParam().pull, 5e-5);
}

INSTANTIATE_TEST_SUITE_P(Sizes, MeanRoundsTest,
                         testing::Values(RoundsCase{2, 1.0, 1.0}, RoundsCase{3, 2.3333, 2.0},
                                         RoundsCase{5, 3.9331, 3.3417}, RoundsCase{10, 6.0471, 5.0634}),
                         [](const auto& row) { return "of_" + std::to_string(row.param.n); });

TEST(TheoryTest, TheChainAndItsMeanAgree) {
  for (const Direction direction : {Direction::push, Direction::pull, Direction::push_pull})
    for (const int calls : {1, 2}) {
      const auto table = informed_by_round(direction, 7, calls, 200);
      double mean = 0;
      for (const std::vector<double>& row : table) {
        EXPECT_NEAR(std::accumulate(row.begin(), row.end(), 0.0), 1, 1e-12);
        mean += 1 - row.back();
      }
      EXPECT_NEAR(mean, mean_rounds(direction, 7, calls), 1e-9);
    }
}

TEST(TheoryTest, CallingEverybodyTakesOneRound) {
  for (const Direction direction : {Direction::push, Direction::pull, Direction::push_pull})
    EXPECT_NEAR(mean_rounds(direction, 9, 8), 1, 1e-9);
}

TEST(TheoryTest, LossMakesRoundsOfTwoNodesGeometric) {
  EXPECT_NEAR(mean_rounds(Direction::push, 2, 1, 0.2), 1 / 0.8, 1e-12);
  EXPECT_NEAR(mean_rounds(Direction::pull, 2, 1, 0.2), 1 / 0.64, 1e-12);
}

// Mean field knows no chance: it is the large fleet, up to a round at the beginning and the last nodes at the
// end.
TEST(TheoryTest, TheMeanFieldIsNearTheChain) {
  for (const Direction direction : {Direction::push, Direction::pull, Direction::push_pull})
    EXPECT_NEAR(mean_field_rounds(direction, 64, 1), mean_rounds(direction, 64, 1), 1.5);
}

TEST(TheoryTest, TheMeanFieldIsNearWhatWasMeasuredElsewhere) {
  EXPECT_NEAR(mean_field_rounds(Direction::push, 256, 1), 14.7, 1.5);
  EXPECT_NEAR(mean_field_rounds(Direction::pull, 256, 1), 11.5, 1.5);
  EXPECT_NEAR(mean_field_rounds(Direction::push_pull, 256, 1), 7.6, 1.5);
  EXPECT_NEAR(mean_field_rounds(Direction::push, 1'024, 3), 8.2, 1.5);
  EXPECT_NEAR(mean_field_rounds(Direction::pull, 1'024, 3), 7.1, 1.5);
  EXPECT_NEAR(mean_field_rounds(Direction::push_pull, 1'024, 3), 5.1, 1.5);
}

TEST(TheoryTest, InContinuousTimeTheSumHasAClosedForm) {
  for (const int n : {2, 3, 10, 100}) {
    double harmonic = 0;
    for (int k = 1; k < n; ++k) harmonic += 1.0 / k;
    EXPECT_NEAR(mean_intervals(Direction::push, n, 3), 2.0 * (n - 1) / n * harmonic / 3, 1e-9);
    EXPECT_NEAR(mean_intervals(Direction::push_pull, n), mean_intervals(Direction::push, n) / 2, 1e-9);
  }
}

TEST(TheoryTest, LambertsFunctionIsTheInverse) {
  EXPECT_EQ(lambert_w(0), 0);
  EXPECT_NEAR(lambert_w(1), 0.5671432904, 1e-9);
  for (const double x : {0.001, 0.5, 2.0, 50.0, 1e6}) {
    const double w = lambert_w(x);
    EXPECT_NEAR(w * std::exp(w) / x, 1, 1e-12);
  }
}

TEST(TheoryTest, LatencySlowsTheGrowth) {
  EXPECT_EQ(growth_rate(2, 0), 2);
  EXPECT_NEAR(growth_rate(2, 1e-9), 2, 1e-6);
  const double rate = growth_rate(3, 0.5);
  EXPECT_NEAR(rate * std::exp(rate * 0.5), 3, 1e-9);
}

TEST(TheoryTest, OfOneCopyEachNothingIsLeftAndOfTwoAFifthIsLeftOut) {
  EXPECT_GT(residue(1), 0.99);
  EXPECT_NEAR(residue(2), 0.2032, 1e-4);
  EXPECT_NEAR(residue(4, 0.5), residue(2), 1e-12);
}

TEST(TheoryTest, EvenlyAskedContentsAreCoupons) {
  const std::vector<double> even(10, 0.1);
  EXPECT_NEAR(distinct_contents(even, 5, 4), 10 * (1 - std::exp(-2.0)), 1e-9);
  EXPECT_NEAR(copies(even, 5, 20, 4), 20 * 10 * (1 - std::exp(-0.1)), 1e-9);
  EXPECT_NEAR(local_hits(even, 5, 20, 4), 1 - std::exp(-0.1), 1e-9);
  EXPECT_EQ(held(0.1, 5, 20, 0), 0);
}

TEST(TheoryTest, ZipfSharesAddUp) {
  const std::vector<double> shares = zipf(3, 1);
  EXPECT_NEAR(shares[0], 6.0 / 11, 1e-12);
  EXPECT_NEAR(shares[1], 3.0 / 11, 1e-12);
  EXPECT_NEAR(shares[2], 2.0 / 11, 1e-12);
}

TEST(TheoryTest, QueuesAreTheTextbooks) {
  // One slot: Erlang B is load / (1 + load), C is the load, the wait that of M/M/1.
  EXPECT_NEAR(erlang_b(1, 0.5), 1.0 / 3, 1e-12);
  EXPECT_NEAR(erlang_c(1, 0.5), 0.5, 1e-12);
  EXPECT_NEAR(mean_wait(1, 0.8, 1), 4, 1e-12);
  EXPECT_NEAR(mean_wait_general(0.8, 1, 2), 4, 1e-12) << "exponential service: the second moment is 2";
  EXPECT_NEAR(mean_wait_general(0.8, 1, 1), 2, 1e-12) << "constant service waits half as long";
  // Tables: 10 lines at 5 erlang lose 1.84 %.
  EXPECT_NEAR(erlang_b(10, 5), 0.01838, 1e-5);
  EXPECT_NEAR(erlang_c(2, 1), 1.0 / 3, 1e-12);
}

// Another way to the same number: rounds played out, without chains.
TEST(TheoryTest, PlayedRoundsAreThoseOfTheChain) {
  constexpr int kNodes = 6;
  constexpr int kGames = 20'000;
  SplitMix random(1);
  for (const Direction direction : {Direction::push, Direction::pull, Direction::push_pull}) {
    double sum = 0;
    double squares = 0;
    for (int game = 0; game < kGames; ++game) {
      std::vector<bool> informed(kNodes);
      informed[0] = true;
      int rounds = 0;
      for (; std::count(informed.begin(), informed.end(), true) < kNodes; ++rounds) {
        std::vector<bool> next = informed;
        for (std::size_t node = 0; node < kNodes; ++node) {
          const std::size_t other = (node + 1 + random.below(kNodes - 1)) % kNodes;
          if (direction != Direction::pull && informed[node]) next[other] = true;
          if (direction != Direction::push && informed[other]) next[node] = true;
        }
        informed = next;
      }
      sum += rounds;
      squares += static_cast<double>(rounds) * rounds;
    }
    const double mean = sum / kGames;
    const double error = std::sqrt((squares / kGames - mean * mean) / kGames);
    EXPECT_NEAR(mean, mean_rounds(direction, kNodes), 4 * error);
  }
}

}  // namespace
}  // namespace fleetsim::tests::theory
