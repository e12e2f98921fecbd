// Distributions of spans: one key names the kind.

#include <array>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/scenario/sections.h"

namespace fleetsim::sim {
namespace {

/// Shapes beyond these are as good as constant, or as good as never.
constexpr Rational kShapeMin = {1, 100};
constexpr Rational kShapeMax = {1000, 1};

// A span longer than nothing.
std::optional<core::Duration> read_positive(const std::optional<Field>& field) {
  const std::optional<core::Duration> span = field ? field->span() : std::nullopt;
  if (!span || span->ns > 0) return span;
  field->wrong(field->found(), "a duration longer than 0s");
  return std::nullopt;
}

// A span of at least `least`, which is called `name`.
std::optional<core::Duration> read_at_least(const std::optional<Field>& field,
                                            std::optional<core::Duration> least, const char* name) {
  const std::optional<core::Duration> span = field ? field->span() : std::nullopt;
  if (!span || !least || *span >= *least) return span;
  field->wrong(fmt::format("{} below \"{}\"", field->found(), name),
               fmt::format("at least {}", duration_text(*least)));
  return std::nullopt;
}

std::optional<Rational> read_shape(MapReader& map) {
  const std::optional<Field> field = map.require("shape");
  return field ? field->number(kShapeMin, kShapeMax) : std::nullopt;
}

std::optional<Distribution> read_constant(const Field& field) {
  const std::optional<core::Duration> value = field.span();
  if (!value) return std::nullopt;
  return Constant{*value};
}

std::optional<Distribution> read_uniform(const Field& field) {
  const auto ends = field.items("[smallest, largest]");
  if (!ends) return std::nullopt;
  if (ends->size() != 2) {
    field.wrong(fmt::format("a list of {}", ends->size()), "[smallest, largest]");
    return std::nullopt;
  }
  const std::optional<core::Duration> low = (*ends)[0].span();
  const std::optional<core::Duration> high = (*ends)[1].span();
  if (!low || !high) return std::nullopt;
  if (*low > *high) {
    field.wrong("the smallest is above the largest", "[smallest, largest]");
    return std::nullopt;
  }
  return Uniform{*low, *high};
}

std::optional<Distribution> read_exponential(const Field& field) {
  MapReader map(field);
  const std::optional<Field> min_field = map.find("min");
  const std::optional<Field> mean_field = map.require("mean");
  const std::optional<core::Duration> min = min_field ? min_field->span() : core::Duration{};
  const std::optional<core::Duration> mean = mean_field ? mean_field->span() : std::nullopt;
  if (!min || !mean) return std::nullopt;
  if (*mean < *min) {
    mean_field->wrong(fmt::format("a mean of {} below the minimum", mean_field->found()),
                      fmt::format("at least {}, the mean of the whole", duration_text(*min)));
    return std::nullopt;
  }
  return Exponential{*min, *mean - *min};
}

std::optional<Distribution> read_normal(const Field& field) {
  MapReader map(field);
  const std::optional<Field> mean_field = map.require("mean");
  const std::optional<Field> sd_field = map.require("sd");
  const std::optional<core::Duration> mean = mean_field ? mean_field->span() : std::nullopt;
  const std::optional<core::Duration> sd = sd_field ? sd_field->span() : std::nullopt;
  if (!mean || !sd) return std::nullopt;
  return Normal{*mean, *sd};
}

std::optional<Distribution> read_log_normal(const Field& field) {
  MapReader map(field);
  const std::optional<core::Duration> p50 = read_positive(map.require("p50"));
  const std::optional<core::Duration> p99 = read_at_least(map.require("p99"), p50, "p50");
  if (!p50 || !p99) return std::nullopt;
  return LogNormal(*p50, *p99);
}

std::optional<Distribution> read_pareto(const Field& field) {
  MapReader map(field);
  const std::optional<core::Duration> min = read_positive(map.require("min"));
  const std::optional<Rational> shape = read_shape(map);
  std::optional<core::Duration> cap = kDrawnSpanMax;
  const std::optional<Field> cap_field = map.find("cap");
  if (cap_field && !(cap_field->is_scalar() && cap_field->node().text == "none"))
    cap = read_at_least(cap_field, min, "min");
  if (!min || !shape || !cap) return std::nullopt;
  return Pareto{*min, *shape, *cap};
}

std::optional<Distribution> read_weibull(const Field& field) {
  MapReader map(field);
  const std::optional<core::Duration> scale = read_positive(map.require("scale"));
  const std::optional<Rational> shape = read_shape(map);
  if (!scale || !shape) return std::nullopt;
  return Weibull{*scale, *shape};
}

std::optional<Distribution> read_bimodal(const Field& field) {
  MapReader map(field);
  const std::optional<Field> fast_field = map.require("fast");
  const std::optional<core::Duration> fast = fast_field ? fast_field->span() : std::nullopt;
  const std::optional<core::Duration> slow = read_at_least(map.require("slow"), fast, "fast");
  const std::optional<Field> share_field = map.require("slow_share");
  const std::optional<core::Ratio> share = share_field ? share_field->ratio() : std::nullopt;
  if (!fast || !slow || !share) return std::nullopt;
  return Bimodal{*fast, *slow, *share};
}

std::optional<Empirical::Point> read_point(const Field& field) {
  static constexpr const char* kExpected = "[share, value] such as [50%, 20ms]";
  const auto parts = field.items(kExpected);
  if (!parts) return std::nullopt;
  if (parts->size() != 2) {
    field.wrong(fmt::format("a list of {}", parts->size()), kExpected);
    return std::nullopt;
  }
  const std::optional<core::Ratio> share = (*parts)[0].ratio();
  const std::optional<core::Duration> value = (*parts)[1].span();
  if (!share || !value) return std::nullopt;
  return Empirical::Point{*share, *value};
}

bool is_below(core::Ratio a, core::Ratio b) {
  return compare({a.numerator, a.denominator}, {b.numerator, b.denominator}) < 0;
}

std::optional<Distribution> read_empirical(const Field& field) {
  const auto items = field.items("a list of [share, value]");
  if (!items) return std::nullopt;
  if (items->size() < 2 || items->size() > Empirical::kPointsMax) {
    field.wrong(fmt::format("a list of {}", items->size()),
                fmt::format("2 to {} points [share, value]", Empirical::kPointsMax));
    return std::nullopt;
  }
  std::vector<Empirical::Point> points;
  for (const Field& item : *items) {
    const std::optional<Empirical::Point> point = read_point(item);
    if (!point) return std::nullopt;
    if (!points.empty() && is_below(point->share, points.back().share)) {
      item.wrong("a share below the one before", "shares that rise from 0% to 100%");
      return std::nullopt;
    }
    if (!points.empty() && point->value < points.back().value) {
      item.wrong("a value below the one before",
                 "values that do not fall: the first share of all draws is at most the value");
      return std::nullopt;
    }
    points.push_back(*point);
  }
  if (points.front().share.numerator != 0) {
    items->front().wrong("a first share above 0%", "[0%, the smallest value]");
    return std::nullopt;
  }
  if (points.back().share != core::Ratio{1, 1}) {
    items->back().wrong("a last share below 100%", "[100%, the largest value]");
    return std::nullopt;
  }
  return Empirical(std::move(points));
}

using ReadKind = std::optional<Distribution> (*)(const Field&);

constexpr std::array<std::pair<const char*, ReadKind>, 9> kKinds = {{{"constant", read_constant},
                                                                     {"uniform", read_uniform},
                                                                     {"exponential", read_exponential},
                                                                     {"normal", read_normal},
                                                                     {"lognormal", read_log_normal},
                                                                     {"pareto", read_pareto},
                                                                     {"weibull", read_weibull},
                                                                     {"bimodal", read_bimodal},
                                                                     {"empirical", read_empirical}}};

std::string one_of_the_kinds() {
  std::vector<std::string_view> names;
  for (const auto& [name, read] : kKinds) names.emplace_back(name);
  return one_of_text(names);
}

}  // namespace

std::optional<Distribution> read_distribution(const Field& field) {
  if (!field.is_map()) return read_constant(field);
  MapReader map(field);
  map.later({"preset"});
  std::optional<Field> found;
  ReadKind read_kind = nullptr;
  std::size_t kinds = 0;
  for (const auto& [name, read] : kKinds) {
    const std::optional<Field> kind = map.find(name);
    if (!kind) continue;
    ++kinds;
    found = kind;
    read_kind = read;
  }
  if (kinds == 1) return read_kind(*found);
  if (kinds > 1 || field.node().entries.size() != 1) field.wrong("not one distribution", one_of_the_kinds());
  return std::nullopt;
}

}  // namespace fleetsim::sim
