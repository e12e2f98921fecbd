#pragma once

#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/scenario/scenario.h"
#include "tests/support/split_mix.h"

namespace fleetsim::tests {

/// In (0, 1), and exponential of that mean; tests may use logarithms.
inline double uniform(SplitMix& random) {
  return (static_cast<double>(random.next() >> 11) + 0.5) * 0x1p-53;
}
inline double exponential(SplitMix& random, double mean) {
  return -mean * std::log(uniform(random));
}

/// An index, each with its share; the shares sum to 1.
inline std::size_t choose(SplitMix& random, std::span<const double> shares) {
  double left = uniform(random);
  for (std::size_t i = 0; i + 1 < shares.size(); ++i) {
    if (left < shares[i]) return i;
    left -= shares[i];
  }
  return shares.size() - 1;
}

/// Instants of a Poisson process, in seconds from 0 until before `until`.
inline std::vector<double> poisson(SplitMix& random, double rate, double until) {
  std::vector<double> instants;
  for (double at = exponential(random, 1 / rate); at < until; at += exponential(random, 1 / rate))
    instants.push_back(at);
  return instants;
}

inline core::Duration seconds_of(double seconds) {
  return {static_cast<std::int64_t>(seconds * 1e9)};
}

/// One more request of a scenario.
inline void ask(sim::Scenario& scenario, double at, std::size_t node, std::size_t content) {
  sim::RequestSpec request;
  request.at = seconds_of(at);
  request.node = static_cast<std::uint32_t>(node);
  request.content = static_cast<std::uint32_t>(content);
  request.as = "request-" + std::to_string(scenario.requests.size());
  scenario.requests.push_back(std::move(request));
}

}  // namespace fleetsim::tests
