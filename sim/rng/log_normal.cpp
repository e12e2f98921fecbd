#include "sim/rng/log_normal.h"

#include <algorithm>

#include "core/base/check.h"
#include "sim/rng/drawn_span.h"
#include "sim/rng/fixed_point.h"
#include "sim/rng/normal_quantile.h"

namespace fleetsim::sim {
namespace {

/// The 0.99 quantile of the standard normal distribution in units of 2^-57, rounded.
constexpr std::int64_t kNormalP99 = 335'262'061'397'263'281;

std::int64_t log2_of_span(core::Duration span) {
  return log2_of(static_cast<std::uint64_t>(span.ns));
}

}  // namespace

LogNormal::LogNormal(core::Duration p50, core::Duration p99) : p50_(p50), p99_(p99), log2_sd_(0) {
  FLEET_CHECK(core::Duration{1} <= p50 && p50 <= p99 && p99 <= kDrawnSpanMax);
  const std::int64_t octaves = log2_of_span(p99) - log2_of_span(p50);
  log2_sd_ = static_cast<std::int64_t>((static_cast<SignedWide>(octaves) << kLogPlaces) / kNormalP99);
}

core::Duration LogNormal::quantile(std::uint64_t u) const {
  const SignedWide z = normal_quantile(u);
  const SignedWide octaves = (z * log2_sd_) >> kLogPlaces;
  const auto within =
      std::clamp(octaves, static_cast<SignedWide>(INT64_MIN), static_cast<SignedWide>(INT64_MAX));
  return drawn_span(times_exp2(static_cast<std::uint64_t>(p50_.ns), static_cast<std::int64_t>(within)));
}

core::Duration draw(const LogNormal& log_normal, core::Dice& dice) {
  return log_normal.quantile(dice.u64());
}

// Quantiles of the normal distribution decrease by less than 2^-38 where they do, and spans are at most 2^57.
core::Duration least(const LogNormal& log_normal) {
  const core::Duration first = log_normal.quantile(0);
  return std::max(core::Duration{}, first - core::Duration{(first.ns >> 30) + 1});
}

core::Duration median(const LogNormal& log_normal) {
  return log_normal.p50();
}

}  // namespace fleetsim::sim
