// Ids of facts follow the order in which a table, shared by many nodes, heard of them first. What a node does and reports
// must not.

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/node/node.h"
#include "core/env/timers.h"
#include "core/store/log_record.h"
#include "tests/support/contents.h"
#include "tests/support/describe_effects.h"

namespace fleetsim::core {
namespace {

using tests::key_of;
using tests::name;
using tests::stored;

constexpr std::uint32_t kPeers = 12;
constexpr std::uint32_t kKeys = 40;

std::string key_text(std::uint32_t i) { return "k" + std::to_string(i); }

std::shared_ptr<const Directory> fleet() {
  std::vector<Symbol> names;
  for (std::uint32_t i = 0; i <= kPeers; ++i) names.push_back(name("n" + std::to_string(i)));
  return std::make_shared<const Directory>(std::move(names));
}

// A table that has heard of everything that will be said, and of more, in an order of the seed; 0: an empty one.
std::shared_ptr<FactTable> table_of(std::uint64_t seed) {
  auto table = std::make_shared<FactTable>();
  if (seed == 0) return table;
  tests::SplitMix random(seed);
  const Digest replies[] = {{}, stored("other").digest()};
  for (int i = 0; i < 10'000; ++i) {
    const HolderId holder = table->holder_id(name("n" + std::to_string(random.below(2 * kPeers))));
    const KeyId key = table->key_id(key_of(key_text(static_cast<std::uint32_t>(random.below(2 * kKeys)))));
    const std::uint64_t epoch = first_epoch(1 + static_cast<std::uint32_t>(random.below(3)));
    switch (random.below(3)) {
      case 0:
        table->fact_id(holder, key);
        break;
      case 1:
        table->fact_id(holder, key, {epoch, 1 + static_cast<std::uint32_t>(random.below(4)), replies[random.below(2)]});
        break;
      default:
        table->epoch_id(holder, epoch);
    }
  }
  return table;
}

// A message of many peers about many keys, the same for every table.
SharedBytes hearsay(std::uint64_t seed) {
  tests::SplitMix random(seed);
  IndexFacts facts;
  facts.answer_wanted = true;
  facts.index_size = 1'000'000;
  facts.facts.replies.push_back(stored("other").digest());
  for (std::uint32_t i = 1; i <= kPeers; ++i)
    facts.facts.names.push_back({name("n" + std::to_string(i)), first_epoch(1 + static_cast<std::uint32_t>(random.below(3)))});
  // Somebody speaks for node 0, which will defend itself.
  facts.facts.names.push_back({name("n0"), first_epoch(1)});
  for (std::uint32_t key = 0; key < kKeys; ++key) {
    facts.facts.keys.push_back({key_of(key_text(key)), 0});
    for (std::uint32_t holder = 0; holder <= kPeers; ++holder) {
      if (random.below(3) == 0) continue;
      ++facts.facts.keys.back().count;
      facts.facts.holders.push_back({holder, 1 + static_cast<std::uint32_t>(random.below(4)),
                               static_cast<std::uint32_t>(random.below(2))});
    }
    if (facts.facts.keys.back().count == 0) facts.facts.keys.pop_back();
  }
  return share(encode_message(facts));
}

// Everything that a node says and reports, messages by their bytes, facts by what they say.
std::string transcript(NodeOptions options, std::uint64_t table_seed) {
  options.facts = table_of(table_seed);
  tests::EffectText text(fleet());
  for (std::uint32_t i = 0; i < kKeys; ++i) text.name_key(key_text(i));
  Node node(options, Dice(5, "node"));
  std::string all;
  const auto feed = [&](std::int64_t seconds, const Input& input) {
    Effects out;
    node.on(Instant{seconds * 1'000'000'000}, input, out);
    for (const Effect& effect : out) {
      all += text.line(effect) + "\n";
      if (const auto* send = std::get_if<Send>(&effect)) all += to_hex(*send->bytes) + "\n";
      const auto* observe = std::get_if<Observe>(&effect);
      const auto* learned = observe != nullptr ? std::get_if<Learned>(&observe->fact) : nullptr;
      if (learned == nullptr) continue;
      for (const FactId fact : learned->facts) all += "+" + to_hex(node.index().table().hash(fact)) + "\n";
      for (const FactId fact : learned->dropped) all += "-" + to_hex(node.index().table().hash(fact)) + "\n";
    }
  };
  Bytes log;
  for (std::uint32_t i = 0; i < kKeys; i += 2) {
    const Bytes record = encode_log_record(key_of(key_text(i)), stored("mine"));
    log.insert(log.end(), record.begin(), record.end());
  }
  feed(0, Booted{2, LogSegments{{1, share(std::move(log))}}});
  for (std::int64_t round = 1; round <= 6; ++round) {
    feed(10 * round, TimerFired{timer_id(TimerKind::gossip, 0)});
    feed(10 * round + 1, MessageArrived{static_cast<NodeId>(round), hearsay(static_cast<std::uint64_t>(round))});
    feed(10 * round + 2, TimerFired{timer_id(TimerKind::gossip, 0)});
    if (options.fabric.gossip.syncs()) feed(10 * round + 3, TimerFired{timer_id(TimerKind::gossip, 1)});
  }
  return all;
}

NodeOptions options_of(bool retracting) {
  const auto directory = fleet();
  NodeOptions options{.self = 0,
                      .peers = Peers(directory, 0),
                      .homes = std::make_shared<const std::vector<NodeId>>(std::vector<NodeId>{3}),
                      .compute = std::nullopt,
                      .fabric = {},
                      .facts = nullptr};
  options.fabric.index.retracting = retracting;
  options.fabric.gossip = GossipOptions::of(GossipStrategy::full);
  options.fabric.gossip.fanout = 3;
  return options;
}

void expect_the_same_whatever_was_mentioned(const NodeOptions& options) {
  const std::string first = transcript(options, 0);
  EXPECT_GT(std::ranges::count(first, '+'), 100);
  for (const std::uint64_t seed : {1U, 2U, 3U}) EXPECT_TRUE(transcript(options, seed) == first) << "table " << seed;
}

TEST(OrderOfMentionTest, ANodeActsAndReportsAlikeOverAnyTable) {
  expect_the_same_whatever_was_mentioned(options_of(true));
  expect_the_same_whatever_was_mentioned(options_of(false));
}

TEST(OrderOfMentionTest, SoItDoesWhateverItsStrategy) {
  for (const GossipStrategy strategy : {GossipStrategy::rumor, GossipStrategy::sync, GossipStrategy::hybrid}) {
    NodeOptions options = options_of(true);
    options.fabric.gossip = GossipOptions::of(strategy);
    expect_the_same_whatever_was_mentioned(options);
  }
}

TEST(OrderOfMentionTest, SoItDoesWithinLimits) {
  NodeOptions options = options_of(true);
  options.fabric.index.hearsay_max = 50;
  expect_the_same_whatever_was_mentioned(options);
  options.fabric.index.holders_per_key_max = 4;
  expect_the_same_whatever_was_mentioned(options);
}

TEST(OrderOfMentionTest, SoDoesOneThatForgets) {
  NodeOptions options = options_of(true);
  options.fabric.planted_bug = PlantedBug::forget_facts;
  expect_the_same_whatever_was_mentioned(options);
}

TEST(OrderOfMentionTest, FactsAreSortedAlikeInEveryTable) {
  std::vector<std::vector<Hash128>> orders;
  for (const std::uint64_t seed : {1U, 2U}) {
    const auto table = table_of(seed);
    for (const std::size_t count : {10U, 500U}) {
      tests::SplitMix random(9);
      std::vector<FactId> facts;
      for (std::size_t i = 0; i < count; ++i)
        facts.push_back(table->fact_id(table->holder_id(name("x" + std::to_string(random.below(count)))),
                                       table->key_id(key_of("k")), {i, 1, {}}));
      table->sort(facts);
      std::vector<Hash128>& order = orders.emplace_back();
      for (const FactId fact : facts) order.push_back(table->hash(fact));
      EXPECT_TRUE(std::ranges::is_sorted(order));
    }
  }
  EXPECT_EQ(orders[0], orders[2]);
  EXPECT_EQ(orders[1], orders[3]);
}

}  // namespace
}  // namespace fleetsim::core
