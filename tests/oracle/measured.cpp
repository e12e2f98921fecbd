#include "tests/oracle/measured.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <string>

#include <boost/math/distributions/students_t.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace fleetsim::tests {
namespace {

std::string line(std::string_view what, const Measured& measured, std::string_view relation, double expected,
                 double slack) {
  const std::string give = slack > 0 ? fmt::format(" +- {:.4g}", slack) : "";
  return fmt::format("{}: measured {:.5g} +- {:.2g} ({} runs, 99.9 %), expected {}{:.5g}{}", what,
                     measured.mean(), measured.error(), measured.runs(), relation, expected, give);
}

void judge(bool good, const std::string& text) {
  std::printf("  %s\n", text.c_str());
  EXPECT_TRUE(good) << text;
}

}  // namespace

double Measured::mean() const {
  return std::accumulate(values_.begin(), values_.end(), 0.0) / static_cast<double>(values_.size());
}

double Measured::error() const {
  const double m = mean();
  double squares = 0;
  for (const double value : values_) squares += (value - m) * (value - m);
  const auto n = static_cast<double>(values_.size());
  const boost::math::students_t student(n - 1);
  return boost::math::quantile(student, 0.9995) * std::sqrt(squares / (n - 1) / n);
}

double Measured::quantile(double share) const {
  std::vector<double> sorted = values_;
  std::sort(sorted.begin(), sorted.end());
  const double rank = std::ceil(share * static_cast<double>(sorted.size()));
  return sorted[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

void expect_mean(std::string_view what, const Measured& measured, double expected, double slack) {
  // A quantity that never varies has an interval of no width: what is left then are roundings.
  const double room = measured.error() + slack + 1e-9 * std::abs(expected);
  judge(std::abs(measured.mean() - expected) <= room, line(what, measured, "", expected, slack));
}

void expect_at_least(std::string_view what, const Measured& measured, double bound) {
  judge(measured.mean() + measured.error() >= bound, line(what, measured, "at least ", bound, 0));
}

void expect_at_most(std::string_view what, const Measured& measured, double bound) {
  judge(measured.mean() - measured.error() <= bound, line(what, measured, "at most ", bound, 0));
}

}  // namespace fleetsim::tests
