// The parts that strategies are made of, each alone.

#include <map>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "core/gossip/author_comparison.h"
#include "core/gossip/batch_builder.h"
#include "core/gossip/hot_facts.h"
#include "core/gossip/index_exchange.h"
#include "core/gossip/ticker.h"
#include "tests/support/contents.h"

namespace fleetsim::core {
namespace {

using tests::key_of;
using tests::name;
using tests::stored;

// ---- ticks

TEST(TickerTest, IntervalsStayWithinTheJitterAndTheFirstFallsAnywhere) {
  const Ticker::Rhythm rhythm{seconds(1), {1, 10}};
  Dice dice(1, "tick");
  std::set<std::int64_t> first;
  for (int i = 0; i < 200; ++i) {
    Ticker ticker;
    const Instant at = ticker.next(Instant{} + seconds(5), rhythm, dice);
    EXPECT_GE(at, Instant{} + seconds(5));
    EXPECT_LE(at, Instant{} + seconds(6));
    first.insert(at.ns);
    ticker.ticked(at);
    const Duration interval = ticker.next(at, rhythm, dice) - at;
    EXPECT_GE(interval, milliseconds(900));
    EXPECT_LE(interval, milliseconds(1100));
  }
  EXPECT_GT(first.size(), 190u);
}

TEST(TickerTest, AlignedTicksAreWholeMultiplesAndNeverNow) {
  const Ticker::Rhythm rhythm{seconds(1), {1, 10}, TickSpacing::even, TickPhase::aligned};
  Dice dice(1, "tick");
  const Ticker ticker;
  EXPECT_EQ(ticker.next(Instant{} + milliseconds(300), rhythm, dice), Instant{} + seconds(1));
  EXPECT_EQ(ticker.next(Instant{} + seconds(1), rhythm, dice), Instant{} + seconds(2));
  EXPECT_EQ(ticker.next(Instant{} - milliseconds(300), rhythm, dice), Instant{});
}

// Mean and variance of an exponential, each within five standard errors.
TEST(TickerTest, RandomTicksAreAPoissonProcess) {
  const Ticker::Rhythm rhythm{seconds(1), {0, 1}, TickSpacing::random};
  Dice dice(1, "tick");
  const Ticker ticker;
  constexpr int kDraws = 100'000;
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double s = static_cast<double>(ticker.next(Instant{}, rhythm, dice).ns) / 1e9;
    sum += s;
    squares += s * s;
  }
  EXPECT_NEAR(sum / kDraws, 1.0, 5.0 / 316);
  EXPECT_NEAR(squares / kDraws, 2.0, 5.0 * 4.5 / 316);
}

// ---- news

std::vector<FactId> order_of(const HotFacts& hot) {
  std::vector<FactId> order;
  for (const auto& [place, each] : hot.in_order()) order.push_back(each.fact);
  return order;
}

TEST(HotFactsTest, FewestSentGoFirstThenTheOldest) {
  HotFacts hot;
  for (const FactId fact : {30U, 10U, 20U}) hot.add({fact, 1, false});
  hot.add({10, 2, false});
  EXPECT_EQ(order_of(hot), (std::vector<FactId>{30, 10, 20}));
  hot.sent(30, 2, 5);
  hot.sent(10, 1, 5);
  EXPECT_EQ(order_of(hot), (std::vector<FactId>{20, 10, 30}));
  hot.add({40, 1, false});
  EXPECT_EQ(order_of(hot), (std::vector<FactId>{20, 40, 10, 30}));
  hot.sent(30, 3, 5);
  EXPECT_EQ(order_of(hot), (std::vector<FactId>{20, 40, 10}));
  EXPECT_FALSE(hot.contains(30));
  hot.remove(20);
  hot.remove(99);
  hot.sent(99, 1, 5);
  EXPECT_EQ(hot.size(), 2u);
}

TEST(HotFactsTest, WithoutABudgetNothingCools) {
  HotFacts hot;
  hot.add({1, 1, false});
  for (int i = 0; i < 3; ++i) hot.sent(1, UINT32_MAX / 2, kNoBudget);
  EXPECT_TRUE(hot.contains(1) || hot.empty());
}

// ---- batches

TEST(BatchBuilderTest, NamesRepliesAndKeysAreSaidOnce) {
  FactTable table;
  const auto fact = [&](const char* holder, const char* key, std::uint64_t epoch, const char* reply) {
    return table.fact_id(table.holder_id(name(holder)), table.key_id(key_of(key)), {epoch, 1, stored(reply).digest()});
  };
  BatchBuilder builder(table);
  for (const FactId each : {fact("a", "k", 1, "x"), fact("b", "k", 1, "x"), fact("a", "l", 1, "y"), fact("a", "k", 2, "x")})
    builder.add(each);
  builder.add(table.epoch_id(table.holder_id(name("c")), 7));
  builder.add(fact("b", "m", 1, "x"), true);
  const std::size_t about = builder.bytes();
  const FactBatch batch = builder.take();
  EXPECT_EQ(batch.names.size(), 4u) << "a twice, in two epochs";
  EXPECT_EQ(batch.replies.size(), 2u);
  EXPECT_EQ(batch.keys.size(), 3u) << "k twice: other facts came between";
  EXPECT_EQ(batch.keys[0].count, 2u);
  EXPECT_EQ(batch.shorts.size(), 1u);
  ByteWriter out;
  write(out, batch);
  EXPECT_NEAR(static_cast<double>(about), static_cast<double>(out.size()), 0.15 * static_cast<double>(out.size()));
  EXPECT_TRUE(builder.empty());
  EXPECT_EQ(builder.bytes(), 0u);
}

// ---- short names

HoldingIndex index_of(const std::vector<std::pair<const char*, FactStamp>>& facts) {
  HoldingIndex index;
  FactTable& table = index.table();
  for (const auto& [key, stamp] : facts)
    index.announce(table.fact_id(table.holder_id(name("a")), table.key_id(key_of(key)), stamp));
  return index;
}

TEST(ShortNameTest, AContentIsFoundByWhatIsKnownOfItHere) {
  const Digest reply = stored("x").digest();
  const HoldingIndex index = index_of({{"k", {1, 1, reply}}, {"l", {1, 3, {}}}});
  index.table().key_id(key_of("only mentioned"));
  const auto found = [&](const char* key, const Digest& said) {
    return index.content_of(key_prefix(key_of(key)), reply_prefix(said));
  };
  ASSERT_TRUE(found("k", reply));
  EXPECT_EQ(found("k", reply)->reply, reply);
  EXPECT_EQ(index.table().key(found("k", reply)->key), key_of("k"));
  ASSERT_TRUE(found("k", {}));
  EXPECT_EQ(found("k", {})->reply, Digest{});
  EXPECT_FALSE(found("k", stored("another").digest()));
  EXPECT_FALSE(found("l", reply)) << "nobody has said which";
  EXPECT_FALSE(found("only mentioned", {})) << "somebody else's word in a shared table is not known here";
}

TEST(ShortNameTest, TwoKeysWithOneBeginningAreNone) {
  Digest first{};
  Digest second{};
  second[31] = 1;
  HoldingIndex index;
  FactTable& table = index.table();
  const auto announce = [&](const Digest& key) {
    index.announce(table.fact_id(table.holder_id(name("a")), table.key_id(ContentKey::from_digest(key))));
  };
  announce(first);
  EXPECT_TRUE(index.content_of(0, 0));
  announce(second);
  EXPECT_FALSE(index.content_of(0, 0));
}

TEST(ShortNameTest, WhatIsNotKnownComesBackToBeAskedFor) {
  HoldingIndex index = index_of({{"k", {1, 1, stored("x").digest()}}});
  FactBatch batch;
  batch.names = {{name("b"), first_epoch(1)}};
  batch.shorts = {{0, 1, key_prefix(key_of("k")), reply_prefix(stored("x").digest())}, {0, 3, 42, 0}};
  const Absorbed absorbed = absorb(index, batch);
  EXPECT_EQ(absorbed.change.added.size(), 1u);
  EXPECT_EQ(index.holders_of(key_of("k")).size(), 2u);
  EXPECT_EQ(absorbed.unresolved.names, batch.names);
  EXPECT_EQ(absorbed.unresolved.shorts, std::vector{batch.shorts[1]});
}

// ---- authors

/// An index made of what `a` and `b` say, each in their numbers.
struct Author {
  HoldingIndex index;

  void say(const char* holder, std::uint32_t version, const char* key, std::uint64_t epoch = first_epoch(1)) {
    FactTable& table = index.table();
    index.announce(table.fact_id(table.holder_id(name(holder)), table.key_id(key_of(key)), {epoch, version, {}}));
  }
  SyncVersions versions() const { return {1, SyncVersions::Leg::all, author_versions(index)}; }
};

std::vector<std::uint32_t> versions_of(const HoldingIndex& index, const std::vector<FactId>& facts) {
  std::vector<std::uint32_t> versions;
  for (const FactId fact : facts) versions.push_back(index.table().stamp(fact).version);
  return versions;
}

TEST(AuthorComparisonTest, EqualIndexesHaveNothingToSay) {
  Author mine;
  Author theirs;
  for (Author* each : {&mine, &theirs}) {
    each->say("a", 1, "k");
    each->say("b", 3, "k");
  }
  const AuthorComparison compared = compare_authors(mine.index, theirs.versions());
  EXPECT_TRUE(compared.they_lack.empty());
  EXPECT_TRUE(compared.ask.empty());
}

TEST(AuthorComparisonTest, WhoIsBehindGetsTheRestAndNoMore) {
  Author mine;
  Author theirs;
  for (std::uint32_t version = 1; version <= 9; version += 2) {
    const std::string key = "k" + std::to_string(version);
    mine.say("a", version, key.c_str());
    if (version <= 5) theirs.say("a", version, key.c_str());
  }
  const AuthorComparison compared = compare_authors(mine.index, theirs.versions());
  EXPECT_EQ(versions_of(mine.index, compared.they_lack), (std::vector<std::uint32_t>{7, 9}));
  EXPECT_TRUE(compared.ask.empty());
  const AuthorComparison other = compare_authors(theirs.index, mine.versions());
  EXPECT_TRUE(other.they_lack.empty());
  ASSERT_EQ(other.ask.size(), 1u);
  EXPECT_EQ(other.next, SyncVersions::Leg::differ);
}

// News that overtook older news: the highest number says nothing of what is missing before it.
TEST(AuthorComparisonTest, AGapBeforeTheHighestNumberIsSeen) {
  Author mine;
  Author theirs;
  for (const std::uint32_t version : {1U, 3U, 5U}) {
    const std::string key = "k" + std::to_string(version);
    mine.say("a", version, key.c_str());
    if (version != 3) theirs.say("a", version, key.c_str());
  }
  AuthorComparison first = compare_authors(mine.index, theirs.versions());
  ASSERT_EQ(first.ask.size(), 1u) << "who lacks what is not known yet";
  const AuthorComparison second = compare_authors(theirs.index, {1, first.next, first.ask});
  EXPECT_EQ(second.next, SyncVersions::Leg::deeply);
  ASSERT_EQ(second.ask.size(), 1u);
  const AuthorComparison third = compare_authors(mine.index, {1, second.next, second.ask});
  EXPECT_EQ(versions_of(mine.index, third.they_lack), (std::vector<std::uint32_t>{1, 3, 5}));
  EXPECT_TRUE(third.ask.empty());
}

TEST(AuthorComparisonTest, ALaterEpochCountsForMoreThanAnyNumber) {
  Author mine;
  Author theirs;
  mine.say("a", 1, "k", first_epoch(2));
  for (const std::uint32_t version : {1U, 3U, 5U}) theirs.say("a", version, ("k" + std::to_string(version)).c_str());
  const AuthorComparison compared = compare_authors(mine.index, theirs.versions());
  EXPECT_EQ(compared.they_lack.size(), 2u) << "the fact, and that the epoch has begun";
  EXPECT_TRUE(compared.ask.empty());
  EXPECT_EQ(compare_authors(theirs.index, mine.versions()).ask.size(), 1u);
  EXPECT_TRUE(compare_authors(mine.index, theirs.versions(), true).they_lack.empty()) << "with the planted bug";
}

TEST(AuthorComparisonTest, UnknownAuthorsAreAskedForAndTold) {
  Author mine;
  Author theirs;
  mine.say("a", 1, "k");
  theirs.say("b", 1, "k");
  const AuthorComparison compared = compare_authors(mine.index, theirs.versions());
  EXPECT_EQ(compared.they_lack.size(), 1u);
  ASSERT_EQ(compared.ask.size(), 1u);
  EXPECT_EQ(compared.ask[0], (AuthorVersion{.name = name("b")}));
  const AuthorComparison answer = compare_authors(theirs.index, {1, compared.next, compared.ask});
  EXPECT_EQ(answer.they_lack.size(), 1u);
  EXPECT_TRUE(answer.ask.empty());
}

}  // namespace
}  // namespace fleetsim::core
