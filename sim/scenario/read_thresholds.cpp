// `expect.thresholds`: what the metrics of a run must come to.

#include <algorithm>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "sim/scenario/metric_names.h"
#include "sim/scenario/nearest.h"
#include "sim/scenario/sections.h"
#include "sim/scenario/threshold_text.h"

namespace fleetsim::sim {
namespace {

constexpr std::uint64_t kValueMax = INT64_MAX;

std::optional<std::string> read_metric(const Field& field) {
  std::optional<std::string> name = field.name();
  if (!name || std::ranges::binary_search(kMetricNames, *name)) return name;
  Nearest nearest(*name);
  for (const std::string_view metric : kMetricNames) nearest.offer(metric);
  field.wrong(fmt::format("no metric is called {}", field.found()),
              with_suggestion("the name of a metric, as a report lists them", nearest));
  return std::nullopt;
}

std::optional<std::int64_t> read_value(const Field& field, std::string_view metric) {
  const auto as_signed = [](std::optional<std::uint64_t> value) {
    return value ? std::optional(static_cast<std::int64_t>(*value)) : std::nullopt;
  };
  switch (unit_of(metric)) {
    case MetricUnit::time: {
      const std::optional<core::Duration> span = field.duration();
      return span ? std::optional(span->ns) : std::nullopt;
    }
    case MetricUnit::bytes:
      return as_signed(field.size(0, kValueMax));
    case MetricUnit::count:
      break;
  }
  return as_signed(field.count(0, kValueMax));
}

}  // namespace

void read_threshold(const Field& field, std::size_t place, ReadState& state) {
  MapReader map(field);
  map.later({"stat", "window", "where", "abort_on_fail"});
  if (!map.is_map()) return;
  ThresholdSpec spec;
  spec.place = field.place();
  spec.id =
      read_id(map, "id", "expectation", fmt::format("threshold-{}", place), state.expectations).value_or("");
  const std::optional<Field> metric = map.require("metric");
  const std::optional<std::string> name = metric ? read_metric(*metric) : std::nullopt;
  spec.metric = name.value_or("");
  if (const std::optional<Field> op = map.require("op"))
    spec.op = op->word<ThresholdSpec::Op>(kThresholdOps).value_or(spec.op);
  const std::optional<Field> value = map.require("value");
  const std::optional<std::int64_t> number = value && name ? read_value(*value, *name) : std::nullopt;
  spec.value = number.value_or(0);
  if (number == 0) {
    // No metric is ever below nothing, and all are at or above it.
    if (spec.op == ThresholdSpec::Op::less) value->wrong("less than nothing", "a value that a metric can fall below");
    if (spec.op == ThresholdSpec::Op::at_least) value->wrong("at least nothing", "a value that a metric can miss");
  }
  state.scenario.thresholds.push_back(std::move(spec));
}

}  // namespace fleetsim::sim
