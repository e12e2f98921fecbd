#include "sim/rng/empirical.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "sim/rng/drawn_span.h"
#include "sim/rng/fixed_point.h"

namespace fleetsim::sim {
namespace {

bool below(core::Ratio a, core::Ratio b) {
  return static_cast<Wide>(a.numerator) * b.denominator < static_cast<Wide>(b.numerator) * a.denominator;
}

/// Units of 2^-64; 2^64 for all of it.
Wide in_words(core::Ratio share) {
  return (static_cast<Wide>(share.numerator) << 64) / share.denominator;
}

}  // namespace

bool Empirical::is_cumulative(const std::vector<Point>& points) {
  if (points.size() < 2 || points.size() > kPointsMax) return false;
  const core::Ratio last = points.back().share;
  if (points.front().share.numerator != 0 || last.numerator != last.denominator) return false;
  if (points.front().value.ns < 0 || points.back().value > kDrawnSpanMax) return false;
  return std::ranges::adjacent_find(points, [](const Point& a, const Point& b) {
           return b.value < a.value || below(b.share, a.share);
         }) == points.end();
}

Empirical::Empirical(std::vector<Point> points) : points_(std::move(points)) {
  FLEET_CHECK(is_cumulative(points_));
  // A share of 1 fits into no word; nothing begins there.
  for (const Point& point : points_)
    if (const Wide start = in_words(point.share); start <= UINT64_MAX)
      starts_.push_back(static_cast<std::uint64_t>(start));
}

core::Duration Empirical::quantile(std::uint64_t u) const {
  // The last point at or below u; the next one is above it, so that they are apart.
  const auto next = static_cast<std::size_t>(std::ranges::upper_bound(starts_, u) - starts_.begin());
  const Wide start = starts_[next - 1];
  const Wide end = in_words(points_[next].share);
  const std::int64_t low = points_[next - 1].value.ns;
  const auto rise = static_cast<Wide>(points_[next].value.ns - low);
  return {low + static_cast<std::int64_t>(rise * (u - start) / (end - start))};
}

core::Duration draw(const Empirical& empirical, core::Dice& dice) {
  return empirical.quantile(dice.u64());
}

core::Duration least(const Empirical& empirical) {
  return empirical.quantile(0);
}

core::Duration median(const Empirical& empirical) {
  return empirical.quantile(std::uint64_t{1} << 63);
}

}  // namespace fleetsim::sim
