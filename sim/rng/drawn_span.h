#pragma once

#include <algorithm>
#include <cstdint>

#include "core/base/time.h"

namespace fleetsim::sim {

/// No draw of a span is longer: 2^57 ns, about four and a half years. Heavy tails end here, so that sums of
/// the draws along a route stay within 64 bits.
inline constexpr core::Duration kDrawnSpanMax{std::int64_t{1} << 57};

/// A count of nanoseconds as a span, cut at kDrawnSpanMax.
constexpr core::Duration drawn_span(std::uint64_t ns) {
  return {static_cast<std::int64_t>(std::min(ns, static_cast<std::uint64_t>(kDrawnSpanMax.ns)))};
}

}  // namespace fleetsim::sim
