#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/ratio.h"
#include "core/base/time.h"
#include "sim/rng/rational.h"

namespace fleetsim::sim {

/// Loss in bursts: the line is good or bad, and loses another share of packets in either state.
///
/// Model: the two-state Markov chain of Gilbert ("Capacity of a burst-noise channel", BSTJ 39, 1960) and Elliott
/// (BSTJ 42, 1963), in continuous time: it stays in each state for an exponential time of that mean.
struct BurstLoss {
  core::Ratio good;
  core::Ratio bad;
  core::Duration good_mean;
  core::Duration bad_mean;

  friend bool operator==(const BurstLoss&, const BurstLoss&) = default;
};

/// A share of packets takes a further uniform 0..add, so that later ones overtake it.
struct Reordering {
  core::Ratio ratio;
  core::Duration add;

  friend bool operator==(const Reordering&, const Reordering&) = default;
};

/// Bits per second; 0: no limit. Of a link, `up` is the direction from its `from` to its `to`.
struct Bandwidth {
  std::uint64_t up = 0;
  std::uint64_t down = 0;

  friend bool operator==(const Bandwidth&, const Bandwidth&) = default;
};

/// Whose packets wait for each other at a limited bandwidth.
enum class Sharing : std::uint8_t {
  shared,     ///< all that goes one way
  dedicated,  ///< those of each pair of nodes: every pair has the bandwidth for itself
};

/// What waits for a limited bandwidth: first in, first out, and what does not fit is dropped (drop-tail).
struct Queue {
  std::uint64_t bytes_max = 1ULL << 20;  ///< 0: unbounded

  friend bool operator==(const Queue&, const Queue&) = default;
};

/// How a link differs over time, step by step. Before the first step, and in what a step does not name, the link is
/// as described elsewhere.
struct LinkProfile {
  struct Step {
    core::Duration at;  ///< from then until the next step
    Rational latency_factor = {};
    std::optional<core::Ratio> loss;
    std::optional<Bandwidth> bandwidth;

    friend bool operator==(const Step&, const Step&) = default;
  };
  std::vector<Step> steps;               ///< ascending; empty: the same at all times
  std::optional<core::Duration> period;  ///< the steps begin anew after it

  friend bool operator==(const LinkProfile&, const LinkProfile&) = default;

  /// The step of an instant; null: none has begun.
  const Step* at(core::Instant now) const;
};

}  // namespace fleetsim::sim
