#include "sim/fault/fault_plan.h"

#include <gtest/gtest.h>

#include <set>

#include "core/store/stored_reply.h"
#include "core/wire/message.h"
#include "sim/fault/tamper.h"
#include "tests/support/scenario_text.h"

namespace fleetsim::sim {
namespace {

using tests::scenario_of;

Scenario ten_nodes(const std::string& faults) {
  return scenario_of("fleetsim: 1\nname: t\ntime: { stop: 9s }\ntopology: { groups: [{ name: node, count: 10 }] }\nfaults:\n" +
                     faults);
}

std::size_t hit_by(const std::string& mode, std::uint64_t seed) {
  const Scenario scenario =
      ten_nodes("  - { id: f, action: crash, select: { group: node, " + mode + " }, at: 1s, for: 1s }\n");
  return plan_faults(scenario, seed)[0].nodes.size();
}

TEST(FaultPlanTest, ModesHitAsManyAsTheySay) {
  EXPECT_EQ(hit_by("mode: all", 1), 10U);
  EXPECT_EQ(hit_by("mode: one", 1), 1U);
  EXPECT_EQ(hit_by("mode: fixed, value: 4", 1), 4U);
  EXPECT_EQ(hit_by("mode: percent, value: 30%", 1), 3U);
  EXPECT_EQ(hit_by("mode: percent, value: 1%", 1), 1U);
  EXPECT_EQ(hit_by("mode: minority", 1), 4U);
  EXPECT_EQ(hit_by("mode: majority", 1), 6U);
}

TEST(FaultPlanTest, WhoIsHitIsDrawnBySeed) {
  const Scenario scenario = ten_nodes("  - { id: f, action: crash, select: { group: node, mode: one }, at: 1s, for: 1s }\n");
  std::set<std::uint32_t> hit;
  for (std::uint64_t seed = 0; seed < 200; ++seed) hit.insert(plan_faults(scenario, seed)[0].nodes[0]);
  EXPECT_EQ(hit.size(), 10U);
  EXPECT_EQ(plan_faults(scenario, 5)[0].nodes, plan_faults(scenario, 5)[0].nodes);
}

TEST(FaultPlanTest, AnotherFaultBeforeItMovesNobodysDraws) {
  const std::string fault = "  - { id: f, action: crash, select: { group: node, mode: fixed, value: 3 }, at: 1s, for: 1s }\n";
  const std::string other = "  - { id: other, action: crash, select: { group: node, mode: one }, at: 1s, for: 1s }\n";
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    EXPECT_EQ(plan_faults(ten_nodes(fault), seed)[0].nodes, plan_faults(ten_nodes(other + fault), seed)[1].nodes);
}

TEST(FaultPlanTest, HalvesAreTheFirstAndTheSecondHalfOfTheFile) {
  const Scenario scenario = ten_nodes("  - { id: f, action: partition, shape: halves, at: 1s, for: 1s }\n");
  const NetworkFault cut = *plan_faults(scenario, 1)[0].network;
  for (std::size_t node = 0; node < 10; ++node) {
    EXPECT_EQ(cut.from[node], node < 5);
    EXPECT_EQ(cut.to[node], node >= 5);
  }
  EXPECT_TRUE(cut.both_ways);
}

TEST(FaultPlanTest, IsolatingFromOneDirectionCutsOnlyThat) {
  const Scenario scenario =
      ten_nodes("  - { id: f, action: partition, shape: isolate, select: { node: node-3 }, direction: to, at: 1s, for: 1s }\n");
  const NetworkFault cut = *plan_faults(scenario, 1)[0].network;
  EXPECT_FALSE(cut.both_ways);
  EXPECT_TRUE(cut.to[3]);
  EXPECT_FALSE(cut.from[3]);
  EXPECT_TRUE(cut.from[0]);
}

TEST(TamperTest, ASwappedReplyIsAnotherReplyUnderTheSameKeyAndAsk) {
  const core::ContentKey key = core::ContentKey::from_digest(core::Digest{7});
  const core::StoredReply honest = *core::StoredReply::encode(core::text_reply("honest"));
  const core::StoredReply lie = *core::StoredReply::encode(core::text_reply("lie"));
  const core::SharedBytes sent = core::share(core::encode_message(core::Found{5, key, core::kUnlimited, honest.bytes()}));
  const core::Result<core::WireMessage> out = core::decode_message(*swap_reply(sent, lie));
  EXPECT_EQ(*out, core::WireMessage(core::Found{5, key, core::kUnlimited, lie.bytes()}));
}

TEST(TamperTest, WhatTheLieDoesNotConcernIsLeftAlone) {
  const core::ContentKey key = core::ContentKey::from_digest(core::Digest{7});
  const core::SharedBytes ask = core::share(core::encode_message(core::Ask{5, key, {9}, {}}));
  EXPECT_EQ(swap_reply(ask, *core::StoredReply::encode(core::text_reply("lie"))), ask);
  EXPECT_EQ(add_claims(ask, core::Symbol::unqualified("liar"), std::vector{key}), ask);
}

TEST(TamperTest, AClaimIsAddedToGossip) {
  const core::ContentKey key = core::ContentKey::from_digest(core::Digest{7});
  const core::Symbol liar = core::Symbol::unqualified("liar");
  const core::SharedBytes sent = core::share(core::encode_message(core::IndexFacts{}));
  const core::Result<core::WireMessage> out = core::decode_message(*add_claims(sent, liar, std::vector{key}));
  const auto& facts = std::get<core::IndexFacts>(*out).facts;
  ASSERT_EQ(facts.names.size(), 1U);
  EXPECT_EQ(facts.names[0].name, liar);
  ASSERT_EQ(facts.keys.size(), 1U);
  EXPECT_EQ(facts.keys[0].key, key);
  EXPECT_EQ(facts.holders, std::vector{core::FactBatch::Said{.name = 0}});
}

}  // namespace
}  // namespace fleetsim::sim
