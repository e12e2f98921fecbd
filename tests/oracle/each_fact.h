#pragma once

#include <cstdint>
#include <memory>

#include <gtest/gtest.h>

#include "sim/run/live_run.h"

namespace fleetsim::tests {

/// Calls each(fact) for all that happens in one run, in order, what is said at its end included; one that
/// breaks a built-in invariant fails the test that asks. Returns what has come of it.
template <class Each>
sim::RunRecord each_fact(const sim::Scenario& scenario, std::uint64_t seed, Each each) {
  const core::Instant end = core::Instant{} + scenario.stop;
  sim::LiveRun run(std::make_shared<const sim::Scenario>(scenario), seed);
  const auto take = [&] {
    for (const sim::Fact& fact : run.facts()) each(fact);
  };
  take();
  while (run.step(end)) take();
  run.finish(end);
  take();
  sim::RunRecord record = run.record();
  EXPECT_EQ(record.verdict, sim::Verdict::pass) << "seed " << seed;
  return record;
}

/// Seconds of virtual time.
inline double seconds_at(const sim::Fact& fact) {
  return static_cast<double>(fact.at.ns) * 1e-9;
}

}  // namespace fleetsim::tests
