#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

inline constexpr std::array<std::pair<std::string_view, ThresholdSpec::Op>, 6> kThresholdOps = {
    {{"<", ThresholdSpec::Op::less},
     {"<=", ThresholdSpec::Op::at_most},
     {"=", ThresholdSpec::Op::equal},
     {"!=", ThresholdSpec::Op::other},
     {">=", ThresholdSpec::Op::at_least},
     {">", ThresholdSpec::Op::more}}};

std::string_view to_string(ThresholdSpec::Op op);

/// A value of that metric as a scenario writes it: `3`, `20KiB`, `1500ms`.
std::string metric_value_text(std::string_view metric, std::int64_t value);

/// One of `expect.thresholds` as a YAML flow map.
std::string threshold_text(const ThresholdSpec& spec);

}  // namespace fleetsim::sim
