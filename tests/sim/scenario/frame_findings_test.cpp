// Mistakes in the parts that every scenario has, and what a finding says.

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/check/invariants.h"
#include "sim/scenario/check_names.h"
#include "sim/scenario/reader.h"
#include "tests/support/bad_scenario.h"
#include "tests/support/source_tree.h"

namespace fleetsim::sim {
namespace {

std::vector<std::string> texts_of(const ReadResult& read) {
  std::vector<std::string> texts;
  for (const Finding& finding : read.findings) texts.push_back(finding.text());
  return texts;
}

std::string with_topology(const std::string& topology) {
  return "fleetsim: 1\nname: t\ntime: { stop: 10s }\ntopology: { " + topology + " }\n";
}

std::string with_content(const std::string& content) {
  return with_topology("groups: [{ name: a }]") + "content: { " + content + " }\n";
}

TEST(FrameFindingsTest, TheGoodScenarioOfTheseTestsHasNoFindings) {
  EXPECT_THAT(texts_of(read_scenario(tests::scenario_with(""), "t.yaml")), testing::IsEmpty());
}

TEST(FrameFindingsTest, AnEmptyMapLacksEverythingMandatory) {
  EXPECT_THAT(texts_of(read_scenario("{}", "t.yaml")),
              testing::ElementsAre("t.yaml:1:1: no key \"fleetsim\", expected \"fleetsim\"",
                                   "t.yaml:1:1: no key \"name\", expected \"name\"",
                                   "t.yaml:1:1: no key \"time\", expected \"time\"",
                                   "t.yaml:1:1: no key \"topology\", expected \"topology\""));
}

TEST(FrameFindingsTest, WhatIsNoMapIsRefused) {
  for (const char* text : {"", "# nothing", "---", "text", "[1, 2]", "42"})
    EXPECT_EQ(read_scenario(text, "t.yaml").findings.size(), 1U) << text;
}

TEST(FrameFindingsTest, AllFindingsComeAtOnceInOrderOfPlace) {
  EXPECT_THAT(texts_of(read_scenario(
                  tests::scenario_with("seed: 010\nlimits: { evnts: 1 }\nfabric: { ledger: { sync: 1 } }\n"),
                  "t.yaml")),
              testing::ElementsAre(testing::StartsWith("t.yaml:8:7: seed: "),
                                   testing::StartsWith("t.yaml:9:11: limits.evnts: "),
                                   testing::StartsWith("t.yaml:10:27: fabric.ledger.sync: ")));
}

TEST(FrameFindingsTest, AnotherVersionIsRefused) {
  std::string yaml = tests::scenario_with("");
  yaml.replace(0, 11, "fleetsim: 2");
  EXPECT_THAT(texts_of(read_scenario(yaml, "t.yaml")),
              testing::ElementsAre("t.yaml:1:11: fleetsim: \"2\", expected 1, the version of the language"));
}

TEST(FrameFindingsTest, KeysWithXAreLeftAlone) {
  EXPECT_THAT(texts_of(read_scenario(tests::scenario_with("x-anything: { at: [all] }\n"), "t.yaml")),
              testing::IsEmpty());
}

TEST(FrameFindingsTest, MistakesInTheTopologyAreFoundWhereTheyStand) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"groups: []", "4:21: topology.groups: an empty list"},
      {"groups: [{ name: a }, { name: a }]", "4:35: topology.groups[1]: a second node or group called \"a\""},
      {"groups: [{ name: a-1 }, { name: a, count: 2 }]", "a second node or group called \"a\""},
      {"groups: [{ name: a, count: 2 }, { name: a-1 }]", "a second node or group called \"a-1\""},
      {"groups: [{ name: a, count: 0 }]", "4:40: topology.groups[0].count: \"0\""},
      {"groups: [{ name: a, count: 1000000000000 }]", "a whole number from 1 to 2000000"},
      {"groups: [{ name: a, count: 2000000 }, { name: b }]",
       "2000000 nodes and 1 more, expected at most 2000000 in all"},
      {"groups: [{ name: a b }]", "\"a b\" is no name"},
      {"groups: [{ name: a, peers: [c] }]", "4:41: topology.groups[0].peers[0]: no node is called \"c\""},
      {"groups: [{ name: a, compute: {} }]", "no key \"service\""},
      {"groups: [{ name: a, compute: { slots: 0, service: 1ms } }]", "a whole number from 1"},
      {"groups: [{ name: a, compute: { service: { preset: wan } } }]", "key \"preset\" is not supported yet"},
      {"groups: [{ name: a, compute: { service: { uniform: [2s, 1s] } } }]",
       "the smallest is above the largest"},
      {"groups: [{ name: a, compute: { service: { exponential: { min: 2s, mean: 1s } } } }]",
       "a mean of \"1s\" below the minimum"},
      {"groups: [{ name: a, compute: { service: { constant: 1s, uniform: [1s, 2s] } } }]",
       "not one distribution"},
      {"groups: [{ name: a, compute: { service: 31d } }]", "at most 30d"},
      {"groups: [{ name: a }, { name: b }], links: [{ from: { node: a }, to: { node: b } }]",
       "no key \"latency\""},
      {"groups: [{ name: a }], links: [{ from: { node: a, mode: one }, to: { node: a }, latency: 1ms }]",
       "a mode in a link"},
      {"groups: [{ name: a }], links: [{ from: { node: a }, to: { node: a }, latency: 1ms, bandwidth: 1 }]",
       "\"1\" has no unit"},
      {"groups: [{ name: a }], overlay: random_k", "random_k without \"k\""},
      {"groups: [{ name: a, count: 3 }], overlay: { kind: random_k, k: 3 }", "a whole number from 1 to 2"},
      {"groups: [{ name: a }], overlay: { kind: full, k: 3 }", "unknown key \"k\""},
      {"groups: [{ name: a }], overlay: tree", "\"tree\" is not supported yet"},
      {"groups: [{ name: a }], regions: {}", "key \"regions\" is not supported yet"},
  };
  for (const auto& [topology, says] : cases)
    EXPECT_THAT(texts_of(read_scenario(with_topology(topology), "t.yaml")),
                testing::Contains(testing::HasSubstr(says)))
        << topology;
}

TEST(FrameFindingsTest, MistakesInTheContentAreFoundWhereTheyStand) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"items: [{ expr: x }]", "no key \"id\""},
      {"items: [{ id: all }]", "\"all\" stands for all content"},
      {"items: [{ id: x }, { id: x, expr: y }]", "a second item with the id \"x\""},
      {"items: [{ id: x }, { id: y, expr: x }]", "5:31: content.items[1]: the same request as \"x\""},
      {"items: [{ id: x, fails: no, reply: r }]", "without quotes is a bool"},
      {"items: [{ id: x, fails: broken, reply: r }]", "both \"fails\" and \"reply\""},
      {"items: [{ id: x, consistency: local_first }]", "did you mean \"local-first\"?"},
      {"items: [{ id: x, expr: [call] }]", "a list of 1, expected [call, expr, [expr, ...]]"},
      {"items: [{ id: x, expr: [cal, [nil], []] }]", "did you mean \"call\"?"},
      {"items: [{ id: x, expr: [symbol, [add]] }]", "a symbol, [namespace, name]"},
      {"items: [{ id: x, expr: [bytes, \"0g\"] }]", "are no bytes"},
      {"items: [{ id: x, expr: [bool, yes] }]", "expected true or false"},
      {"items: [{ id: x, expr: [quote, quote, [nil]] }]", "did you mean \"Quote\"?"},
      {"catalog: { size: 3, expr: work }", "a text with {i} in it"},
      {"catalog: { size: 0, expr: \"w-{i}\" }", "a whole number from 1 to 10000000"},
      {"catalog: { size: 1000000000000, expr: \"w-{i}\" }", "a whole number from 1 to 10000000"},
      {"items: [{ id: w-1, expr: other }], catalog: { size: 3, expr: \"w-{i}\" }",
       "an id of the catalog is also that of an item"},
      {"items: [{ id: other, expr: w-1 }], catalog: { size: 3, expr: \"w-{i}\" }",
       "the same request as \"other\""},
  };
  for (const auto& [content, says] : cases)
    EXPECT_THAT(texts_of(read_scenario(with_content(content), "t.yaml")),
                testing::Contains(testing::HasSubstr(says)))
        << content;
}

TEST(FrameFindingsTest, GossipWithNeighboursNeedsNeighbourhoods) {
  const auto findings = [](const std::string& group) {
    return texts_of(read_scenario("fleetsim: 1\nname: near\ntime: { stop: 1s }\ntopology: { groups: [" + group +
                                      "] }\nfabric: { gossip: { locality: 50% } }\n",
                                  "t.yaml"));
  };
  EXPECT_THAT(findings("{ name: a }"), testing::Contains(testing::HasSubstr("a group with one")));
  EXPECT_THAT(findings("{ name: a }, { name: b, zone: z }"), testing::Not(testing::Contains(testing::HasSubstr("locality"))));
}

TEST(FrameFindingsTest, AFileThatIsNotThereIsAFinding) {
  const ReadResult read = read_scenario_file("no/such/file.yaml");
  EXPECT_THAT(texts_of(read), testing::ElementsAre(testing::StartsWith("no/such/file.yaml: cannot be read")));
}

TEST(FrameFindingsTest, ADirectoryIsAFinding) {
  EXPECT_THAT(texts_of(read_scenario_file(tests::source_dir())),
              testing::ElementsAre(testing::HasSubstr("cannot be read")));
}

TEST(FrameFindingsTest, TheNamesOfInvariantsAreThoseOfTheChecks) {
  std::vector<std::string> names;
  Scenario scenario;
  scenario.topology.groups.resize(1);
  scenario.nodes.resize(2);
  scenario.fabric.membership.detector = core::FailureDetector::swim;  // one is judged only then
  for (const Invariant& invariant : all_invariants(scenario)) names.push_back(invariant.name);
  EXPECT_THAT(names, testing::UnorderedElementsAreArray(kInvariantNames.begin(), kInvariantNames.end()));
}

}  // namespace
}  // namespace fleetsim::sim
