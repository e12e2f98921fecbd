#pragma once

#include <cstdint>
#include <vector>

#include "core/base/ratio.h"
#include "core/base/time.h"
#include "core/env/dice.h"

namespace fleetsim::sim {

/// What was measured, as points of the cumulative distribution: `share` of all draws are at most `value`.
/// Between two points linear: every nanosecond there alike. Two points of one value: that value with the
/// probability between them. Two points of one share: a gap. One draw, by inversion; cut to whole
/// nanoseconds.
class Empirical {
 public:
  struct Point {
    core::Ratio share;
    core::Duration value;

    friend bool operator==(const Point&, const Point&) = default;
  };
  /// More would be a trace, not a summary.
  static constexpr std::size_t kPointsMax = 10'000;

  /// Requires `is_cumulative(points)`.
  explicit Empirical(std::vector<Point> points);

  /// Whether they begin at share 0, end at share 1, and neither shares nor values ever fall; from 2 to
  /// kPointsMax of them, values from 0 to kDrawnSpanMax.
  static bool is_cumulative(const std::vector<Point>& points);

  const std::vector<Point>& points() const { return points_; }
  /// The value at u / 2^64 of all draws.
  core::Duration quantile(std::uint64_t u) const;

  friend bool operator==(const Empirical& a, const Empirical& b) { return a.points_ == b.points_; }

 private:
  std::vector<Point> points_;
  std::vector<std::uint64_t> starts_;  // per point but the last: its share in units of 2^-64, rounded down
};

core::Duration draw(const Empirical& empirical, core::Dice& dice);
/// No draw is shorter.
core::Duration least(const Empirical& empirical);
/// The value at one half.
core::Duration median(const Empirical& empirical);

}  // namespace fleetsim::sim
