#pragma once

#include <cmath>
#include <cstddef>
#include <iterator>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace fleetsim::sim {

/// A value over seeds.
struct Sample {
  std::vector<double> values;

  double mean() const {
    double sum = 0;
    for (const double value : values) sum += value;
    return values.empty() ? 0 : sum / static_cast<double>(values.size());
  }
  /// Half of the 95 % confidence interval of the mean by Student's t; 0 with less than two values.
  double half_width() const {
    const std::size_t n = values.size();
    if (n < 2) return 0;
    double squares = 0;
    for (const double value : values) squares += (value - mean()) * (value - mean());
    // Two-sided 97.5 % quantiles for 1 to 30 degrees of freedom; beyond that the normal one is within 2 %.
    static constexpr double kT[] = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
                                    2.201,  2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
                                    2.080,  2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042};
    const double t = n - 2 < std::size(kT) ? kT[n - 2] : 1.96;
    return t * std::sqrt(squares / static_cast<double>(n - 1) / static_cast<double>(n));
  }
  std::string text(int places) const {
    if (values.empty()) return "never";
    if (values.size() < 2) return fmt::format("{:.{}f}", mean(), places);
    return fmt::format("{:.{}f} ± {:.{}f}", mean(), places, half_width(), places);
  }
};

}  // namespace fleetsim::sim
