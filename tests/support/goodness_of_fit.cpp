#include "tests/support/goodness_of_fit.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <ostream>

#include <boost/math/distributions/chi_squared.hpp>

namespace fleetsim::tests {
namespace {

/// In thinner cells a count is far from normal.
constexpr double kExpectedMin = 5;

}  // namespace

void PrintTo(const Fit& fit, std::ostream* out) {
  *out << fit.statistic << " against " << fit.bound;
}

Fit chi_square(std::span<const std::uint64_t> counts, std::span<const double> shares, double level) {
  const auto total = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
  struct Cell {
    double counted = 0;
    double expected = 0;
  };
  std::vector<Cell> cells(1);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (cells.back().expected >= kExpectedMin) cells.emplace_back();
    cells.back().counted += static_cast<double>(counts[i]);
    cells.back().expected += shares[i] * total;
  }
  if (cells.size() > 1 && cells.back().expected < kExpectedMin) {
    const Cell thin = cells.back();
    cells.pop_back();
    cells.back().counted += thin.counted;
    cells.back().expected += thin.expected;
  }
  Fit fit;
  for (const Cell& cell : cells) fit.statistic += std::pow(cell.counted - cell.expected, 2) / cell.expected;
  const boost::math::chi_squared_distribution<double> limit(static_cast<double>(cells.size() - 1));
  fit.bound = boost::math::quantile(boost::math::complement(limit, level));
  return fit;
}

Fit chi_square_of_equals(std::span<const std::uint64_t> counts, double level) {
  const std::vector<double> shares(counts.size(), 1.0 / static_cast<double>(counts.size()));
  return chi_square(counts, shares, level);
}

Fit kolmogorov_smirnov(std::vector<double> draws, const std::function<double(double)>& cdf, double level) {
  std::ranges::sort(draws);
  const auto n = static_cast<double>(draws.size());
  double distance = 0;
  double below = 0;
  for (const double drawn : draws) {
    const double expected = cdf(drawn);
    distance = std::max({distance, expected - below / n, (below + 1) / n - expected});
    ++below;
  }
  // 1 - 2 sum (-1)^(k-1) exp(-2 k^2 x^2): beyond the first term nothing counts at small levels.
  return {distance * (std::sqrt(n) + 0.12 + 0.11 / std::sqrt(n)), std::sqrt(std::log(2 / level) / 2)};
}

}  // namespace fleetsim::tests
