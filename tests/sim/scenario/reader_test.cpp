// What a good scenario means.

#include "sim/scenario/reader.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/bad_scenario.h"
#include "tests/support/scenario_text.h"

namespace fleetsim::sim {
namespace {

using testing::ElementsAre;

Scenario scenario_with(const std::string& more) {
  return tests::scenario_of(tests::scenario_with(more));
}

Scenario with_topology(const std::string& topology) {
  return tests::scenario_of("fleetsim: 1\nname: t\ntime: { stop: 10s }\ntopology: { " + topology + " }\n");
}

std::vector<std::string> names_of(const Scenario& scenario) {
  std::vector<std::string> names;
  for (const NodeSpec& node : scenario.nodes) names.push_back(node.name);
  return names;
}

TEST(ReaderTest, DefaultsAreThoseOfTheLanguage) {
  const Scenario scenario = with_topology("groups: [{ name: a }]");
  EXPECT_THAT(scenario.seeds, ElementsAre(1));
  EXPECT_EQ(scenario.events_max, 100'000'000U);
  EXPECT_EQ(scenario.fabric, core::FabricOptions{});
  EXPECT_EQ(scenario.topology.overlay.kind, Overlay::Kind::full);
  EXPECT_EQ(scenario.safety_until, core::Duration{});
  EXPECT_FALSE(scenario.planted);
}

TEST(ReaderTest, ACountNumbersTheNodesAndItsAbsenceDoesNot) {
  EXPECT_THAT(names_of(with_topology("groups: [{ name: a }, { name: b, count: 1 }, { name: c, count: 2 }]")),
              ElementsAre("a", "b-0", "c-0", "c-1"));
}

TEST(ReaderTest, SeedsAreANumberAListOrARange) {
  EXPECT_THAT(scenario_with("seed: 7").seeds, ElementsAre(7));
  EXPECT_THAT(scenario_with("seed: [5, 3]").seeds, ElementsAre(5, 3));
  EXPECT_THAT(scenario_with("seed: { range: [18446744073709551613, 18446744073709551615] }").seeds,
              ElementsAre(UINT64_MAX - 2, UINT64_MAX - 1, UINT64_MAX));
}

TEST(ReaderTest, TheMeanOfAnExponentialIsThatOfTheWhole) {
  const Scenario scenario =
      with_topology("groups: [{ name: a, compute: { service: { exponential: { min: 1ms, mean: 5ms } } } }]");
  const Distribution& service = scenario.topology.groups[0].compute->service;
  EXPECT_EQ(service, Distribution(Exponential{core::milliseconds(1), core::milliseconds(4)}));
}

TEST(ReaderTest, ACatalogComesBehindTheItemsAndIsNamedLikeItsExpressions) {
  const Scenario scenario = tests::scenario_of(
      "fleetsim: 1\nname: t\ntime: { stop: 10s }\ntopology: { groups: [{ name: a }] }\n"
      "content: { catalog: { size: 2, expr: \"work-{i}\", capabilities: [c] }, items: [{ id: x }] }\n");
  ASSERT_EQ(scenario.content.size(), 3U);
  EXPECT_EQ(scenario.content[0].id, "x");
  EXPECT_EQ(scenario.content[2].id, "work-1");
  EXPECT_EQ(scenario.content[2].reply, "reply of work-1");
  EXPECT_EQ(scenario.content[2].request.expr, core::Expr::string("work-1"));
  EXPECT_THAT(scenario.content[2].request.required_capabilities, ElementsAre("c"));
}

TEST(ReaderTest, AnItemDefaultsToItsIdAsExpression) {
  const Scenario scenario = scenario_with("");
  EXPECT_EQ(scenario.content[1].request.expr, core::Expr::string("y"));
  EXPECT_EQ(scenario.content[1].reply, "reply of y");
  EXPECT_FALSE(scenario.content[1].failure);
}

TEST(ReaderTest, HalvesSplitAllNodesByPosition) {
  const Fault fault =
      scenario_with("faults: [{ action: partition, shape: halves, at: 1s, for: 1s }]").faults[0];
  EXPECT_THAT(fault.select.nodes, ElementsAre("a", "b", "e-0"));
  EXPECT_THAT(fault.other->nodes, ElementsAre("e-1", "e-2", "home"));
  EXPECT_EQ(fault.id, "partition-0");
}

TEST(ReaderTest, SelectAloneIsOneSideAgainstEverybodyElse) {
  const Fault fault =
      scenario_with("faults: [{ action: loss, select: { node: a }, ratio: 30%, at: 1s, for: 1s }]").faults[0];
  EXPECT_THAT(fault.select.nodes, ElementsAre("a"));
  EXPECT_FALSE(fault.other);
}

TEST(ReaderTest, LossWithoutSidesIsBetweenEverybody) {
  const Scenario scenario = scenario_with("faults: [{ action: loss, ratio: 30%, at: 1s, for: 1s }]");
  ASSERT_TRUE(scenario.faults[0].other);
  EXPECT_EQ(candidates(scenario.faults[0].select, scenario).size(), scenario.nodes.size());
  EXPECT_EQ(candidates(*scenario.faults[0].other, scenario).size(), scenario.nodes.size());
}

TEST(ReaderTest, RestartAfterIsAnotherWordForFor) {
  const Scenario scenario =
      scenario_with("faults: [{ action: crash, select: { node: a }, at: 1s, restart_after: 2s }]");
  EXPECT_EQ(known_length(scenario.faults[0]), core::seconds(2));
}

TEST(ReaderTest, WithoutPhasesSafetyLastsUntilTheLastRequestOrFault) {
  EXPECT_EQ(scenario_with("").safety_until, core::seconds(1));
  EXPECT_EQ(scenario_with("faults: [{ action: crash, select: { node: a }, at: 3s, for: 2s }]").safety_until,
            core::seconds(5));
}

TEST(ReaderTest, WithoutPhasesADeadlineBeyondTheEndEndsWithTheRun) {
  const Scenario scenario = tests::scenario_of(
      "fleetsim: 1\nname: t\ntime: { stop: 10s }\ntopology: { groups: [{ name: a }] }\ncontent: { items: [{ "
      "id: x }] }\n"
      "workload: [{ at: 8s, node: a, content: x, deadline: 5s }]\n");
  EXPECT_EQ(scenario.safety_until, core::seconds(10));
  EXPECT_EQ(scenario.requests[0].as, "request-0");
}

TEST(ReaderTest, PhasesSayWhenSafetyEnds) {
  EXPECT_EQ(scenario_with("phases: [{ name: safety, until: 4s }, { name: liveness }]").safety_until,
            core::seconds(4));
}

TEST(ReaderTest, StagesLeftOutOfTheOrderAreNotAsked) {
  const core::LookupOptions lookup =
      scenario_with("fabric: { lookup: { order: [local, peers] } }").fabric.lookup;
  EXPECT_FALSE(lookup.ask_announced);
  EXPECT_TRUE(lookup.ask_peers);
  EXPECT_FALSE(lookup.ask_home);
}

TEST(ReaderTest, AnExpectationMayStandForALaterOneOfItsFault) {
  const Scenario scenario = scenario_with(
      "faults: [{ id: cut, action: wipe, select: { node: a }, at: 3s, for: 2s }]\n"
      "expect: { converge: [{ content: all, holders: { at_least: [a] }, after: fault:cut, within: 5s }] }");
  EXPECT_EQ(scenario.converge[0].after, ConvergeSpec::After::fault);
  EXPECT_EQ(scenario.converge[0].after_fault, "cut");
  EXPECT_THAT(scenario.converge[0].content, ElementsAre(0, 1));
  EXPECT_EQ(scenario.converge[0].id, "converge-0");
  EXPECT_EQ(scenario.converge[0].place.line, 9);
}

TEST(ReaderTest, AliasesStandForTheirAnchors) {
  const Scenario scenario =
      scenario_with("x-side: &side { node: b }\nfaults: [{ action: crash, select: *side, at: 3s, for: 2s }]");
  EXPECT_THAT(scenario.faults[0].select.nodes, ElementsAre("b"));
}

TEST(ReaderTest, FieldsOfASelectorAllHaveToMatch) {
  const Scenario scenario =
      with_topology("groups: [{ name: a, count: 2, region: eu, labels: [l] }, { name: b, region: eu }]");
  Selector selector;
  selector.region = "eu";
  EXPECT_THAT(candidates(selector, scenario), ElementsAre(0, 1, 2));
  selector.label = "l";
  EXPECT_THAT(candidates(selector, scenario), ElementsAre(0, 1));
  selector.nodes = {"a-1", "b"};
  EXPECT_THAT(candidates(selector, scenario), ElementsAre(1));
  EXPECT_TRUE(matches(selector, scenario, 1));
  EXPECT_FALSE(matches(selector, scenario, 2));
}

TEST(OverrideTest, ReplacesAValueBeforeItIsRead) {
  const ReadResult read = read_scenario(tests::scenario_with(""), "t.yaml",
                                        {{"fabric.gossip.interval", "250ms"},
                                         {"topology.groups[2].count", "9"},
                                         {"seed", "[4, 5]"},
                                         {"time", "{ stop: 20s }"}});
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read.scenario.fabric.gossip.interval, core::milliseconds(250));
  EXPECT_EQ(read.scenario.nodes.size(), 12U);
  EXPECT_THAT(read.scenario.seeds, ElementsAre(4, 5));
  EXPECT_EQ(read.scenario.stop, core::seconds(20));
}

TEST(OverrideTest, ChangesOnlyOneUseOfAnAnchor) {
  const ReadResult read = read_scenario(
      "fleetsim: 1\nname: t\ntime: { stop: 10s }\ntopology: { groups: [{ name: a, store: &s { sync: 1ms } }, "
      "{ name: b, store: *s }] }\n",
      "t.yaml", {{"topology.groups[1].store.sync", "2ms"}});
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read.scenario.topology.groups[0].store.sync, core::milliseconds(1));
  EXPECT_EQ(read.scenario.topology.groups[1].store.sync, core::milliseconds(2));
}

TEST(OverrideTest, WhatIsWrongIsAFindingOfTheCommandLine) {
  const std::vector<std::pair<Override, std::string>> cases = {
      {{"name.x", "1"}, "--set: name.x: \"x\" is looked for in what is no map"},
      {{"topology.groups[9].count", "1"},
       "--set: topology.groups[9].count: [9] is looked for in a list of 4"},
      {{"name[0]", "1"}, "--set: name[0]: [0] is looked for in what is no list"},
      {{"time.stop", ""}, "--set: time.stop: no value"},
      {{"time.stop", "{"}, "--set: time.stop: \"{\": malformed YAML"},
      {{"time.stop", "5"}, "--set: time.stop: \"5\" has no unit"},
      {{"fabric.gossip.intervall", "5s"}, "--set: fabric.gossip.intervall: unknown key"},
      {{"", "5s"}, "--set: \"\" is no path"},
      {{"a..b", "5s"}, "--set: \"a..b\" is no path"},
      {{"a[x]", "5s"}, "--set: \"a[x]\" is no path"},
      {{"a.", "5s"}, "--set: \"a.\" is no path"},
      {{"[0]", "5s"}, "--set: \"[0]\" is no path"},
  };
  for (const auto& [override, says] : cases) {
    const ReadResult read = read_scenario(tests::scenario_with(""), "t.yaml", {override});
    ASSERT_FALSE(read.ok()) << override.path;
    EXPECT_THAT(read.findings[0].text(), testing::StartsWith(says));
    EXPECT_EQ(read.findings[0].file, "--set");
  }
}

}  // namespace
}  // namespace fleetsim::sim
