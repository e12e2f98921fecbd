#include "sim/run/live_run.h"

#include <algorithm>
#include <memory>
#include <thread>

#include <gtest/gtest.h>

#include "tests/support/scenario_text.h"
#include "tests/support/split_mix.h"

namespace fleetsim::sim {
namespace {

using tests::shipped_scenario;

std::shared_ptr<const Scenario> shared(Scenario scenario) {
  return std::make_shared<const Scenario>(std::move(scenario));
}

core::Instant end_of(const Scenario& scenario) {
  return core::Instant{} + scenario.stop;
}

RunRecord go_on(LiveRun& run) {
  const core::Instant end = end_of(run.world().scenario());
  while (run.step(end)) continue;
  run.finish(end);
  return run.record();
}

void steps(LiveRun& run, std::uint64_t events) {
  const core::Instant end = end_of(run.world().scenario());
  for (std::uint64_t i = 0; i < events && run.step(end); ++i) continue;
}

void expect_same(const RunRecord& a, const RunRecord& b, const std::string& which) {
  EXPECT_EQ(a.fingerprint, b.fingerprint) << which;
  EXPECT_EQ(a.events, b.events) << which;
  EXPECT_EQ(a.exit, b.exit) << which;
  EXPECT_EQ(a.metrics, b.metrics) << which;
  ASSERT_EQ(a.checks.size(), b.checks.size()) << which;
  for (std::size_t i = 0; i < a.checks.size(); ++i) {
    EXPECT_EQ(a.checks[i].name, b.checks[i].name) << which;
    EXPECT_EQ(a.checks[i].verdict, b.checks[i].verdict) << which;
    EXPECT_EQ(a.checks[i].evaluated, b.checks[i].evaluated) << which;
    EXPECT_EQ(a.checks[i].detail, b.checks[i].detail) << which;
  }
}

TEST(LiveRunTest, CopiesAtAnyInstantAndTheirOriginalGoOnAsIfNothingHadHappened) {
  const std::vector<std::string> files = tests::shipped_scenarios();
  tests::SplitMix random(200);
  for (int done = 0; done < 200;) {
    const std::string& file = files[random.below(files.size())];
    const std::uint64_t seed = random.below(1000);
    const auto scenario = shared(shipped_scenario(file));
    LiveRun whole(scenario, seed);
    const RunRecord expected = go_on(whole);
    if (expected.events > 20'000) continue;  // four runs of each: the long ones would take minutes
    ++done;

    const std::uint64_t at = random.below(expected.events + 1);
    const std::string which = file + " seed " + std::to_string(seed) + " event " + std::to_string(at);
    LiveRun original(scenario, seed);
    steps(original, at);
    LiveRun copy(original);
    // In turns, so that what one of them changes would be seen by the other.
    steps(copy, random.below(50));
    steps(original, random.below(50));
    LiveRun second(copy);
    steps(copy, random.below(50));
    expect_same(go_on(second), expected, which + ", copy of the copy");
    expect_same(go_on(original), expected, which + ", original");
    expect_same(go_on(copy), expected, which + ", copy");
  }
}

TEST(LiveRunTest, ACopySharesEveryMachineAndABranchPaysForThoseThatItTouches) {
  Scenario scenario = tests::scenario_of(R"(
fleetsim: 1
name: wide
time: { stop: 10s }
topology: { groups: [{ name: a, count: 200 }], overlay: { kind: random_k, k: 4 } }
content: { items: [{ id: x }] }
preload: [{ holder: { node: a-1 }, content: x }]
)");
  LiveRun run(shared(std::move(scenario)), 1);
  steps(run, 500);
  LiveRun copy(run);
  EXPECT_EQ(copy.world().hosts().shared_with(run.world().hosts()), 200U);
  steps(copy, 10);
  EXPECT_LT(copy.world().hosts().shared_with(run.world().hosts()), 200U);
  EXPECT_GE(copy.world().hosts().shared_with(run.world().hosts()), 190U);
}

TEST(LiveRunTest, ABranchIsAFunctionOfItsNumberAndHasAFutureOfItsOwn) {
  const auto scenario = shared(shipped_scenario("smoke/lossy_links_still_converge.yaml"));
  LiveRun run(scenario, 5);
  steps(run, 100);
  const auto future = [&](std::uint64_t branch) {
    LiveRun copy(run);
    copy.reseed(branch);
    return go_on(copy).fingerprint;
  };
  const std::string one = future(1);
  EXPECT_EQ(future(1), one);
  EXPECT_NE(future(2), one);
  EXPECT_NE(go_on(run).fingerprint, one);
}

TEST(LiveRunTest, BranchesOnManyThreadsAreThoseOnOne) {
  const auto scenario = shared(shipped_scenario("smoke/split_and_heal_converges.yaml"));
  LiveRun run(scenario, 9);
  steps(run, 200);
  std::vector<std::string> alone;
  for (std::uint64_t branch = 0; branch < 8; ++branch) {
    LiveRun copy(run);
    copy.reseed(branch);
    alone.push_back(go_on(copy).fingerprint);
  }
  std::vector<std::string> together(8);
  std::vector<std::thread> threads;
  for (std::uint64_t branch = 0; branch < 8; ++branch)
    threads.emplace_back([&, branch] {
      LiveRun copy(run);
      copy.reseed(branch);
      together[branch] = go_on(copy).fingerprint;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(together, alone);
}

TEST(LiveRunTest, WhatIsInjectedHappensAtOnceAndIsWatched) {
  const auto scenario = shared(shipped_scenario("smoke/three_node_store.yaml"));
  LiveRun touched(scenario, 1);
  LiveRun left(scenario, 1);
  touched.inject(0, core::TimerFired{0});
  EXPECT_NE(go_on(touched).fingerprint, go_on(left).fingerprint);
}

}  // namespace
}  // namespace fleetsim::sim
