#include "sim/world/division.h"

#include <algorithm>
#include <map>
#include <ostream>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/scenario_text.h"

namespace fleetsim::sim {
namespace {

using testing::HasSubstr;

Scenario with_topology(const std::string& topology, const std::string& more = "") {
  return tests::scenario_of("fleetsim: 1\nname: d\ntime: { stop: 10s }\nphases: [{ name: safety, until: 5s }, { name: liveness }]\ntopology:\n" + topology +
                            "content: { items: [{ id: x }] }\n" + more);
}

std::map<PartId, std::size_t> sizes(const Division& division) {
  std::map<PartId, std::size_t> sizes;
  for (const PartId part : division.part_of) ++sizes[part];
  return sizes;
}

const char* kThreeZones = R"(
  groups: [{ name: a, count: 4, zone: a }, { name: b, count: 3, zone: b }, { name: c, count: 3, zone: c }]
  links:
    - { from: { zone: a }, to: { zone: a }, latency: 1ms }
    - { from: { zone: b }, to: { zone: b }, latency: 1ms }
    - { from: { zone: c }, to: { zone: c }, latency: 1ms }
    - { from: { zone: b }, to: { zone: c }, latency: { uniform: [10ms, 20ms] } }
    - { from: { zone: a }, to: { zone: c }, latency: { uniform: [40ms, 60ms] } }
    - { from: { zone: a }, to: { zone: b }, latency: { uniform: [50ms, 60ms] } }
)";

TEST(DivisionTest, PartsAreAsFarFromEachOtherAsTheirSizesAllow) {
  const Division two = divide(with_topology(kThreeZones), 2);
  EXPECT_EQ(two.lookahead, core::milliseconds(40));
  EXPECT_EQ(sizes(two), (std::map<PartId, std::size_t>{{0, 6}, {1, 4}}));
  EXPECT_EQ(two.of(0), two.of(3));
  EXPECT_EQ(two.of(4), two.of(9));
  const Division three = divide(with_topology(kThreeZones), 3);
  EXPECT_EQ(three.lookahead, core::milliseconds(10));
  EXPECT_EQ(three.of(4), three.of(6));
  EXPECT_NE(three.of(4), three.of(7));
}

TEST(DivisionTest, AFleetWithoutZonesIsDividedByTheShortestTimeBetweenAnyTwo) {
  const Division division = divide(
      with_topology("  groups: [{ name: a, count: 100 }]\n"
                    "  links: [{ from: { group: a }, to: { group: a }, latency: { uniform: [40ms, 60ms] } }]\n"),
      4);
  EXPECT_EQ(division.lookahead, core::milliseconds(40));
  EXPECT_EQ(sizes(division), (std::map<PartId, std::size_t>{{0, 25}, {1, 25}, {2, 25}, {3, 25}}));
  EXPECT_TRUE(std::ranges::is_sorted(division.part_of));
}

TEST(DivisionTest, AProfileMayMakeALinkQuicker) {
  const Division division = divide(
      with_topology("  groups: [{ name: a, count: 2 }]\n"
                    "  links: [{ from: { group: a }, to: { group: a }, latency: 10ms, profile: { period: 10s, steps: [{ at: 1s, latency_factor: 0.5 }, "
                    "{ at: 2s, latency_factor: 3 }] } }]\n"),
      2);
  EXPECT_EQ(division.lookahead, core::milliseconds(5));
}

TEST(DivisionTest, ThereAreNoMorePartsThanNodes) {
  EXPECT_EQ(divide(with_topology("  groups: [{ name: a, count: 3 }]\n"), 8).parts, 3U);
}

TEST(DivisionTest, OnePartIsWanted) {
  const Division division = divide(with_topology(kThreeZones), 1);
  EXPECT_TRUE(division.is_whole());
  EXPECT_EQ(division.whole_because, "");
}

struct Whole {
  const char* name;
  std::string topology;
  std::string more;
  const char* because;
};
void PrintTo(const Whole& row, std::ostream* out) { *out << row.name; }

class WholeTest : public testing::TestWithParam<Whole> {};

TEST_P(WholeTest, StaysWholeAndSaysWhy) {
  const Division division = divide(with_topology(GetParam().topology, GetParam().more), 2);
  EXPECT_TRUE(division.is_whole());
  EXPECT_THAT(division.whole_because, HasSubstr(GetParam().because));
}

const std::string kPair = "  groups: [{ name: a, count: 2 }]\n";

std::string link(const std::string& what) {
  return kPair + "  links: [{ id: l, from: { group: a }, to: { group: a }, " + what + " }]\n";
}

INSTANTIATE_TEST_SUITE_P(
    Reasons, WholeTest,
    testing::Values(
        Whole{"one_node", "  groups: [{ name: a }]\n", "", "it has one node"},
        Whole{"streams", link("latency: 1ms, transport: stream"), "", "when a stream breaks"},
        Whole{"shared_line", link("latency: 1ms, bandwidth: 10Mbit/s"), "", "wait for each other on link l"},
        Whole{"no_time", link("latency: { exponential: { min: 0ms, mean: 5ms } }"), "", "may take no time"},
        Whole{"time_of_day", "  groups: [{ name: a, count: 2, clock: { offset: 1s, source: wall } }]\n", "",
              "group a goes by the time of day"},
        Whole{"reaction", kPair,
              "faults: [{ id: f, action: crash, select: there, when: { fact: recorded }, for: 1s }]\n",
              "fault f waits for what happens"},
        Whole{"clog", kPair, "faults: [{ id: f, action: clog, select: { node: a-0 }, at: 1s, for: 1s }]\n", "fault f holds messages"},
        Whole{"throttle", kPair,
              "faults: [{ id: f, action: throttle, select: { node: a-0 }, at: 1s, for: 1s, bandwidth: 1Mbit/s }]\n",
              "because of fault f"}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace fleetsim::sim
