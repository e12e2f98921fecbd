// `budget`: what faults must leave of the fleet.

#include <array>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/sections.h"
#include "sim/scenario/selector.h"

namespace fleetsim::sim {
namespace {

constexpr std::uint64_t kCopiesMax = 1'000;

std::optional<Budget::MaxDown> read_max_down(const Field& field, ReadState& state) {
  MapReader map(field);
  if (!map.is_map()) return std::nullopt;
  Budget::MaxDown limit;
  const std::optional<Selector> of = read_selector_among(map, state);
  const std::optional<Field> count = map.find("count");
  const std::optional<Field> percent = map.find("percent");
  if (count && percent) {
    percent->wrong("both \"count\" and \"percent\"", "one of them");
    return std::nullopt;
  }
  if (!count && !percent) {
    field.wrong("no limit", "\"count\" or \"percent\"");
    return std::nullopt;
  }
  if (count) limit.count = count->count(0, UINT64_MAX);
  const std::optional<core::Ratio> share = percent ? percent->ratio() : core::Ratio{};
  if (!of || !share || (count && !limit.count)) return std::nullopt;
  limit.of = *of;
  limit.percent = *share;
  return limit;
}

}  // namespace

void read_budget(MapReader& root, ReadState& state) {
  static constexpr std::array<std::pair<std::string_view, Budget::Over>, 2> kOvers = {
      {{"refuse", Budget::Over::refuse}, {"count", Budget::Over::count}}};
  const std::optional<Field> field = root.find("budget");
  if (!field) return;
  MapReader map(*field);
  if (!map.is_map()) return;
  Budget budget;
  if (const auto max_down = map.find("max_down")) {
    std::vector<Field> limits{*max_down};
    if (max_down->is_sequence()) limits = *max_down->items("");
    for (const Field& limit : limits)
      if (const auto read = read_max_down(limit, state)) budget.max_down.push_back(*read);
  }
  if (const auto copies = map.find("keep_copies")) {
    budget.keep_copies = copies->count(0, kCopiesMax).value_or(1);
    if (budget.keep_copies > 0 && state.scenario.preload.empty())
      copies->wrong("copies of nothing: nobody holds anything at the start", "\"preload\"");
  }
  if (const auto protect = map.find("protect")) budget.protect = read_selector(*protect, state);
  if (const auto over = map.find("over")) budget.over = over->word<Budget::Over>(kOvers).value_or(Budget::Over::refuse);
  if (!map.has("max_down") && !map.has("protect") && budget.keep_copies == 0)
    field->wrong("a budget without a limit", "\"max_down\", \"keep_copies\" or \"protect\"");
  if (state.scenario.faults.empty() && state.faults_known) field->wrong("a budget of no faults", "\"faults\"");
  state.scenario.budget = std::move(budget);
}

}  // namespace fleetsim::sim
