#include "sim/scenario/threshold_text.h"

#include <algorithm>

#include "sim/scenario/metric_names.h"
#include "sim/scenario/units.h"
#include "sim/scenario/yaml_writer.h"

namespace fleetsim::sim {

std::string_view to_string(ThresholdSpec::Op op) {
  return std::ranges::find(kThresholdOps, op, &std::pair<std::string_view, ThresholdSpec::Op>::second)->first;
}

std::string metric_value_text(std::string_view metric, std::int64_t value) {
  switch (unit_of(metric)) {
    case MetricUnit::time:
      return duration_text({value});
    case MetricUnit::bytes:
      return size_text(static_cast<std::uint64_t>(value));
    case MetricUnit::count:
      break;
  }
  return std::to_string(value);
}

std::string threshold_text(const ThresholdSpec& spec) {
  return FlowMap()
      .add_text("id", spec.id)
      .add("metric", spec.metric)
      .add("op", yaml_text(to_string(spec.op)))
      .add("value", metric_value_text(spec.metric, spec.value))
      .text();
}

}  // namespace fleetsim::sim
