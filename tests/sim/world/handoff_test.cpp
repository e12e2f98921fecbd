// `wire: handoff` is the same run as `wire: encoded`, whatever happens to the messages.

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "sim/run/live_run.h"
#include "sim/run/run.h"
#include "tests/support/scenario_text.h"

namespace fleetsim::sim {
namespace {

std::string fingerprint(Scenario scenario, Wire wire, std::uint64_t seed) {
  scenario.wire = wire;
  return run_once(scenario, seed, {}).fingerprint;
}

/// Messages that came with what they say, and those that came without.
struct Seen {
  std::uint64_t with = 0;
  std::uint64_t without = 0;
};
Seen deliveries(Scenario scenario, Wire wire, std::uint64_t seed) {
  scenario.wire = wire;
  const core::Instant end = core::Instant{} + scenario.stop;
  LiveRun run(std::make_shared<const Scenario>(std::move(scenario)), seed);
  Seen seen;
  while (run.step(end))
    if (const auto* message = std::get_if<Deliver>(&run.world().last_event().event))
      ++(message->letter.said != nullptr ? seen.with : seen.without);
  return seen;
}

class HandoffTest : public testing::TestWithParam<std::string> {};

TEST_P(HandoffTest, EveryShippedScenarioHasTheSameFingerprint) {
  const Scenario scenario = tests::shipped_scenario(GetParam());
  for (const std::uint64_t seed : {1U, 2U})
    EXPECT_EQ(fingerprint(scenario, Wire::handoff, seed), fingerprint(scenario, Wire::encoded, seed)) << seed;
}

INSTANTIATE_TEST_SUITE_P(Shipped, HandoffTest, testing::ValuesIn(tests::shipped_scenarios()),
                         [](const auto& row) {
                           std::string name = row.param;
                           std::ranges::replace_if(name, [](char c) { return c == '/' || c == '.'; }, '_');
                           return name;
                         });

TEST(HandoffAtScaleTest, AThousandNodesHaveTheSameFingerprint) {
  const Scenario scenario = tests::scenario_of(R"(
fleetsim: 1
name: thousand
time: { stop: 6s }
topology:
  groups: [{ name: n, count: 1000 }]
  links: [{ from: { group: n }, to: { group: n }, latency: { uniform: [5ms, 40ms] }, loss: 1%, duplicate: 1%, corrupt: 0.5% }]
  overlay: { kind: random_k, k: 8 }
fabric: { gossip: { strategy: full, interval: 1s } }
content: { catalog: { size: 10, expr: "work-{i}" } }
preload: [{ holder: { node: n-0 }, content: all }]
workload: [{ at: 5s, node: n-999, content: work-3, deadline: 500ms }]
)");
  EXPECT_EQ(fingerprint(scenario, Wire::handoff, 5), fingerprint(scenario, Wire::encoded, 5));
  const Seen handed = deliveries(scenario, Wire::handoff, 5);
  EXPECT_GT(handed.with, 5'000U);
  EXPECT_GT(handed.without, 10U) << "what a line has damaged says nothing without being decoded";
  EXPECT_LT(handed.without, handed.with / 20);
  EXPECT_EQ(deliveries(scenario, Wire::encoded, 5).with, 0U);
}

TEST(HandoffAtScaleTest, WhatAMachineLiesAboutIsDecoded) {
  const Seen seen = deliveries(tests::shipped_scenario("faults/stale_gossip_hides_what_is_new.yaml"), Wire::handoff, 1);
  EXPECT_GT(seen.with, 0U);
  EXPECT_GT(seen.without, 0U);
}

}  // namespace
}  // namespace fleetsim::sim
