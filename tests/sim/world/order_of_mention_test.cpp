// The table of facts that the machines of a world share gives ids in the order of mention. A run must not follow from it.

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sim/observe/fingerprint.h"
#include "sim/world/world.h"
#include "tests/support/scenario_text.h"

namespace fleetsim::sim {
namespace {

// Keys, holders and first facts in the reverse of their order, before anything happens.
void mention_backwards(const World& world) {
  core::FactTable& table = *world.hosts()[0].node_options().facts;
  for (std::size_t key = world.contents().keys.size(); key-- > 0;)
    for (core::NodeId node = world.directory().size(); node-- > 0;)
      table.fact_id(table.holder_id(world.directory().name(node)), table.key_id(world.contents().keys[key]));
}

std::string fingerprint_of(const std::shared_ptr<const Scenario>& scenario, std::uint64_t seed, bool backwards) {
  World world(scenario, seed);
  if (backwards) mention_backwards(world);
  Fingerprint fingerprint;
  std::vector<Fact> facts;
  const auto take = [&] {
    for (const Fact& fact : facts) fingerprint.add(fact, world.fact_table());
    facts.clear();
  };
  world.start(facts);
  take();
  const core::Instant end = core::Instant{} + scenario->stop;
  while (world.step(end, facts)) take();
  world.summarise(end, facts);
  take();
  return fingerprint.text();
}

class OrderOfMentionTest : public testing::TestWithParam<std::string> {};

TEST_P(OrderOfMentionTest, ARunOverATableThatHasHeardOfEverythingIsTheSame) {
  const auto scenario = std::make_shared<const Scenario>(tests::shipped_scenario(GetParam()));
  EXPECT_EQ(fingerprint_of(scenario, 1, true), fingerprint_of(scenario, 1, false));
}

INSTANTIATE_TEST_SUITE_P(Shipped, OrderOfMentionTest, testing::ValuesIn(tests::shipped_scenarios()),
                         [](const auto& row) {
                           std::string name = row.param;
                           std::ranges::replace_if(name, [](char c) { return c == '/' || c == '.'; }, '_');
                           return name;
                         });

}  // namespace
}  // namespace fleetsim::sim
