#include "sim/check/thresholds.h"

#include <compare>

#include <fmt/format.h>

#include "sim/scenario/metric_names.h"
#include "sim/scenario/threshold_text.h"

namespace fleetsim::sim {
namespace {

bool holds(std::int64_t found, ThresholdSpec::Op op, std::int64_t value) {
  using Op = ThresholdSpec::Op;
  const std::strong_ordering order = found <=> value;
  switch (op) {
    case Op::less:
      return order < 0;
    case Op::at_most:
      return order <= 0;
    case Op::equal:
      return order == 0;
    case Op::other:
      return order != 0;
    case Op::at_least:
      return order >= 0;
    case Op::more:
      return order > 0;
  }
  return false;
}

void judge(const ThresholdSpec& spec, std::int64_t found, core::Instant end, CheckResult& result) {
  if (unit_of(spec.metric) == MetricUnit::time && found == 0) {
    result.detail = fmt::format("{} was never measured", spec.metric);
    return;
  }
  result.evaluated = 1;
  if (holds(found, spec.op, spec.value)) {
    result.verdict = Verdict::pass;
    return;
  }
  result.verdict = Verdict::fail;
  result.detail = fmt::format("{} is {}, expected {} {}", spec.metric, metric_value_text(spec.metric, found),
                              to_string(spec.op), metric_value_text(spec.metric, spec.value));
  result.at = end;
}

}  // namespace

std::vector<CheckResult> judge_thresholds(const std::vector<ThresholdSpec>& thresholds,
                                          const std::map<std::string, std::int64_t>* metrics, core::Instant end) {
  std::vector<CheckResult> results;
  for (const ThresholdSpec& spec : thresholds) {
    CheckResult result;
    result.name = spec.id;
    result.kind = CheckKind::threshold;
    result.place = spec.place;
    result.verdict = Verdict::vacuous;
    result.detail = "never evaluated";
    if (metrics != nullptr) judge(spec, metrics->at(spec.metric), end, result);
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace fleetsim::sim
