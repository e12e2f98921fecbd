// When faults begin and end.

#include "sim/scenario/fault_time_reader.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/reaction_reader.h"
#include "sim/scenario/sections.h"
#include "sim/scenario/selector.h"

namespace fleetsim::sim {
namespace {

// How long a process takes to begin again, if nobody says.
constexpr core::Duration kRestartTime = core::seconds(1);

/// All of them are drawn before the run.
constexpr std::uint64_t kOccurrencesMax = 100'000;

constexpr const char* kFrequency = "so many in a span of time, such as 6/h or 1/90s";

std::optional<Fault::Every> read_every(const Field& field) {
  if (!field.is_map()) {
    const std::optional<core::Duration> interval = field.positive_duration();
    if (!interval) return std::nullopt;
    return Fault::Every{*interval, {}};
  }
  MapReader map(field);
  const std::optional<Field> interval = map.require("interval");
  const std::optional<Field> stagger = map.find("stagger");
  const std::optional<core::Duration> read = interval ? interval->positive_duration() : std::nullopt;
  const std::optional<core::Duration> up_to = stagger ? stagger->duration() : core::Duration{};
  if (!read || !up_to) return std::nullopt;
  if (*up_to > *read) {
    stagger->wrong(fmt::format("{} is longer than the interval", stagger->found()),
                   fmt::format("at most {}", duration_text(*read)));
    return std::nullopt;
  }
  return Fault::Every{*read, *up_to};
}

std::optional<Frequency> read_frequency(const Field& field) {
  if (!field.is_scalar()) {
    field.wrong(field.found(), kFrequency);
    return std::nullopt;
  }
  const Quantity<Frequency> rate = parse_frequency_text(field.node().text);
  if (!rate.value) field.wrong(fmt::format("{} {}", field.found(), rate.error.why), kFrequency);
  return rate.value;
}

std::uint64_t times_in(core::Duration window, std::uint64_t events, core::Duration per) {
  __extension__ using Wide = unsigned __int128;
  const Wide times = static_cast<Wide>(window.ns) * events / static_cast<std::uint64_t>(per.ns);
  return times > kOccurrencesMax ? kOccurrencesMax + 1 : static_cast<std::uint64_t>(times);
}

// How often it would happen before the safety phase ends: not too often.
void check_times(const Field& field, const ReadState& state, std::uint64_t events, core::Duration per, core::Duration at) {
  const core::Duration window = state.scenario.safety_until - at;
  if (times_in(window, events, per) > kOccurrencesMax)
    field.wrong(fmt::format("{} happens more than {} times in {}", field.found(), kOccurrencesMax, duration_text(window)),
                fmt::format("a fault that happens at most {} times", kOccurrencesMax));
}

void read_probability(MapReader& map, Fault& fault) {
  const std::optional<Field> probability = map.find("probability");
  if (!probability) return;
  fault.probability = probability->ratio().value_or(core::Ratio{1, 1});
  if (fault.probability.numerator == 0) probability->wrong("a fault that never happens", "a ratio above 0");
}

// `every` or `rate`, which come to an end with the safety phase.
void read_again(MapReader& map, ReadState& state, Fault& fault, const std::optional<Field>& every,
                const std::optional<Field>& rate) {
  const Field& field = every ? *every : *rate;
  if (every && rate) return rate->wrong("both \"every\" and \"rate\"", "one of them");
  if (every) fault.every = read_every(*every);
  if (rate) fault.rate = read_frequency(*rate);
  if (map.has("at"))
    fault.at = read_at(map, state).value_or(core::Duration{});
  else if (fault.every)
    fault.at = fault.every->interval;
  if (!state.has_phases) return field.wrong("a fault that comes again and again", "\"phases\" that end it");
  if (fault.at >= state.scenario.safety_until)
    return (map.has("at") ? *map.find("at") : field)
        .wrong(fmt::format("the first time is at {}, when the safety phase is over", duration_text(fault.at)),
               fmt::format("less than {}", duration_text(state.scenario.safety_until)));
  if (fault.every) check_times(*every, state, 1, fault.every->interval, fault.at);
  if (fault.rate) check_times(*rate, state, fault.rate->events, fault.rate->per, fault.at);
}

void read_once(MapReader& map, ReadState& state, Fault& fault) {
  const std::optional<core::Duration> at = read_at(map, state);
  fault.at = at.value_or(core::Duration{});
  if (at && state.has_phases && *at > state.scenario.safety_until)
    map.find("at")->wrong(fmt::format("{} is after the safety phase", duration_text(*at)),
                          fmt::format("at most {}", duration_text(state.scenario.safety_until)));
}

// What is as long as it is drawn must end with the safety phase at the latest, and what is as long as it says within it.
void check_length(const Field& length, MapReader& map, const ReadState& state, const Fault& fault) {
  const auto* constant = std::get_if<Constant>(&*fault.lasts);
  if (!constant) {
    if (!state.has_phases) length.wrong("a fault whose length is drawn", "\"phases\" that end it");
    return;
  }
  if (constant->value < fault.stability)
    return map.find("stability")->wrong(fmt::format("the fault lasts {} and is stable for longer", duration_text(constant->value)),
                                        fmt::format("at most {}", duration_text(constant->value)));
  if (is_repeated(fault)) return;
  const core::Duration end = fault.at + constant->value;
  if (state.has_phases && end > state.scenario.safety_until)
    length.wrong(fmt::format("the fault lasts until {}, beyond the safety phase", duration_text(end)),
                 fmt::format("an end by {}", duration_text(state.scenario.safety_until)));
  else if (state.stop_known && end > state.scenario.stop)
    length.wrong(fmt::format("the fault lasts until {}, beyond the end of the run", duration_text(end)),
                 fmt::format("an end by {}, or \"heal: never\"", duration_text(state.scenario.stop)));
}

std::optional<Distribution> read_length(const Field& field) {
  if (!field.is_map()) {
    const std::optional<core::Duration> length = field.positive_duration();
    if (!length) return std::nullopt;
    return Constant{*length};
  }
  const std::optional<Distribution> length = read_distribution(field);
  const auto* constant = length ? std::get_if<Constant>(&*length) : nullptr;
  if (constant && constant->value.ns == 0) {
    field.wrong("a fault that lasts no time", "a duration longer than 0s");
    return std::nullopt;
  }
  return length;
}

// Half of all draws are at least the median, so that there are hardly more sessions than twice this.
void check_sessions(const Field& field, const ReadState& state, const Fault& fault) {
  const auto least = [&](const Distribution& length) {
    return std::max({median(length), fault.stability, kShortestTurn});
  };
  const core::Duration turn = least(fault.churn->up) + least(fault.churn->down);
  const core::Duration window = state.scenario.safety_until - fault.at;
  const std::uint64_t nodes = count_candidates(fault.select, state);
  if (window.ns > 0 && times_in(window, nodes, turn) > kOccurrencesMax)
    field.wrong(fmt::format("{} nodes come and go more than {} times", nodes, kOccurrencesMax), "fewer nodes, or longer sessions");
}

}  // namespace

void read_fault_begin(MapReader& map, ReadState& state, Fault& fault) {
  const bool comes_and_goes = fault.action == FaultAction::churn;
  const bool once = comes_and_goes || fault.action == FaultAction::join;
  const bool waits = !once && map.has("when");
  const std::optional<Field> every = once || waits ? std::nullopt : map.find("every");
  const std::optional<Field> rate = once || waits ? std::nullopt : map.find("rate");
  if (waits) {
    read_when(map, state, fault);
  } else if (every || rate) {
    read_again(map, state, fault, every, rate);
  } else {
    read_once(map, state, fault);
  }
  if (comes_and_goes && !state.has_phases) map.field().wrong("nodes that come and go", "\"phases\" that end it");
  if (!once) read_probability(map, fault);
  if (waits || fault.action == FaultAction::join) return;
  const std::optional<Field> stability = map.find("stability");
  if (!stability) return;
  fault.stability = stability->span().value_or(core::Duration{});
  // Once, and for as long as it says: there is nothing that it could keep apart, or stretch.
  const bool has_times = every || rate || comes_and_goes || fault.action == FaultAction::flap ||
                         (map.has("for") && map.find("for")->is_map()) ||
                         (map.has("restart_after") && map.find("restart_after")->is_map());
  if (!has_times) stability->wrong("stability of a fault that happens once and lasts as long as it says", "no \"stability\"");
}

void read_fault_end(MapReader& map, ReadState& state, Fault& fault) {
  static constexpr std::array<std::pair<std::string_view, bool>, 2> kHeals = {
      {{"auto", false}, {"never", true}}};
  if (is_momentary(fault.action)) return;
  const std::optional<Field> lasts = map.find("for");
  const bool churns = fault.action == FaultAction::churn;
  const bool restarts = takes_down(fault.action);
  const std::optional<Field> restart = restarts ? map.find("restart_after") : std::nullopt;
  const std::optional<Field> heal = churns ? std::nullopt : map.find("heal");
  if (heal) fault.heal_never = heal->word<bool>(kHeals).value_or(false);
  if (churns && state.has_phases && state.nodes_known) check_sessions(map.field(), state, fault);
  if (lasts && restart) return restart->wrong("both \"for\" and \"restart_after\"", "one of them");
  const std::optional<Field>& length = lasts ? lasts : restart;
  if (!length && fault.action == FaultAction::restart && !fault.heal_never) {
    fault.lasts = Constant{std::max(kRestartTime, fault.stability)};
    return;
  }
  if (!length) {
    const bool ends = churns || fault.heal_never || fault.action == FaultAction::false_announcement || state.has_phases;
    if (!ends)
      map.field().wrong("a fault without an end", "\"for\", \"heal: never\", or \"phases\" that end it");
    return;
  }
  if (fault.heal_never) return heal->wrong("a fault that ends and never heals", "\"for\" or \"heal: never\"");
  fault.lasts = read_length(*length);
  if (fault.lasts) check_length(*length, map, state, fault);
}

}  // namespace fleetsim::sim
