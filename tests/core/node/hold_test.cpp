// What a node holds, says of that, and believes of others: the node as a state machine.

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/node/node.h"
#include "core/env/timers.h"
#include "core/store/log_record.h"
#include "tests/support/contents.h"
#include "tests/support/describe_effects.h"

namespace fleetsim::core {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::Not;
using tests::key_of;
using tests::name;
using tests::stored;

constexpr NodeId kA = 0;
constexpr NodeId kB = 1;
constexpr NodeId kHome = 2;

using Lines = std::vector<std::string>;

class HoldTest : public testing::Test {
 protected:
  HoldTest() {
    options_.fabric.gossip.strategy = GossipStrategy::none;
    for (const char* text : {"k", "l", "m", "n"}) text_.name_key(text);
  }

  // Node a, booted from a log with these replies.
  Lines boot(const std::vector<std::pair<std::string, std::string>>& held = {},
             std::uint32_t incarnation = 1) {
    Bytes log;
    for (const auto& [key, value] : held) {
      const Bytes record = encode_log_record(key_of(key), stored(value));
      log.insert(log.end(), record.begin(), record.end());
    }
    options_.peers = Peers(directory_, kA);
    node_.emplace(options_, Dice(42, "node"));
    return feed(Booted{incarnation, log.empty() ? LogSegments{} : LogSegments{{1, share(std::move(log))}}});
  }
  Lines feed(const Input& input) {
    effects_.clear();
    node_->on(now_, input, effects_);
    return text_.lines(effects_);
  }
  // `holder` says of each key (version, reply).
  struct Word {
    std::string key;
    std::uint32_t version = 1;
    std::string reply = {};
  };
  Lines hear(NodeId from, const std::string& holder, std::uint64_t epoch, const std::vector<Word>& words) {
    IndexFacts facts;
    facts.index_size = 1000;
    facts.facts.names = {{name(holder), epoch}};
    for (const Word& word : words) {
      if (!word.reply.empty()) facts.facts.replies.push_back(stored(word.reply).digest());
      facts.facts.keys.push_back({key_of(word.key), 1});
      facts.facts.holders.push_back(
          {0, word.version, word.reply.empty() ? 0 : static_cast<std::uint32_t>(facts.facts.replies.size())});
    }
    return feed(MessageArrived{from, share(encode_message(facts))});
  }
  // A peer asks, which counts as use; true when it was served.
  bool holds(const char* key) const { return node_->cassette().contains(key_of(key)); }
  std::vector<Symbol> holders(const char* key) const { return node_->index().holders_of(key_of(key)); }
  template <class E>
  std::vector<E> all() const {
    std::vector<E> found;
    for (const Effect& effect : effects_)
      if (const auto* one = std::get_if<E>(&effect)) found.push_back(*one);
    return found;
  }

  std::shared_ptr<const Directory> directory_ =
      std::make_shared<const Directory>(std::vector{name("a"), name("b"), name("h")});
  NodeOptions options_{.self = kA,
                       .peers = Peers(directory_, kA),
                       .homes = std::make_shared<const std::vector<NodeId>>(std::vector<NodeId>{kHome}),
                       .compute = std::nullopt,
                       .fabric = {},
                       .facts = nullptr};
  tests::EffectText text_{directory_};
  std::optional<Node> node_;
  Instant now_;
  Effects effects_;
};

const std::uint64_t kOne = stored("1").bytes()->size();

TEST_F(HoldTest, WhatIsRecoveredIsAnnouncedUnlessToldOtherwise) {
  boot({{"k", "1"}});
  EXPECT_EQ(holders("k"), std::vector{name("a")});
  options_.fabric.store.announce_recovered = false;
  boot({{"k", "1"}});
  EXPECT_TRUE(holds("k"));
  EXPECT_THAT(holders("k"), IsEmpty());
}

TEST_F(HoldTest, ALogLargerThanTheStoreIsTrimmedAndWhatWentIsTakenBack) {
  options_.fabric.store.capacity_bytes = 2 * kOne;
  const Lines lines = boot({{"k", "1"}, {"l", "2"}, {"m", "3"}});
  EXPECT_THAT(lines, Contains("observe evicted k"));
  EXPECT_FALSE(holds("k"));
  EXPECT_THAT(holders("k"), IsEmpty());
  EXPECT_TRUE(holds("l"));
  EXPECT_TRUE(holds("m"));
  EXPECT_EQ(node_->cassette().bytes(), 2 * kOne);
}

TEST_F(HoldTest, ALaterLifeSaysWhichEpochItIsIn) {
  boot({{"k", "1"}}, 2);
  const FactTable& table = node_->index().table();
  const std::optional<FactId> said = node_->index().latest(name("a"), key_of("k"));
  ASSERT_TRUE(said);
  EXPECT_EQ(table.stamp(*said).epoch, first_epoch(2));
  EXPECT_EQ(table.stamp(*said).reply, stored("1").digest());
  EXPECT_EQ(node_->index().size(), 2u) << "the fact and the epoch";
}

TEST_F(HoldTest, WhatIsSaidFalselyOfThisNodeIsCorrected) {
  boot({{"k", "1"}});
  hear(kB, "a", first_epoch(1), {{"l"}});
  EXPECT_THAT(holders("l"), IsEmpty()) << "it holds no such thing";
  hear(kB, "a", first_epoch(1), {{"k", 40}});
  EXPECT_EQ(holders("k"), std::vector{name("a")}) << "it did not take that back";
  hear(kB, "a", first_epoch(9), {});
  EXPECT_EQ(holders("k"), std::vector{name("a")}) << "it is in no such epoch";
}

TEST_F(HoldTest, HearsayBeyondTheQuotaIsIgnored) {
  options_.fabric.index.hearsay_max = 2;
  boot();
  const Lines lines = hear(kB, "h", first_epoch(1), {{"k"}, {"l"}, {"m"}});
  EXPECT_THAT(lines, Contains("observe hearsay_ignored 1 from b"));
  EXPECT_THAT(holders("m"), IsEmpty());
  hear(kB, "b", first_epoch(1), {{"m"}});
  EXPECT_EQ(holders("m"), std::vector{name("b")}) << "what it says of itself is no hearsay";
  now_ = now_ + seconds(2);
  hear(kB, "h", first_epoch(1), {{"m"}});
  EXPECT_EQ(holders("m"), (std::vector{name("b"), name("h")})) << "the quota is one of an interval";
}

TEST_F(HoldTest, AHolderThatNobodyKnowsIsIgnored) {
  boot();
  hear(kB, "stranger", first_epoch(1), {{"k"}});
  EXPECT_THAT(holders("k"), IsEmpty());
  EXPECT_EQ(node_->index().table().holders(), 0u) << "not even its name is remembered";
}

TEST_F(HoldTest, TwoHoldersOfDifferentRepliesNotice) {
  boot({{"k", "1"}});
  EXPECT_THAT(hear(kB, "b", first_epoch(1), {{"k", 1, "other"}}), Contains("observe diverged b k"));
  EXPECT_TRUE(holds("k")) << "one word against another";
  EXPECT_THAT(hear(kB, "b", first_epoch(1), {{"k", 1, "other"}}), Not(Contains("observe diverged b k")));
}

TEST_F(HoldTest, TheHomesReplyIsPreferredToOneFromElsewhere) {
  boot({{"k", "1"}});
  const Lines lines = hear(kHome, "h", first_epoch(1), {{"k", 1, "the home's"}});
  EXPECT_THAT(lines, Contains("observe quarantined a k"));
  EXPECT_FALSE(holds("k"));
  EXPECT_TRUE(node_->quarantine().contains(key_of("k"), stored("1")));
  EXPECT_EQ(holders("k"), std::vector{name("h")}) << "and its own word is taken back";
}

TEST_F(HoldTest, TheOriginalsIndexOnlyGrows) {
  options_.fabric.index.retracting = false;
  options_.fabric.store.capacity_bytes = kOne;
  boot({{"k", "1"}, {"l", "2"}}, 3);
  EXPECT_FALSE(holds("k"));
  EXPECT_EQ(holders("k"), std::vector{name("a")}) << "a stale hint, for ever";
  EXPECT_EQ(node_->index().table().stamped(), 0u);
}

TEST_F(HoldTest, ADeadSegmentIsDroppedAndALiveOneIsWrittenAgainFirst) {
  options_.fabric.log.segment_bytes = 1;
  options_.fabric.store.capacity_bytes = 2 * kOne;
  // Four segments of one record each; only the last two are held.
  LogSegments log;
  for (const char* key : {"k", "l", "m", "n"})
    log.push_back({log.size() + 1, share(encode_log_record(key_of(key), stored("1")))});
  options_.peers = Peers(directory_, kA);
  node_.emplace(options_, Dice(42, "node"));
  feed(Booted{1, log});
  std::vector<SegmentId> dropped;
  for (const DropSegment& drop : all<DropSegment>()) dropped.push_back(drop.segment);
  EXPECT_EQ(dropped, (std::vector<SegmentId>{1, 2}));
  EXPECT_TRUE(holds("m"));
  EXPECT_TRUE(holds("n"));
}

TEST_F(HoldTest, ACopyIsGivenAwayWhileTooFewHoldIt) {
  options_.fabric.replication = {.factor = 2, .interval = seconds(1), .batch = 4};
  boot({{"k", "1"}});
  const auto round = [&] {
    now_ = now_ + seconds(1);
    return feed(TimerFired{timer_id(TimerKind::repair, 0)});
  };
  const auto given = [](const Lines& lines) {
    return std::ranges::count_if(
        lines, [](const std::string& line) { return line.starts_with("observe replica_sent"); });
  };
  EXPECT_EQ(given(round()), 1);
  EXPECT_EQ(given(round()), 1) << "nobody announced it: another peer is tried";
  EXPECT_EQ(given(round()), 0) << "and then it waits longer";
  hear(kB, "b", first_epoch(1), {{"k", 1, "1"}});
  for (int i = 0; i < 100; ++i) EXPECT_EQ(given(round()), 0) << "two hold it";
}

TEST_F(HoldTest, ACopyIsTakenOnlyFromAHolderOfExactlyThat) {
  boot();
  const auto offered = [&](const char* value) {
    return feed(MessageArrived{kB, share(encode_message(Keep{key_of("k"), stored(value).bytes()}))});
  };
  EXPECT_THAT(offered("1"), Contains("observe reply_dropped b k")) << "b never said that it holds it";
  hear(kB, "b", first_epoch(1), {{"k", 1, "1"}});
  EXPECT_THAT(offered("2"), Contains("observe reply_dropped b k")) << "it said another reply";
  EXPECT_THAT(offered("1"), Contains("append 1"));
  feed(Synced{1});
  EXPECT_TRUE(holds("k"));
  EXPECT_EQ(holders("k"), (std::vector{name("a"), name("b")}));
}

}  // namespace
}  // namespace fleetsim::core
