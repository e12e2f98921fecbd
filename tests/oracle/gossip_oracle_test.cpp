// How one fact spreads, against what is known of gossip in rounds, in continuous time, along links, and of
// rumours that stop.

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/oracle/each_fact.h"
#include "tests/oracle/maps.h"
#include "tests/oracle/measured.h"
#include "tests/oracle/poisson.h"
#include "tests/oracle/theory.h"
#include "tests/support/scenario_text.h"

namespace fleetsim::tests {
namespace {

using theory::Direction;

const char* word(Direction direction) {
  return direction == Direction::push ? "push" : direction == Direction::pull ? "pull" : "push_pull";
}

/// Nodes that gossip with their neighbours; node `source` holds something from the start, which nobody else
/// knows.
sim::Scenario fleet_of(const Map& map, std::size_t source, const std::string& gossip,
                       const std::string& latency, int seconds, const std::string& loss = "0") {
  std::string groups;
  for (std::size_t i = 0; i < map.size(); ++i) {
    std::string peers;
    for (const std::size_t peer : map.neighbours[i])
      peers += fmt::format("{}n{}", peers.empty() ? "" : ", ", peer);
    groups += fmt::format("    - {{ name: n{}, labels: [all], peers: [{}] }}\n", i, peers);
  }
  return scenario_of(fmt::format(R"(
fleetsim: 1
name: gossip
time: {{ stop: {}s }}
wire: handoff
topology:
  groups:
{}  links: [{{ from: {{ label: all }}, to: {{ label: all }}, latency: {}, loss: {} }}]
fabric: {{ gossip: {{ {} }} }}
content: {{ items: [{{ id: news }}] }}
preload: [{{ holder: {{ node: n{} }}, content: news }}]
)",
                                 seconds, groups, latency, loss, gossip, source));
}

/// The same where everybody knows everybody, however many they are; the first node is the source.
sim::Scenario mesh_of(std::size_t nodes, const std::string& gossip, const std::string& latency, int seconds) {
  return scenario_of(fmt::format(R"(
fleetsim: 1
name: gossip
time: {{ stop: {}s }}
wire: handoff
topology:
  groups: [{{ name: n, count: {} }}]
  links: [{{ from: {{ group: n }}, to: {{ group: n }}, latency: {} }}]
fabric: {{ gossip: {{ {} }} }}
content: {{ items: [{{ id: news }}] }}
preload: [{{ holder: {{ node: n-0 }}, content: news }}]
)",
                                 seconds, nodes, latency, gossip));
}

/// The second at which each node but the source learned it, ascending; until all know, or the end of the
/// scenario.
std::vector<double> learned_at(const sim::Scenario& scenario, std::uint64_t seed) {
  sim::LiveRun run(std::make_shared<const sim::Scenario>(scenario), seed);
  std::set<core::NodeId> know;
  std::vector<double> seconds;
  const auto take = [&] {
    for (const sim::Fact& fact : run.facts()) {
      const auto* what = std::get_if<core::Observation>(&fact.what);
      const auto* learned = what == nullptr ? nullptr : std::get_if<core::Learned>(what);
      if (learned == nullptr || learned->facts.empty() || learned->from == fact.node) continue;
      if (know.insert(fact.node).second) seconds.push_back(seconds_at(fact));
    }
  };
  take();
  while (seconds.size() + 1 < scenario.nodes.size() && run.step(core::Instant{} + scenario.stop)) take();
  return seconds;
}

/// One call a second by each node, all at once; a microsecond later it has arrived. Rounds until the last one
/// knew.
double rounds_of(const sim::Scenario& scenario, std::uint64_t seed) {
  const std::vector<double> seconds = learned_at(scenario, seed);
  EXPECT_EQ(seconds.size() + 1, scenario.nodes.size()) << "seed " << seed << ": somebody never heard of it";
  return seconds.empty() ? 0 : std::floor(seconds.back() + 1e-9);
}

std::string in_rounds(Direction direction, int fanout = 1) {
  return fmt::format(
      "strategy: full, direction: {}, interval: 1s, jitter: 0%, phase: aligned, spacing: even, fanout: {}",
      word(direction), fanout);
}

struct MeshCase {
  Direction direction;
  std::size_t nodes;
  int fanout;
  std::uint64_t seeds;
};

void PrintTo(const MeshCase& row, std::ostream* out) {
  *out << word(row.direction) << " of " << row.nodes;
}

class MeshRoundsTest : public testing::TestWithParam<MeshCase> {};

TEST_P(MeshRoundsTest, AreThoseOfTheMarkovChain) {
  const MeshCase& row = GetParam();
  const sim::Scenario scenario =
      fleet_of(full_map(row.nodes), 0, in_rounds(row.direction, row.fanout), "1us", 60);
  Measured rounds;
  for (std::uint64_t seed = 1; seed <= row.seeds; ++seed) rounds.add(rounds_of(scenario, seed));
  expect_mean(
      fmt::format("rounds of {} until {} nodes know, {} calls", word(row.direction), row.nodes, row.fanout),
      rounds, theory::mean_rounds(row.direction, static_cast<int>(row.nodes), row.fanout));
}

INSTANTIATE_TEST_SUITE_P(
    Meshes, MeshRoundsTest,
    testing::Values(MeshCase{Direction::push, 2, 1, 20}, MeshCase{Direction::pull, 2, 1, 20},
                    MeshCase{Direction::push, 3, 1, 4'000}, MeshCase{Direction::pull, 3, 1, 4'000},
                    MeshCase{Direction::push, 5, 1, 4'000}, MeshCase{Direction::pull, 5, 1, 4'000},
                    MeshCase{Direction::push, 10, 1, 4'000}, MeshCase{Direction::pull, 10, 1, 4'000},
                    MeshCase{Direction::push, 10, 3, 2'000}, MeshCase{Direction::pull, 10, 3, 2'000}),
    [](const auto& row) {
      return fmt::format("{}_{}_by_{}", word(row.param.direction), row.param.nodes, row.param.fanout);
    });

TEST(GossipOracleTest, WithLossRoundsAreThoseOfTheThinnedChain) {
  for (const Direction direction : {Direction::push, Direction::pull}) {
    const sim::Scenario scenario = fleet_of(full_map(6), 0, in_rounds(direction), "1us", 200, "30%");
    Measured rounds;
    for (std::uint64_t seed = 1; seed <= 2'000; ++seed) rounds.add(rounds_of(scenario, seed));
    expect_mean(fmt::format("rounds of {} until 6 nodes know, 30 % lost", word(direction)), rounds,
                theory::mean_rounds(direction, 6, 1, 0.3));
  }
}

// ---- in rounds, push-pull: whoever is called hears of it before it answers others that call it in the same
// round, so that a
// ---- fact may go two hops in one. The chain of rounds without that is a bound; with it the rounds are
// played out.

/// Push-pull as it runs here: calls arrive in the order of their callers, and answers after all of them. Or
/// as elsewhere: `all_at_once`, everybody says what was known when the round began.
double played_push_pull(const Map& map, std::size_t source, SplitMix& random, bool all_at_once = false) {
  std::vector<bool> know(map.size());
  know[source] = true;
  int rounds = 0;
  for (; std::ranges::count(know, false) > 0; ++rounds) {
    const std::vector<bool> before = know;
    std::vector<std::size_t> hear;
    for (std::size_t caller = 0; caller < map.size(); ++caller) {
      const std::size_t called = map.neighbours[caller][random.below(map.neighbours[caller].size())];
      if (before[caller]) know[called] = true;
      if (all_at_once ? before[called] : know[called]) hear.push_back(caller);
    }
    for (const std::size_t caller : hear) know[caller] = true;
  }
  return rounds;
}

TEST(GossipOracleTest, PushPullInRoundsIsAsFastAsTheGamePlayedOut) {
  for (const std::size_t nodes : {std::size_t{3}, std::size_t{10}, std::size_t{40}}) {
    const Map map = full_map(nodes);
    const sim::Scenario scenario = fleet_of(map, 0, in_rounds(Direction::push_pull), "1us", 60);
    Measured rounds;
    Measured played;
    SplitMix random(nodes);
    for (std::uint64_t seed = 1; seed <= (nodes < 40 ? 2'000U : 400U); ++seed)
      rounds.add(rounds_of(scenario, seed));
    for (int game = 0; game < 50'000; ++game) played.add(played_push_pull(map, 0, random));
    expect_mean(fmt::format("rounds of push_pull until {} nodes know", nodes), rounds, played.mean(),
                played.error());
    expect_at_most("the same, against the chain", rounds,
                   theory::mean_rounds(Direction::push_pull, static_cast<int>(nodes)));
  }
}

// ---- large fleets

struct LargeCase {
  Direction direction;
  std::size_t nodes;
  double elsewhere;  ///< mean of another simulation
};

TEST(GossipOracleTest, LargeFleetsTakeAsManyRoundsAsElsewhere) {
  for (const LargeCase& row :
       {LargeCase{Direction::push, 256, 14.7}, LargeCase{Direction::pull, 256, 11.5}}) {
    const sim::Scenario scenario = fleet_of(full_map(row.nodes), 0, in_rounds(row.direction), "1us", 60);
    Measured rounds;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) rounds.add(rounds_of(scenario, seed));
    const std::string what = fmt::format("rounds of {} until {} nodes know", word(row.direction), row.nodes);
    expect_mean(what, rounds, row.elsewhere, 0.1);
    expect_mean("the same, by mean field", rounds,
                theory::mean_field_rounds(row.direction, static_cast<double>(row.nodes), 1), 1.5);
  }
}

// ---- in continuous time

std::string at_random(Direction direction) {
  return fmt::format("strategy: full, direction: {}, interval: 1s, jitter: 0%, spacing: random, fanout: 1",
                     word(direction));
}

TEST(GossipOracleTest, RandomTicksTakeAsLongAsASumOfExponentialTimes) {
  for (const Direction direction : {Direction::push, Direction::pull, Direction::push_pull})
    for (const auto& [nodes, seeds] : {std::pair(3U, 1'500U), {10U, 1'500U}, {100U, 200U}, {1'000U, 40U}}) {
      const sim::Scenario scenario = mesh_of(nodes, at_random(direction), "1us", 60);
      Measured seconds;
      for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const std::vector<double> learned = learned_at(scenario, seed);
        ASSERT_EQ(learned.size() + 1, nodes) << "seed " << seed;
        seconds.add(learned.back());
      }
      expect_mean(fmt::format("seconds of {} at random until {} nodes know", word(direction), nodes), seconds,
                  theory::mean_intervals(direction, static_cast<int>(nodes)));
    }
}

// With latency: growth at the rate r of r e^(r l) = f / D until half know, the same again for the rest, and a
// constant between 0.3 and 1 intervals that theory leaves open.
TEST(GossipOracleTest, LatencySlowsRandomTicksAsLambertSays) {
  constexpr std::size_t kNodes = 100;
  for (const double latency : {0.2, 1.0}) {
    const sim::Scenario scenario = fleet_of(full_map(kNodes), 0, at_random(Direction::push),
                                            fmt::format("{}ms", static_cast<int>(latency * 1000)), 60);
    Measured seconds;
    for (std::uint64_t seed = 1; seed <= 150; ++seed) {
      const std::vector<double> learned = learned_at(scenario, seed);
      ASSERT_EQ(learned.size() + 1, kNodes) << "seed " << seed;
      seconds.add(learned.back());
    }
    const double log_n = std::log(static_cast<double>(kNodes));
    const double rate = theory::growth_rate(1, latency);
    expect_mean(fmt::format("seconds of push with {} s of latency until {} nodes know", latency, kNodes),
                seconds, log_n / rate + log_n + latency + 0.65, 0.35);
  }
}

// ---- along links only

struct LinksCase {
  const char* name;
  Map map;
  std::size_t source;
  Direction direction;
  double rounds;  ///< mean, exact
};

void PrintTo(const LinksCase& row, std::ostream* out) {
  *out << row.name;
}

class LinksRoundsTest : public testing::TestWithParam<LinksCase> {};

TEST_P(LinksRoundsTest, AreExactlyKnown) {
  const LinksCase& row = GetParam();
  const sim::Scenario scenario = fleet_of(row.map, row.source, in_rounds(row.direction), "1us", 200);
  const auto hops = static_cast<double>(*eccentricity(row.map, row.source));
  Measured rounds;
  for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
    const double taken = rounds_of(scenario, seed);
    EXPECT_GE(taken, hops) << "seed " << seed << ": a hop takes a round";
    rounds.add(taken);
  }
  expect_mean(fmt::format("rounds: {}", row.name), rounds, row.rounds);
}

double harmonic(int n) {
  double sum = 0;
  for (int k = 1; k <= n; ++k) sum += 1.0 / k;
  return sum;
}

INSTANTIATE_TEST_SUITE_P(
    Maps, LinksRoundsTest,
    testing::Values(
        // The foremost of a line calls onwards every other time; the first has nobody else to call.
        LinksCase{"push_down_a_line", line_map(10), 0, Direction::push, 1 + 2 * 8},
        // Whoever is next in line looks back every other time; the last one only has that.
        LinksCase{"pull_down_a_line", line_map(10), 0, Direction::pull, 2 * 8 + 1},
        // The hub collects coupons.
        LinksCase{"push_from_a_hub", star_map(12), 0, Direction::push, 11 * harmonic(11)},
        // One round to the hub, which then finds the other ten among eleven.
        LinksCase{"push_from_a_leaf", star_map(12), 1, Direction::push, 1 + 11 * harmonic(10)},
        LinksCase{"pull_from_a_hub", star_map(12), 0, Direction::pull, 1},
        // The hub must call the one that knows; then all call the hub.
        LinksCase{"pull_from_a_leaf", star_map(12), 1, Direction::pull, 11 + 1}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(GossipOracleTest, AHopTakesARoundWhateverTheFanout) {
  const Map map = grid_map(5);
  for (const Direction direction : {Direction::push, Direction::pull}) {
    const sim::Scenario scenario = fleet_of(map, 0, in_rounds(direction, 4), "1us", 60);
    // Everybody calls all of its neighbours: exactly one hop a round.
    for (std::uint64_t seed = 1; seed <= 20; ++seed)
      EXPECT_EQ(rounds_of(scenario, seed), 8) << word(direction);
  }
}

struct ZooCase {
  const char* name;
  double elsewhere;  ///< mean rounds of another simulation, all at once
  std::uint64_t seeds;
};

TEST(GossipOracleTest, CarrierMapsTakeAsManyRoundsAsTheGamePlayedOut) {
  if (!zoo_map("AttMpls"))
    GTEST_SKIP()
        << "set FLEETSIM_ZOO to a directory with maps of the Internet Topology Zoo (AttMpls.graphml ...)";
  for (const ZooCase& row : {ZooCase{"AttMpls", 7.2, 300}, ZooCase{"Geant2012", 10.4, 200},
                             ZooCase{"Deltacom", 25.1, 60}, ZooCase{"Cogentco", 32.7, 30}}) {
    const std::optional<Map> map = zoo_map(row.name);
    ASSERT_TRUE(map) << row.name;
    Measured rounds;
    Measured played;
    Measured all_at_once;
    SplitMix random(1);
    for (std::uint64_t seed = 1; seed <= row.seeds; ++seed) {
      const std::size_t source = random.below(map->size());
      rounds.add(rounds_of(fleet_of(*map, source, in_rounds(Direction::push_pull), "1us", 200), seed));
    }
    for (int game = 0; game < 5'000; ++game) {
      const std::size_t source = random.below(map->size());
      played.add(played_push_pull(*map, source, random));
      all_at_once.add(played_push_pull(*map, source, random, true));
    }
    expect_mean(fmt::format("rounds on {}", row.name), rounds, played.mean(), played.error());
    expect_mean("the game all at once, against elsewhere", all_at_once, row.elsewhere, 0.05 * row.elsewhere);
    expect_at_most("the same, of the fleet", rounds, row.elsewhere);
  }
}

// ---- rumours that stop

/// The share that is left out when each who knows sends `copies`, not back to who told it.
double played_rumour(std::size_t nodes, int copies, SplitMix& random) {
  std::vector<std::optional<std::size_t>> told_by(nodes);
  std::vector<std::size_t> know{0};
  told_by[0] = 0;
  for (std::size_t i = 0; i < know.size(); ++i)
    for (int copy = 0; copy < copies; ++copy) {
      std::size_t to = know[i];
      while (to == know[i] || to == *told_by[know[i]]) to = random.below(nodes);
      if (told_by[to]) continue;
      told_by[to] = know[i];
      know.push_back(to);
    }
  return 1 - static_cast<double>(know.size()) / static_cast<double>(nodes);
}

TEST(GossipOracleTest, ARumourOfSoManyCopiesLeavesOutTheShareThatItMust) {
  constexpr std::size_t kNodes = 200;
  for (const int copies : {2, 3, 4}) {
    const std::string gossip = fmt::format(
        "strategy: rumor, interval: 1s, jitter: 0%, spacing: even, fanout: 1, budget: {}", copies);
    const sim::Scenario scenario = fleet_of(full_map(kNodes), 0, gossip, "1us", 60);
    Measured left_out;
    Measured played;
    SplitMix random(1);
    for (std::uint64_t seed = 1; seed <= 60; ++seed)
      left_out.add(1 - static_cast<double>(learned_at(scenario, seed).size() + 1) / kNodes);
    for (int game = 0; game < 5'000; ++game) played.add(played_rumour(kNodes, copies, random));
    expect_mean(fmt::format("share that a rumour of {} copies leaves out", copies), left_out, played.mean(),
                played.error());
    // The limit of many nodes does not know of what is of order 1/n.
    expect_mean("the same, against the limit of many nodes", left_out, theory::residue(copies), 2.0 / kNodes);
  }
}

}  // namespace
}  // namespace fleetsim::tests
