#pragma once

#include <cstdint>
#include <optional>

#include "core/stream/vocabulary.h"

namespace fleetsim::core {

/// On which clock an edge runs, how late it may be, and how fast, when that is fixed. Unit: items a second.
struct RateContract {
  ClockDomain clock_domain = ClockDomain::control;
  LatencyClass latency_class = LatencyClass::interactive;
  std::optional<std::uint32_t> nominal_rate_hz;

  static RateContract sample_exact(std::uint32_t rate_hz) {
    return {ClockDomain::sample, LatencyClass::sample_exact, rate_hz};
  }
  static RateContract block_local() { return {ClockDomain::block, LatencyClass::block_local, {}}; }
  static RateContract control() { return {ClockDomain::control, LatencyClass::interactive, {}}; }
  static RateContract midi_tick() { return {ClockDomain::midi_tick, LatencyClass::interactive, {}}; }
  static RateContract trace_step() { return {ClockDomain::trace_step, LatencyClass::offline_render, {}}; }

  /// Same domain and class, and rates that are equal or not both given.
  bool compatible(const RateContract& other) const {
    return clock_domain == other.clock_domain && latency_class == other.latency_class &&
           (!nominal_rate_hz || !other.nominal_rate_hz || nominal_rate_hz == other.nominal_rate_hz);
  }

  friend bool operator==(const RateContract&, const RateContract&) = default;
};

}  // namespace fleetsim::core
