#include "core/gossip/gossip.h"

#include <deque>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/gossip/index_exchange.h"
#include "tests/support/contents.h"

namespace fleetsim::core {
namespace {

using tests::key_of;
using tests::name;

std::shared_ptr<const Directory> fleet(std::uint32_t size) {
  std::vector<Symbol> names;
  for (std::uint32_t i = 0; i < size; ++i) names.push_back(name("n" + std::to_string(i)));
  return std::make_shared<const Directory>(std::move(names));
}

/// One member: what a node gives to its gossip.
struct Member {
  Member(std::shared_ptr<const Directory> directory, NodeId self,
         GossipOptions gossip_options = GossipOptions::of(GossipStrategy::full),
         std::shared_ptr<FactTable> table = std::make_shared<FactTable>())
      : options(std::move(gossip_options)), peers(std::move(directory), self), index(std::move(table)), dice(7, self) {}

  GossipWorld world() { return {.now = now, .options = options, .peers = peers, .index = index, .dice = dice}; }
  /// A round of pushing; what it sends.
  Effects tick() {
    Effects out;
    gossip.on_timer(0, world(), out);
    std::erase_if(out, [](const Effect& effect) { return !std::holds_alternative<Send>(effect); });
    return out;
  }

  Instant now;
  GossipOptions options;
  Peers peers;
  HoldingIndex index;
  Dice dice;
  Gossip gossip;
};

// Carries messages between two members until none is under way; the number carried.
int exchange(Member& a, Member& b, Effects from_a) {
  int carried = 0;
  std::deque<std::pair<Member*, SharedBytes>> under_way;  // receiver, bytes
  const auto take = [&](Member& sender, const Effects& effects) {
    for (const Effect& effect : effects)
      under_way.emplace_back(&sender == &a ? &b : &a, std::get<Send>(effect).bytes);
  };
  take(a, from_a);
  while (!under_way.empty()) {
    const auto [to, bytes] = under_way.front();
    under_way.pop_front();
    ++carried;
    Effects out;
    const WireMessage message = *decode_message(*bytes);
    to->gossip.on(to == &a ? b.peers.self() : a.peers.self(), std::get<IndexFacts>(message), bytes->size(),
                  to->world(), out);
    take(*to, out);
  }
  return carried;
}

TEST(GossipTest, OneRoundOfTwoNodesEndsInEqualIndexes) {
  Member a(fleet(2), 0);
  Member b(fleet(2), 1);
  a.index.announce({name("n0"), key_of("k")});
  b.index.announce({name("n1"), key_of("k")});
  b.index.announce({name("n1"), key_of("l")});
  EXPECT_EQ(exchange(a, b, a.tick()), 2) << "a push and its answer";
  EXPECT_EQ(a.index.root(), b.index.root());
  EXPECT_EQ(a.index.size(), 3u);
  EXPECT_EQ(b.index.size(), 3u);
  EXPECT_EQ(a.gossip.counters().facts_new, 2u);
  EXPECT_EQ(b.gossip.counters().facts_new, 1u);
}

TEST(GossipTest, AReceiverThatKnowsAsMuchAnswersNothing) {
  Member a(fleet(2), 0);
  Member b(fleet(2), 1);
  for (Member* member : {&a, &b}) member->index.announce({name("n0"), key_of("k")});
  EXPECT_EQ(exchange(a, b, a.tick()), 1);
  EXPECT_EQ(b.gossip.counters().facts_new, 0u);
}

TEST(GossipTest, AReceiverThatLearnedAllItLacksAnswersNothing) {
  Member a(fleet(2), 0);
  Member b(fleet(2), 1);
  a.index.announce({name("n0"), key_of("k")});
  EXPECT_EQ(exchange(a, b, a.tick()), 1);
  EXPECT_EQ(b.index.root(), a.index.root());
}

TEST(GossipTest, AnEmptyIndexIsPushedToo) {
  Member a(fleet(2), 0);
  Member b(fleet(2), 1);
  b.index.announce({name("n1"), key_of("k")});
  EXPECT_EQ(exchange(a, b, a.tick()), 2);
  EXPECT_EQ(a.index.size(), 1u);
}

TEST(GossipTest, AnAnswerIsNotAnsweredAgain) {
  Member a(fleet(2), 0);
  Member b(fleet(2), 1);
  a.index.announce({name("n0"), key_of("k")});
  IndexFacts facts;
  facts.answer_wanted = false;
  facts.index_size = 9;
  Effects out;
  a.gossip.on(1, facts, 100, a.world(), out);
  EXPECT_TRUE(out.empty());
}

TEST(GossipTest, NewFactsAreNamedInTheOrderOfTheTableAndOnce) {
  Member a(fleet(2), 0);
  Member b(fleet(2), 1, {}, std::make_shared<FactTable>());
  for (const char* key : {"x", "y", "z"}) b.index.announce({name("n1"), key_of(key)});
  a.index.announce({name("n1"), key_of("z")});
  Effects out;
  std::vector<FactId> added;
  for (const IndexFacts& facts : export_index(b.index, false))
    for (const FactId fact : a.gossip.on(1, facts, 100, a.world(), out).change.added) added.push_back(fact);
  ASSERT_EQ(added.size(), 2u);
  EXPECT_TRUE(a.index.table().precedes(added[0], added[1]));
  EXPECT_EQ(a.gossip.counters().facts_duplicate, 1u);
}

TEST(GossipTest, NoneSendsNothingButTakesIn) {
  Member a(fleet(2), 0, GossipOptions::of(GossipStrategy::none));
  Effects begun;
  a.gossip.begin(a.world(), begun);
  EXPECT_TRUE(begun.empty());
  Member b(fleet(2), 1);
  b.index.announce({name("n1"), key_of("k")});
  a.index.announce({name("n0"), key_of("k")});
  EXPECT_EQ(exchange(b, a, b.tick()), 1) << "no answer, though they differ";
  EXPECT_EQ(a.index.size(), 2u);
}

TEST(GossipTest, ARoundGoesToAsManyDistinctPeersAsTheFanoutSays) {
  for (const std::uint32_t fanout : {1u, 3u, 9u}) {
    GossipOptions options = GossipOptions::of(GossipStrategy::full);
    options.fanout = fanout;
    Member a(fleet(6), 2, options);
    for (int round = 0; round < 50; ++round) {
      std::set<NodeId> to;
      const Effects out = a.tick();
      for (const Effect& effect : out) to.insert(std::get<Send>(effect).to);
      EXPECT_EQ(to.size(), out.size());
      EXPECT_EQ(to.size(), std::min(fanout, 5u));
      EXPECT_FALSE(to.contains(2));
    }
  }
}

TEST(GossipTest, EveryPeerIsChosenInTheLongRun) {
  Member a(fleet(6), 2);
  std::set<NodeId> to;
  for (int round = 0; round < 200; ++round)
    for (const Effect& effect : a.tick()) to.insert(std::get<Send>(effect).to);
  EXPECT_EQ(to, (std::set<NodeId>{0, 1, 3, 4, 5}));
}

TEST(GossipTest, ANodeWithoutPeersSendsNothing) {
  Member a(fleet(1), 0);
  EXPECT_TRUE(a.tick().empty());
}

TEST(IndexExchangeTest, ALargeIndexGoesOutInSeveralMessagesOfWhichTheLastAsksForAnAnswer) {
  Member a(fleet(2), 0);
  tests::SplitMix random(1);
  const std::size_t facts = 2 * kFactsPerMessage + 1;
  for (std::size_t i = 0; i < facts; ++i) a.index.announce({name("n0"), tests::random_key(random)});
  const std::vector<IndexFacts> messages = export_index(a.index, true);
  ASSERT_EQ(messages.size(), 3u);
  EXPECT_FALSE(messages[0].answer_wanted);
  EXPECT_FALSE(messages[1].answer_wanted);
  EXPECT_TRUE(messages[2].answer_wanted);
  EXPECT_EQ(messages[2].facts.holders.size(), 1u);
  for (const IndexFacts& message : messages) {
    EXPECT_EQ(message.index_size, facts);
    EXPECT_EQ(message.index_root, a.index.root());
  }
  Member b(fleet(2), 1);
  EXPECT_EQ(exchange(a, b, a.tick()), 3);
  EXPECT_EQ(b.index.root(), a.index.root());
}

TEST(IndexExchangeTest, AKeyAcrossTheEdgeOfAMessageLosesNoHolder) {
  HoldingIndex index;
  tests::SplitMix random(1);
  for (std::size_t i = 0; i < kFactsPerMessage - 2; ++i)
    index.announce({name("a"), tests::random_key(random)});
  for (const char* holder : {"a", "b", "c", "d", "e"}) index.announce({name(holder), key_of("k")});
  const std::vector<IndexFacts> messages = export_index(index, false);
  ASSERT_EQ(messages.size(), 2u);
  HoldingIndex other;
  for (const IndexFacts& message : messages)
    absorb(other, std::get<IndexFacts>(*decode_message(encode_message(message))).facts);
  EXPECT_EQ(other.root(), index.root());
  EXPECT_EQ(other.holders_of(key_of("k")).size(), 5u);
}

TEST(IndexExchangeTest, IndexesOverDifferentTablesUnderstandEachOther) {
  HoldingIndex one;
  HoldingIndex other;
  other.announce({name("z"), key_of("other")});  // so that ids differ
  one.announce({name("b"), key_of("k")});
  one.announce({name("a"), key_of("k")});
  for (const IndexFacts& message : export_index(one, false)) absorb(other, message.facts);
  EXPECT_EQ(other.holders_of(key_of("k")), (std::vector{name("a"), name("b")}));
  EXPECT_EQ(other.size(), 3u);
}

TEST(IndexExchangeTest, AnEmptyIndexIsOneMessage) {
  const std::vector<IndexFacts> messages = export_index(HoldingIndex(), true);
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_TRUE(messages[0].answer_wanted);
  EXPECT_TRUE(messages[0].facts.keys.empty());
}

}  // namespace
}  // namespace fleetsim::core
