// Mistakes in links and in faults of the network.

#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "sim/scenario/reader.h"

namespace fleetsim::sim {
namespace {

struct Mistake {
  const char* name;
  const char* link;
  const char* fault;
  const char* says;
};

void PrintTo(const Mistake& mistake, std::ostream* out) {
  *out << mistake.name;
}

// Three nodes, a link between two of them with more keys, and a fault.
ReadResult read_with(const Mistake& mistake) {
  std::string yaml =
      "fleetsim: 1\nname: t\ntime: { stop: 10s }\ntopology:\n  groups: [{ name: a }, { name: b }, { name: c }]\n"
      "  links: [{ from: { node: a }, to: { node: b }, latency: 5ms";
  yaml += std::string(mistake.link[0] == '\0' ? "" : ", ") + mistake.link + " }]\n";
  if (mistake.fault[0] != '\0') yaml += std::string("faults: [{ at: 1s, for: 1s, ") + mistake.fault + " }]\n";
  return read_scenario(yaml, "t.yaml");
}

class NetworkMistakeTest : public testing::TestWithParam<Mistake> {};

TEST_P(NetworkMistakeTest, IsOneFinding) {
  const ReadResult read = read_with(GetParam());
  std::string all;
  for (const Finding& finding : read.findings) all += finding.text() + "\n";
  EXPECT_EQ(read.findings.size(), 1u) << all;
  EXPECT_NE(all.find(GetParam().says), std::string::npos) << all;
}

INSTANTIATE_TEST_SUITE_P(
    Network, NetworkMistakeTest,
    testing::Values(
        Mistake{"queue_of_plenty", "queue: { limit: 1MiB }", "", "a queue before nothing that is scarce"},
        Mistake{"sharing_of_plenty", "sharing: dedicated", "", "sharing of nothing that is scarce"},
        Mistake{"rate_without_unit", "bandwidth: 100", "", "\"100\" has no unit, expected a rate such as 10Mbit/s"},
        Mistake{"rate_too_low", "bandwidth: 1bit/s", "", "from 1kbit/s to 1000Gbit/s"},
        Mistake{"bandwidth_in_no_direction", "bandwidth: {}", "", "a bandwidth in no direction"},
        Mistake{"other_discipline", "bandwidth: 1Mbit/s, queue: { discipline: red }", "", "one of droptail"},
        Mistake{"down_of_a_one_way_link", "bandwidth: { up: 1Mbit/s, down: 2Mbit/s }, symmetric: false", "",
                "\"down\" of a link that leads one way"},
        Mistake{"mtu_of_streams", "mtu: 1400B, transport: stream", "", "an mtu of streams"},
        Mistake{"mtu_too_small", "mtu: 67B", "", "from 68B to 1GiB"},
        Mistake{"copies_on_streams", "duplicate: 5%, transport: stream", "", "copies on streams"},
        Mistake{"burst_like_the_rest", "loss: { burst: { good: 5%, bad: 5%, good_mean: 1s, bad_mean: 1s } }", "",
                "bursts that lose no more"},
        Mistake{"burst_without_end", "loss: { burst: { bad: 5%, good_mean: 1s } }", "", "no key \"bad_mean\""},
        Mistake{"burst_too_short", "loss: { burst: { bad: 5%, good_mean: 1s, bad_mean: 1us } }", "", "at least 1ms"},
        Mistake{"late_by_nothing", "reorder: { ratio: 5%, add: 0s }", "", "a delay of nothing"},
        Mistake{"steps_out_of_order", "profile: [{ at: 5s, loss: 1% }, { at: 4s }]", "", "steps in the order of time"},
        Mistake{"step_beyond_the_period", "profile: { period: 5s, steps: [{ at: 5s }] }", "", "not within the period"},
        Mistake{"no_step", "profile: []", "", "an empty list"},
        Mistake{"factor_of_nothing", "profile: [{ at: 0s, latency_factor: 0 }]", "", "a number such as 1.5"},
        Mistake{"bad_link_id", "id: a b", "", "a b"},
        Mistake{"copies_by_a_fault", "transport: stream", "action: duplicate, ratio: 5%", "copies on streams"},
        Mistake{"ratio_and_burst", "", "action: loss, ratio: 5%, burst: { bad: 50%, good_mean: 1s, bad_mean: 1s }",
                "both \"ratio\" and \"burst\""},
        Mistake{"throttle_the_other_way", "", "action: throttle, select: { node: a }, direction: to, bandwidth: { up: 1Mbit/s }",
                "no bandwidth in the direction of the fault"},
        Mistake{"throttle_of_nothing", "", "action: throttle", "no key \"bandwidth\""},
        Mistake{"flap_without_up", "", "action: flap, select: { node: a }, down: 1s", "no key \"up\""},
        Mistake{"stability_elsewhere", "", "action: partition, select: { node: a }, stability: 1s", "stability"},
        Mistake{"ring_of_three", "", "action: partition, shape: ring", "at least 4 nodes"},
        Mistake{"bridge_of_nobody", "", "action: partition, shape: bridge", "no key \"select\""},
        Mistake{"everybody_by_share", "", "action: partition, select: { node: [a, b, c], mode: percent, value: 100% }",
                "everybody is on one side"},
        Mistake{"bridge_between_one", "", "action: partition, shape: bridge, select: { node: [a, b] }",
                "a bridge between fewer than two"},
        Mistake{"sides_of_random", "", "action: partition, shape: random, select: { node: a }", "drawn from all nodes"},
        Mistake{"random_one_way", "", "action: partition, shape: random, direction: to", "has no sides of its own"},
        Mistake{"unknown_link", "id: spine", "action: link_down, link: spin", "did you mean \"spine\"?"},
        Mistake{"link_twice", "id: spine", "action: link_down, link: [spine, spine]", "each link once"},
        Mistake{"no_link", "", "action: link_down, link: []", "an empty list"},
        Mistake{"link_back", "id: spine, symmetric: false", "action: link_down, link: spine, direction: from",
                "a direction in which the link does not lead"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(NetworkFindingsTest, AShareOfAGroupIsABridgeBetweenTheOthers) {
  const ReadResult read = read_scenario(
      "fleetsim: 1\nname: t\ntime: { stop: 10s }\ntopology: { groups: [{ name: n, count: 8 }] }\n"
      "faults: [{ action: partition, shape: bridge, select: { group: n, mode: percent, value: 25% }, at: 1s, for: 1s }]\n",
      "t.yaml");
  EXPECT_TRUE(read.findings.empty()) << read.findings.front().text();
}

TEST(NetworkFindingsTest, AMtuIsFineBesideStreamsWhereThereAreDatagrams) {
  const ReadResult read = read_scenario(
      "fleetsim: 1\nname: t\ntime: { stop: 10s }\ntopology:\n  groups: [{ name: a }, { name: b }, { name: c }]\n"
      "  links:\n    - { from: { node: a }, to: { node: b }, latency: 5ms, mtu: 1400B, transport: stream }\n"
      "    - { from: { node: b }, to: { node: c }, latency: 5ms }\n",
      "t.yaml");
  EXPECT_TRUE(read.findings.empty());
}

}  // namespace
}  // namespace fleetsim::sim
