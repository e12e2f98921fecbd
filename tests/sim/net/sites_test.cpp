#include "sim/net/sites.h"

#include <gtest/gtest.h>

#include "tests/support/scenario_text.h"

namespace fleetsim::sim {
namespace {

using tests::scenario_of;

constexpr const char* kHead = "fleetsim: 1\nname: t\ntime: { stop: 1s }\n";

TEST(SitesTest, NodesThatNoLinkTellsApartShareASite) {
  const Scenario scenario = scenario_of(std::string(kHead) + R"(
topology:
  groups: [{ name: edge, count: 50 }, { name: core, count: 3 }]
  links: [{ from: { group: edge }, to: { group: core }, latency: 5ms }]
)");
  Sites sites(scenario);
  EXPECT_EQ(sites.size(), 2U);
  EXPECT_EQ(sites.site_of(0), sites.site_of(49));
  EXPECT_NE(sites.site_of(0), sites.site_of(50));
}

TEST(SitesTest, ARouteTakesTheShortestPathNotTheFewestLinks) {
  const Scenario scenario = scenario_of(std::string(kHead) + R"(
topology:
  groups: [{ name: a }, { name: b }, { name: c }]
  links:
    - { from: { node: a }, to: { node: c }, latency: 50ms }
    - { from: { node: a }, to: { node: b }, latency: 10ms }
    - { from: { node: b }, to: { node: c }, latency: 10ms }
)");
  Sites sites(scenario);
  const auto route = sites.route(sites.site_of(0), sites.site_of(2));
  ASSERT_TRUE(route.has_value());
  EXPECT_EQ(std::vector<std::uint32_t>(route->begin(), route->end()), (std::vector<std::uint32_t>{1, 2}));
}

TEST(SitesTest, ALinkThatIsNotSymmetricLeadsOneWay) {
  const Scenario scenario = scenario_of(std::string(kHead) + R"(
topology:
  groups: [{ name: a }, { name: b }]
  links: [{ from: { node: a }, to: { node: b }, latency: 5ms, symmetric: false }]
)");
  Sites sites(scenario);
  EXPECT_TRUE(sites.route(sites.site_of(0), sites.site_of(1)).has_value());
  EXPECT_FALSE(sites.route(sites.site_of(1), sites.site_of(0)).has_value());
}

TEST(SitesTest, LaterLinksOverrideEarlierOnes) {
  const Scenario scenario = scenario_of(std::string(kHead) + R"(
topology:
  groups: [{ name: a }, { name: b }]
  links:
    - { from: { node: [a, b] }, to: { node: [a, b] }, latency: 5ms }
    - { from: { node: a }, to: { node: b }, latency: 90ms }
)");
  Sites sites(scenario);
  const auto route = sites.route(sites.site_of(0), sites.site_of(1));
  ASSERT_TRUE(route.has_value());
  ASSERT_EQ(route->size(), 1U);
  EXPECT_EQ(median(sites.links()[route->front()].latency), core::milliseconds(90));
}

TEST(SitesTest, WithoutLinksEverybodyIsAMillisecondAway) {
  const Scenario scenario = scenario_of(std::string(kHead) + "topology: { groups: [{ name: a, count: 3 }] }\n");
  Sites sites(scenario);
  EXPECT_EQ(sites.size(), 1U);
  const auto route = sites.route(0, 0);
  ASSERT_TRUE(route.has_value());
  EXPECT_EQ(median(sites.links()[route->front()].latency), core::milliseconds(1));
}

}  // namespace
}  // namespace fleetsim::sim
