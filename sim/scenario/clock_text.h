#pragma once

#include <optional>
#include <string>

#include "sim/scenario/clock_spec.h"
#include "sim/scenario/field.h"

namespace fleetsim::sim {

/// `{ offset: 2s, drift: -50ppm, source: wall }` of a group. What is no clock is a finding, and a true clock.
ClockSpec read_clock(const Field& field);
std::string clock_text(const ClockSpec& spec);

/// `5s` or `-5s`, of at most 30d either way.
std::optional<core::Duration> read_signed_span(const Field& field);
std::string signed_duration_text(core::Duration duration);

/// `50ppm`, `-3ppb`: at most 500000ppm either way.
std::optional<DriftPpb> read_drift(const Field& field);
/// The text that reads back as the same drift.
std::string drift_text(DriftPpb drift);

}  // namespace fleetsim::sim
