#include "sim/search/branch.h"

#include <gtest/gtest.h>

#include "tests/support/records.h"
#include "tests/support/scenario_text.h"

namespace fleetsim::sim {
namespace {

using tests::failed_record;
using tests::passed_record;

LiveRun at_event(std::shared_ptr<const Scenario> scenario, std::uint64_t seed, std::uint64_t events) {
  LiveRun run(std::move(scenario), seed);
  const core::Instant end = core::Instant{} + run.world().scenario().stop;
  for (std::uint64_t i = 0; i < events; ++i) run.step(end);
  return run;
}

TEST(BranchTest, SaysWhereItPartedAndIsJudgedAsAWholeRun) {
  const auto scenario =
      std::make_shared<const Scenario>(tests::shipped_scenario("smoke/lossy_links_still_converge.yaml"));
  const LiveRun from = at_event(scenario, 3, 50);
  const RunRecord record = run_branch(from, 17);
  ASSERT_TRUE(record.branch);
  EXPECT_EQ(record.branch->event, 50U);
  EXPECT_EQ(record.branch->at, from.world().now());
  EXPECT_EQ(record.branch->branch, 17U);
  EXPECT_EQ(record.seed, 3U);
  EXPECT_EQ(record.exit, kExitPass);
  EXPECT_FALSE(record.checks.empty());
  EXPECT_EQ(record.fingerprint, run_branch(from, 17).fingerprint);
}

TEST(BranchTest, ATraceBeginsWhereItPartedAndChangesNothing) {
  const auto scenario =
      std::make_shared<const Scenario>(tests::shipped_scenario("smoke/three_node_store.yaml"));
  const LiveRun from = at_event(scenario, 1, 30);
  std::vector<std::string> lines;
  const RunRecord traced = run_branch(from, 2, [&](const std::string& line) { lines.push_back(line); });
  EXPECT_EQ(traced.fingerprint, run_branch(from, 2).fingerprint);
  ASSERT_FALSE(lines.empty());
  EXPECT_NE(lines.front().find(" event 31 by "), std::string::npos) << lines.front();
}

TEST(BranchTest, VerdictsSplitByWhatFailedTheMostFrequentFirst) {
  VerdictSplit split;
  split.add(1, failed_record(1));
  split.add(2, passed_record(2));
  split.add(3, passed_record(3));
  split.add(4, tests::broken_record(4));
  ASSERT_EQ(split.total(), 4U);
  const std::vector<VerdictSplit::Part> parts = split.parts();
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(parts[0].verdict, Verdict::pass);
  EXPECT_EQ(parts[0].branches, (std::vector<std::uint64_t>{2, 3}));
  EXPECT_TRUE(parts[0].failed.empty());
  EXPECT_EQ(parts[1].verdict, Verdict::fail);
  EXPECT_EQ(parts[1].failed.size(), 1U);
  EXPECT_FALSE(parts[1].detail.empty());
  EXPECT_EQ(parts[2].verdict, Verdict::error);
}

// The instant matters: a partition that is still to come decides in every future, one that loss decides in
// some.
TEST(BranchTest, FuturesOfOneInstantCanEndDifferently) {
  const auto scenario = std::make_shared<const Scenario>(tests::scenario_of(R"(
fleetsim: 1
name: by_chance
time: { stop: 10s }
topology:
  groups: [{ name: a }, { name: b }]
  links: [{ from: { node: a }, to: { node: b }, symmetric: true, latency: 5ms, loss: 50% }]
fabric: { gossip: { strategy: none } }
content: { items: [{ id: x, reply: hello }] }
preload: [{ holder: { node: b }, content: x }]
workload: [{ at: 4s, node: a, content: x, as: ask }]
expect: { replies: [{ id: r, request: ask, outcome: ok }] }
)"));
  const LiveRun from = at_event(scenario, 1, 0);
  VerdictSplit split;
  for (std::uint64_t branch = 1; branch <= 40; ++branch) split.add(branch, run_branch(from, branch));
  EXPECT_EQ(split.parts().size(), 2U);
}

}  // namespace
}  // namespace fleetsim::sim
