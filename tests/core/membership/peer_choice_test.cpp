#include "core/membership/peer_choice.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fleetsim::core {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

std::shared_ptr<const Directory> directory_of(std::uint32_t size) {
  std::vector<Symbol> names;
  for (std::uint32_t i = 0; i < size; ++i) names.push_back(Symbol::unqualified("n" + std::to_string(i)));
  return std::make_shared<const Directory>(std::move(names));
}

Peers everybody_but(NodeId self, std::uint32_t size) { return {directory_of(size), self}; }

std::vector<NodeId> range(NodeId first, NodeId end) {
  std::vector<NodeId> all(end - first);
  std::iota(all.begin(), all.end(), first);
  return all;
}

/// How often each is chosen, in so many choices.
std::map<NodeId, int> tally(const PeerChoice& choice, std::uint32_t count, int times) {
  Dice dice(7, "choice");
  std::map<NodeId, int> counts;
  for (int i = 0; i < times; ++i)
    for (NodeId node : choose_peers(choice, count, dice)) ++counts[node];
  return counts;
}

/// Within five standard deviations of a binomial count.
void expect_share(int seen, int times, double share) {
  const double mean = times * share;
  const double slack = 5 * std::sqrt(times * share * (1 - share)) + 1e-9;
  EXPECT_NEAR(seen, mean, slack);
}

TEST(PeerChoiceTest, ChoosesDistinctPeersAndNeverItself) {
  const Peers peers = everybody_but(4, 50);
  Dice dice(1, "choice");
  for (int i = 0; i < 1'000; ++i) {
    const std::vector<NodeId> chosen = choose_peers({peers}, 7, dice);
    EXPECT_EQ(std::set(chosen.begin(), chosen.end()).size(), 7u);
    EXPECT_FALSE(std::ranges::count(chosen, 4u));
  }
}

TEST(PeerChoiceTest, IsUniformWhenNothingIsSpecial) {
  const Peers peers = everybody_but(0, 11);
  const std::map<NodeId, int> counts = tally({peers}, 3, 20'000);
  EXPECT_EQ(counts.size(), 10u);
  for (const auto& [node, seen] : counts) expect_share(seen, 20'000, 0.3);
}

TEST(PeerChoiceTest, DrawsOneNumberAPeerWhenNothingIsSpecial) {
  const Peers peers = everybody_but(0, 1'000'000);
  Dice dice(3, "choice");
  Dice plain = dice;
  const std::vector<NodeId> chosen = choose_peers({peers}, 2, dice);
  const NodeId first = peers.id(static_cast<std::uint32_t>(plain.below(999'999)));
  const NodeId second = peers.id(static_cast<std::uint32_t>(plain.below(999'999)));
  EXPECT_THAT(chosen, ElementsAre(first, second));
  EXPECT_EQ(dice, plain);
}

TEST(PeerChoiceTest, GivesAllOfThemWhenThereAreNoMore) {
  Dice dice(1, "choice");
  EXPECT_THAT(choose_peers({everybody_but(1, 4)}, 9, dice), UnorderedElementsAre(0, 2, 3));
  EXPECT_THAT(choose_peers({everybody_but(0, 1)}, 3, dice), IsEmpty());
  EXPECT_EQ(choose_peers({everybody_but(0, 500)}, 499, dice).size(), 499u);
  EXPECT_EQ(choose_peers({everybody_but(0, 500)}, 1'000, dice).size(), 499u);
  EXPECT_THAT(choose_peers({everybody_but(0, 500)}, 0, dice), IsEmpty());
}

TEST(PeerChoiceTest, KeepsToTheListOfPeers) {
  const Peers peers(directory_of(9), 0, {2, 5, 7});
  const std::map<NodeId, int> counts = tally({peers}, 1, 3'000);
  EXPECT_EQ(counts.size(), 3u);
  for (const auto& [node, seen] : counts) expect_share(seen, 3'000, 1.0 / 3);
}

TEST(PeerChoiceTest, TriesWhoIsDownNowAndThen) {
  const Peers peers = everybody_but(0, 11);
  const std::vector<NodeId> down{3, 9};
  const std::map<NodeId, int> counts = tally({.peers = peers, .down = down}, 2, 20'000);
  // Eight are up: 2 / (8 + 1) a time for the two together.
  for (NodeId node : down) expect_share(counts.at(node), 20'000, 1.0 / 9);
  expect_share(counts.at(1), 20'000, 2.0 / 8);
}

TEST(PeerChoiceTest, TriesOneOfThoseThatAreDownEveryTimeWhenMostAre) {
  const Peers peers = everybody_but(0, 101);
  const std::vector<NodeId> down = range(2, 101);  // all but number 1
  Dice dice(1, "choice");
  for (int i = 0; i < 200; ++i) {
    const std::vector<NodeId> chosen = choose_peers({.peers = peers, .down = down}, 3, dice);
    ASSERT_EQ(chosen.size(), 2u);
    EXPECT_EQ(chosen[0], 1u);
    EXPECT_GE(chosen[1], 2u);
  }
  const std::vector<NodeId> all = range(1, 101);
  EXPECT_EQ(choose_peers({.peers = peers, .down = all}, 3, dice).size(), 1u);
}

TEST(PeerChoiceTest, TheListOfThoseThatAreUpIsAsFairAsDrawing) {
  const Peers peers = everybody_but(0, 41);
  const std::vector<NodeId> down = range(11, 41);
  const std::map<NodeId, int> counts = tally({.peers = peers, .down = down}, 3, 20'000);
  for (NodeId node = 1; node <= 10; ++node) expect_share(counts.at(node), 20'000, 0.3);
}

TEST(PeerChoiceTest, TriesASeedUnlessOneIsChosenAnyhow) {
  const Peers peers(directory_of(30), 0, {1, 2, 3, 4, 5, 6, 7, 8});
  const std::vector<NodeId> seeds{0, 20, 21};  // itself does not count
  const std::map<NodeId, int> counts = tally({.peers = peers, .seeds = seeds}, 2, 20'000);
  EXPECT_FALSE(counts.contains(0));
  for (NodeId seed : {20u, 21u}) expect_share(counts.at(seed), 20'000, 1.0 / 8);

  const std::vector<NodeId> among{1};
  const std::map<NodeId, int> one = tally({.peers = peers, .seeds = among}, 2, 20'000);
  expect_share(one.at(1), 20'000, 0.25 + 0.75 / 8);
}

TEST(PeerChoiceTest, AnIsolatedNodeStillTriesItsSeed) {
  const Peers peers(directory_of(3), 0, {});
  const std::vector<NodeId> seeds{2};
  Dice dice(1, "choice");
  EXPECT_THAT(choose_peers({.peers = peers, .seeds = seeds}, 2, dice), ElementsAre(2));
}

TEST(PeerChoiceTest, NearPeersGetTheirShareAndNoMoreThanFourFifths) {
  const Peers peers = everybody_but(0, 101);
  const std::vector<NodeId> near{0, 1, 2, 3, 4, 5};
  for (const auto& [share, expected] : {std::pair{Ratio{1, 2}, 0.5}, std::pair{Ratio{1, 1}, 0.8}}) {
    const std::map<NodeId, int> counts = tally({.peers = peers, .near = near, .near_share = share}, 1, 20'000);
    int seen = 0;
    for (NodeId node = 1; node <= 5; ++node) seen += counts.at(node);
    expect_share(seen, 20'000, expected + (1 - expected) * 0.05);
  }
}

TEST(PeerChoiceTest, NearOnesThatAreDownOrStrangersCostNothingButTries) {
  const Peers peers(directory_of(60), 0, {10, 11, 12, 13});
  const std::vector<NodeId> near{0, 10, 40};
  const std::vector<NodeId> down{10};
  Dice dice(1, "choice");
  for (int i = 0; i < 500; ++i) {
    const std::vector<NodeId> chosen =
        choose_peers({.peers = peers, .down = down, .near = near, .near_share = {4, 5}}, 2, dice);
    for (NodeId node : std::vector(chosen.begin(), chosen.begin() + 2)) {
      EXPECT_GE(node, 11u);
      EXPECT_LE(node, 13u);
    }
  }
}

}  // namespace
}  // namespace fleetsim::core
