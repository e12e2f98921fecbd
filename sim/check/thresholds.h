#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/check/check_result.h"
#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

/// `expect.thresholds`: what came of each, in their order. `metrics`: of the whole run, in whole numbers; null while it has
/// not come to its end, and then nothing is judged. A time of zero was never measured: a threshold for it is vacuous.
std::vector<CheckResult> judge_thresholds(const std::vector<ThresholdSpec>& thresholds,
                                          const std::map<std::string, std::int64_t>* metrics, core::Instant end);

}  // namespace fleetsim::sim
