#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace fleetsim::tests {

/// A quantity as independent runs measured it, one value each.
class Measured {
 public:
  void add(double value) { values_.push_back(value); }

  std::size_t runs() const { return values_.size(); }
  double mean() const;
  /// Half the width of the interval in which the true mean lies with a probability of 99.9 % (Student).
  double error() const;
  /// The value that so large a share of the runs does not exceed.
  double quantile(double share) const;

 private:
  std::vector<double> values_;
};

/// Prints what was measured, its interval, and what is expected; fails the test unless the one covers the
/// other, give or take `slack`: how far the expectation itself may be off, where it is no exact one.
void expect_mean(std::string_view what, const Measured& measured, double expected, double slack = 0);

/// The same for a bound: fails only when the whole interval lies on its wrong side.
void expect_at_least(std::string_view what, const Measured& measured, double bound);
void expect_at_most(std::string_view what, const Measured& measured, double bound);

}  // namespace fleetsim::tests
