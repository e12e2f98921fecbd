#include "sim/scenario/clock_text.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/distribution_text.h"
#include "sim/scenario/map_reader.h"
#include "sim/scenario/sections.h"
#include "sim/scenario/units.h"
#include "sim/scenario/yaml_writer.h"

namespace fleetsim::sim {
namespace {

using Side = ClockSpec::Side;
using Source = ClockSpec::Source;

constexpr std::array<std::pair<std::string_view, Side>, 3> kSides = {
    {{"ahead", Side::ahead}, {"behind", Side::behind}, {"either", Side::either}}};
constexpr std::array<std::pair<std::string_view, Source>, 2> kSources = {
    {{"steady", Source::steady}, {"wall", Source::wall}}};

constexpr const char* kDriftExpected = "a drift such as 50ppm or -3ppb, at most 500000ppm either way";

// `2s`, `-2s`, or a distribution to one side.
void read_offset(const Field& field, ClockSpec& spec) {
  if (!field.is_map()) {
    const core::Duration offset = read_signed_span(field).value_or(core::Duration{});
    spec.side = offset.ns < 0 ? Side::behind : Side::ahead;
    spec.offset = Constant{offset.ns < 0 ? core::Duration{} - offset : offset};
    return;
  }
  MapReader map(field);
  std::size_t given = 0;
  for (const auto& [word, side] : kSides) {
    const std::optional<Field> distance = map.find(word);
    if (!distance) continue;
    ++given;
    spec.side = side;
    spec.offset = read_distribution(*distance).value_or(Distribution{});
  }
  if (given != 1) field.wrong(fmt::format("{} sides", given), "one of ahead, behind, either");
}

}  // namespace

ClockSpec read_clock(const Field& field) {
  MapReader map(field);
  ClockSpec spec;
  if (const auto offset = map.find("offset")) read_offset(*offset, spec);
  if (const auto drift = map.find("drift")) {
    if (drift->is_map()) {
      MapReader drawn(*drift);
      spec.drift_drawn = true;
      const std::optional<Field> within = drawn.require("within");
      if (within) spec.drift = read_drift(*within).value_or(0);
      if (within && spec.drift < 0) within->wrong(within->found(), "a drift that is not negative: it is drawn to either side");
    } else {
      spec.drift = read_drift(*drift).value_or(0);
    }
  }
  if (const auto source = map.find("source")) spec.source = source->word<Source>(kSources).value_or(Source::steady);
  return spec;
}

std::string clock_text(const ClockSpec& spec) {
  FlowMap map;
  const auto* fixed = std::get_if<Constant>(&spec.offset);
  if (fixed != nullptr && spec.side != Side::either)
    map.add("offset", signed_duration_text(spec.side == Side::behind ? core::Duration{} - fixed->value : fixed->value));
  else
    map.add("offset", FlowMap().add(kSides.at(static_cast<std::size_t>(spec.side)).first, distribution_text(spec.offset)).text());
  if (spec.drift_drawn)
    map.add("drift", FlowMap().add("within", drift_text(spec.drift)).text());
  else
    map.add("drift", drift_text(spec.drift));
  map.add("source", kSources.at(static_cast<std::size_t>(spec.source)).first);
  return map.text();
}

std::optional<core::Duration> read_signed_span(const Field& field) {
  static constexpr const char* kExpected = "a duration such as 5s or -5s, at most 30d either way";
  if (!field.is_scalar()) {
    field.wrong(field.found(), kExpected);
    return std::nullopt;
  }
  const std::string_view text = field.node().text;
  const bool negative = text.starts_with('-');
  const Quantity<core::Duration> read = parse_duration_text(negative ? text.substr(1) : text);
  if (!read.value || *read.value > kSpanMax) {
    field.wrong(read.value ? field.found() : fmt::format("{} {}", field.found(), read.error.why), kExpected);
    return std::nullopt;
  }
  return negative ? core::Duration{} - *read.value : *read.value;
}

std::string signed_duration_text(core::Duration duration) {
  return fmt::format("{}{}", duration.ns < 0 ? "-" : "", duration_text({duration.ns < 0 ? -duration.ns : duration.ns}));
}

std::optional<DriftPpb> read_drift(const Field& field) {
  std::string_view text = field.is_scalar() ? std::string_view(field.node().text) : std::string_view();
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const DriftPpb unit = text.ends_with("ppm") ? 1000 : text.ends_with("ppb") ? 1 : 0;
  const Quantity<std::uint64_t> count =
      unit == 0 ? Quantity<std::uint64_t>{} : parse_count_text(text.substr(0, text.size() - 3));
  if (!count.value || *count.value > static_cast<std::uint64_t>(kDriftMax / unit)) {
    field.wrong(field.found(), kDriftExpected);
    return std::nullopt;
  }
  const DriftPpb drift = static_cast<DriftPpb>(*count.value) * unit;
  return negative ? -drift : drift;
}

std::string drift_text(DriftPpb drift) {
  return drift % 1000 == 0 ? fmt::format("{}ppm", drift / 1000) : fmt::format("{}ppb", drift);
}

}  // namespace fleetsim::sim
