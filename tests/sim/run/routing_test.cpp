// Explicit routing and content lookup on the same small fleet.

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "sim/run/run.h"
#include "tests/support/scenario_text.h"

namespace fleetsim::sim {
namespace {

Scenario the_fleet() {
  return tests::shipped_scenario("faults/static_routes_know_no_second_holder.yaml");
}

bool failed(const RunRecord& record, const char* name) {
  const auto check = std::ranges::find(record.checks, name, &CheckResult::name);
  return check == record.checks.end() || check->verdict == Verdict::fail;
}

TEST(RoutingTest, ExplicitRoutingFailsClosedWhereContentLookupFindsTheSecondHolder) {
  EXPECT_EQ(run_once(the_fleet(), 1, {}).exit, kExitPass);

  Scenario by_content = the_fleet();
  by_content.fabric.routes.reset();
  by_content.fabric.gossip.strategy = core::GossipStrategy::full;
  const RunRecord record = run_once(by_content, 1, {});
  EXPECT_TRUE(failed(record, "nobody-left")) << "the second holder answers";
  EXPECT_TRUE(failed(record, "refused")) << "any holder will do";
  EXPECT_FALSE(failed(record, "holders_agree"));
}

TEST(RoutingTest, ATableThatNamesBothHoldersIsAsGoodWhileItIsRight) {
  Scenario both = the_fleet();
  core::Route route;
  route.next_hops = {core::Symbol::unqualified("holder-0"), core::Symbol::unqualified("holder-1")};
  both.fabric.routes = core::RouteTable({route});
  EXPECT_TRUE(failed(run_once(both, 1, {}), "nobody-left")) << "the second hop answers";
}

}  // namespace
}  // namespace fleetsim::sim
