#include "sim/fault/occurrences.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/rng/poisson.h"

namespace fleetsim::sim {
namespace {

std::vector<Occurrence> periodic(const Fault& fault, core::Instant end, std::uint64_t seed) {
  std::vector<Occurrence> all;
  core::Instant due = core::Instant{} + fault.at;
  for (std::uint64_t number = 0; due < end; ++number, due = due + fault.every->interval) {
    std::string name = occurrence_name(fault, number);
    core::Dice dice = fault_dice(seed, name, "stagger");
    const core::Instant begin = due + dice.between({}, fault.every->stagger);
    if (begin < end) all.push_back({std::move(name), begin});
  }
  return all;
}

std::vector<Occurrence> poisson(const Fault& fault, core::Instant end, std::uint64_t seed) {
  std::vector<Occurrence> all;
  PoissonArrivals arrivals(fault.rate->events, fault.rate->per, core::Instant{} + fault.at);
  for (std::uint64_t number = 0;; ++number) {
    std::string name = occurrence_name(fault, number);
    core::Dice dice = fault_dice(seed, name, "arrival");
    const core::Instant begin = arrivals.next(dice);
    if (begin >= end) return all;
    all.push_back({std::move(name), begin});
  }
}

core::Duration turn(const Distribution& length, const Fault& fault, core::Dice& dice) {
  return std::max({draw(length, dice), fault.stability, kShortestTurn});
}

}  // namespace

std::string occurrence_name(const Fault& fault, std::uint64_t number) { return fmt::format("{}/{}", fault.id, number); }

core::Dice fault_dice(std::uint64_t seed, std::string_view name, std::string_view what) {
  return core::Dice(seed, fmt::format("fault/{}/{}", name, what));
}

std::vector<Occurrence> occurrences(const Fault& fault, core::Instant safety_end, std::uint64_t seed) {
  if (fault.every) return periodic(fault, safety_end, seed);
  if (fault.rate) return poisson(fault, safety_end, seed);
  return {{fault.id, core::Instant{} + fault.at}};
}

core::Duration draw_length(const Fault& fault, const std::string& name, std::uint64_t seed) {
  if (const std::optional<core::Duration> known = known_length(fault)) return *known;
  core::Dice dice = fault_dice(seed, name, "for");
  return turn(*fault.lasts, fault, dice);
}

std::vector<Absence> absences(const Fault& churn, const std::string& node, core::Instant until, std::uint64_t seed) {
  std::vector<Absence> all;
  core::Dice dice = fault_dice(seed, fmt::format("{}/{}", churn.id, node), "sessions");
  for (core::Instant at = core::Instant{} + churn.at;;) {
    const core::Instant begin = at + turn(churn.churn->up, churn, dice);
    if (begin >= until) return all;
    at = begin + turn(churn.churn->down, churn, dice);
    all.push_back({begin, at});
  }
}

}  // namespace fleetsim::sim
