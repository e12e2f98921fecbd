#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/run/run.h"
#include "sim/world/world.h"

namespace fleetsim::tests {

/// Everything that happens in one run, in order.
inline std::vector<sim::Fact> facts_of(const sim::Scenario& scenario, std::uint64_t seed = 1) {
  const auto shared = std::make_shared<const sim::Scenario>(scenario);
  sim::World world(shared, seed);
  std::vector<sim::Fact> facts;
  world.start(facts);
  while (world.step(core::Instant{} + shared->stop, facts)) {
  }
  return facts;
}

/// What of that kind the world did to nodes, in order, with the whole facts.
template <class T>
std::vector<sim::Fact> happened(const std::vector<sim::Fact>& facts) {
  std::vector<sim::Fact> all;
  for (const sim::Fact& fact : facts)
    if (std::holds_alternative<T>(fact.what)) all.push_back(fact);
  return all;
}

/// What of that kind nodes said.
template <class T>
std::vector<sim::Fact> said(const std::vector<sim::Fact>& facts) {
  std::vector<sim::Fact> all;
  for (const sim::Fact& fact : facts)
    if (const auto* what = std::get_if<core::Observation>(&fact.what); what != nullptr && std::holds_alternative<T>(*what))
      all.push_back(fact);
  return all;
}

inline std::int64_t metric(const sim::Scenario& scenario, const std::string& name, std::uint64_t seed = 1) {
  return sim::run_once(scenario, seed, {}).metrics.at(name);
}

}  // namespace fleetsim::tests
