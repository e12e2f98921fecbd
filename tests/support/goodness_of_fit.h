#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <span>
#include <vector>

namespace fleetsim::tests {

/// How far observations are from what a distribution predicts, and how far is too far: a true sampler exceeds
/// `bound` with the probability `level`. With fixed seeds a test either always or never passes.
struct Fit {
  double statistic = 0;
  double bound = 0;

  bool good() const { return statistic <= bound; }
};

void PrintTo(const Fit& fit, std::ostream* out);

inline constexpr double kFitLevel = 0.001;

/// Pearson's chi-square of counts per cell against the shares that are expected of them, which sum to 1.
/// Cells of which fewer than 5 are expected are joined with those behind them. Quantile of Boost.Math.
Fit chi_square(std::span<const std::uint64_t> counts, std::span<const double> shares,
               double level = kFitLevel);

/// Chi-square against cells that are all alike.
Fit chi_square_of_equals(std::span<const std::uint64_t> counts, double level = kFitLevel);

/// Kolmogorov and Smirnov's largest distance from a continuous `cdf`, times sqrt(n) + 0.12 + 0.11 / sqrt(n)
/// (Stephens, J. R. Stat. Soc. B 32(1), 1970), against the quantile of Kolmogorov's limit.
Fit kolmogorov_smirnov(std::vector<double> draws, const std::function<double(double)>& cdf,
                       double level = kFitLevel);

}  // namespace fleetsim::tests
