#include "sim/net/routes.h"

#include <memory>

#include <gtest/gtest.h>

#include "tests/support/scenario_text.h"

namespace fleetsim::sim {
namespace {

using tests::scenario_of;

// The links of a route, by position; empty: there is none.
std::vector<std::uint32_t> links_between(const Scenario& scenario, std::uint32_t from, std::uint32_t to) {
  Routes routes(std::make_shared<const Sites>(scenario));
  const Route* route = routes.between(routes.sites().site_of(from), routes.sites().site_of(to));
  std::vector<std::uint32_t> links;
  if (route != nullptr)
    for (const Route::Hop& hop : route->hops) links.push_back(hop.lane / 2);
  return links;
}

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
  EXPECT_EQ(links_between(scenario, 0, 2), (std::vector<std::uint32_t>{1, 2}));
}

TEST(SitesTest, ALinkThatIsNotSymmetricLeadsOneWay) {
  const Scenario scenario = scenario_of(std::string(kHead) + R"(
topology:
  groups: [{ name: a }, { name: b }]
  links: [{ from: { node: a }, to: { node: b }, latency: 5ms, symmetric: false }]
)");
  EXPECT_EQ(links_between(scenario, 0, 1).size(), 1U);
  EXPECT_TRUE(links_between(scenario, 1, 0).empty());
}

TEST(SitesTest, LaterLinksOverrideEarlierOnes) {
  const Scenario scenario = scenario_of(std::string(kHead) + R"(
topology:
  groups: [{ name: a }, { name: b }]
  links:
    - { from: { node: [a, b] }, to: { node: [a, b] }, latency: 5ms }
    - { from: { node: a }, to: { node: b }, latency: 90ms }
)");
  EXPECT_EQ(links_between(scenario, 0, 1), (std::vector<std::uint32_t>{1}));
  EXPECT_EQ(links_between(scenario, 1, 0), (std::vector<std::uint32_t>{1}));
}

TEST(SitesTest, WithoutLinksEverybodyIsAMillisecondAway) {
  const Scenario scenario = scenario_of(std::string(kHead) + "topology: { groups: [{ name: a, count: 3 }] }\n");
  Sites sites(scenario);
  EXPECT_EQ(sites.size(), 1U);
  const std::vector<std::uint32_t> local = links_between(scenario, 0, 1);
  ASSERT_EQ(local.size(), 1U);
  EXPECT_EQ(median(sites.links()[local.front()].latency), core::milliseconds(1));
}

constexpr const char* kTriangle = R"(
topology:
  groups: [{ name: a }, { name: b }, { name: c }]
  links:
    - { id: direct, from: { node: a }, to: { node: c }, latency: 10ms }
    - { from: { node: a }, to: { node: b }, latency: 30ms }
    - { from: { node: b }, to: { node: c }, latency: 30ms }
)";

TEST(RoutesTest, ALinkThatFailsIsGoneRoundAndTakenAgainWhenItIsBack) {
  Routes routes(std::make_shared<const Sites>(scenario_of(std::string(kHead) + kTriangle)));
  const SiteId a = routes.sites().site_of(0);
  const SiteId c = routes.sites().site_of(2);
  EXPECT_EQ(routes.between(a, c)->hops.size(), 1U);
  routes.fail({0, 1});
  ASSERT_EQ(routes.between(a, c)->hops.size(), 2U);
  EXPECT_EQ(routes.between(a, c)->median, core::milliseconds(60));
  routes.restore({0, 1});
  EXPECT_EQ(routes.between(a, c)->hops.size(), 1U);
}

TEST(RoutesTest, ALinkIsBackWhenAllThatTookItAwayAreOver) {
  Routes routes(std::make_shared<const Sites>(scenario_of(std::string(kHead) + kTriangle)));
  const SiteId a = routes.sites().site_of(0);
  const SiteId c = routes.sites().site_of(2);
  routes.fail({0});
  routes.fail({0, 1});
  routes.restore({0, 1});
  EXPECT_EQ(routes.between(a, c)->hops.size(), 2U);
  EXPECT_EQ(routes.between(c, a)->hops.size(), 1U) << "the other direction";
  routes.restore({0});
  EXPECT_EQ(routes.between(a, c)->hops.size(), 1U);
}

TEST(RoutesTest, WithoutADetourThereIsNoRoute) {
  Routes routes(std::make_shared<const Sites>(scenario_of(std::string(kHead) + kTriangle)));
  const SiteId a = routes.sites().site_of(0);
  const SiteId c = routes.sites().site_of(2);
  routes.fail({0, 2});
  EXPECT_EQ(routes.between(a, c), nullptr);
  EXPECT_NE(routes.between(c, a), nullptr);
}

TEST(RoutesTest, ACopyFindsItsOwn) {
  Routes original(std::make_shared<const Sites>(scenario_of(std::string(kHead) + kTriangle)));
  const SiteId a = original.sites().site_of(0);
  const SiteId c = original.sites().site_of(2);
  ASSERT_NE(original.between(a, c), nullptr);
  Routes copy = original;
  EXPECT_EQ(copy.between(a, c), original.between(a, c)) << "what was found is shared";
  copy.fail({0, 1});
  EXPECT_EQ(copy.between(a, c)->hops.size(), 2U);
  EXPECT_EQ(original.between(a, c)->hops.size(), 1U);
}

TEST(RoutesTest, NodesOfOneSiteHearNothingWhenTheirOwnLinkFails) {
  Routes routes(std::make_shared<const Sites>(
      scenario_of(std::string(kHead) +
                  "topology:\n  groups: [{ name: n, count: 3 }]\n"
                  "  links: [{ from: { group: n }, to: { group: n }, latency: 5ms }]\n")));
  EXPECT_NE(routes.between(0, 0), nullptr);
  routes.fail({0, 1});
  EXPECT_EQ(routes.between(0, 0), nullptr);
}

}  // namespace
}  // namespace fleetsim::sim
