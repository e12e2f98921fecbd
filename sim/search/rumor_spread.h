#pragma once

#include <cstdint>
#include <vector>

#include "core/base/ratio.h"
#include "core/base/time.h"

namespace fleetsim::sim {

/// A rumour in the world that theory speaks of: everybody knows everybody, each informed node calls `calls` others at the
/// instants of a Poisson process, of one per `interval`, for ever; each call takes `latency` and is lost with probability `loss`.
struct RumorTask {
  std::uint32_t nodes = 1000;  ///< at least 2
  std::uint32_t calls = 3;
  core::Duration interval = core::milliseconds(200);
  core::Duration latency = core::milliseconds(50);
  core::Ratio loss = {1, 1000};
};

/// How long after the first node each node heard, ascending; the first is 0. Only those that heard within ten minutes.
/// Determinism: a function of the arguments.
std::vector<core::Duration> play_rumor(const RumorTask& task, std::uint64_t seed);

}  // namespace fleetsim::sim
