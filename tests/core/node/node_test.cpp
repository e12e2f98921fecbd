// The node alone, as a state machine: inputs in, effects out.

#include "core/node/node.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/check.h"
#include "core/env/timers.h"
#include "core/store/content_serve_fabric.h"
#include "core/store/log_record.h"
#include "core/wire/eval_codec.h"
#include "tests/support/contents.h"
#include "tests/support/describe_effects.h"
#include "tests/support/random_expr.h"

namespace fleetsim::core {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using tests::basic_request;
using tests::key_of;
using tests::shared_request;
using tests::stored;

constexpr NodeId kA = 0;
constexpr NodeId kB = 1;
constexpr NodeId kC = 2;
constexpr NodeId kHome = 3;
constexpr AskId kFirstAsk = (AskId{1} << 32) + 1;

using Lines = std::vector<std::string>;

Instant ms(std::int64_t n) {
  return Instant{} + milliseconds(n);
}

// What a peer says of who holds "k".
IndexFacts holders_of_k(const std::vector<std::string>& holders) {
  const auto count = static_cast<std::uint32_t>(holders.size());
  IndexFacts said;
  said.index_size = count;
  said.facts.keys = {{key_of("k"), count}};
  for (std::uint32_t i = 0; i < count; ++i) {
    said.facts.names.push_back({tests::name(holders[i])});
    said.facts.holders.push_back({.name = i});
  }
  return said;
}

class NodeTest : public testing::Test {
 protected:
  NodeTest() {
    options_.fabric.gossip.strategy = GossipStrategy::none;
    for (const char* text : {"k", "l"}) text_.name_key(text);
  }

  // The node of that id, booted from that log.
  void boot(NodeId self = kA, Bytes log = {}) {
    options_.self = self;
    options_.peers = self == kA ? Peers(directory_, kA, {kC, kB}) : Peers(directory_, self);
    options_.homes = homes_;
    if (self == kHome) options_.compute = EvalContext({"fabric.test"});
    node_.emplace(options_, Dice(42, "node"));
    boot_ = feed(Booted{1, {{1, share(std::move(log))}}});
  }

  Lines feed(const Input& input) {
    effects_.clear();
    node_->on(now_, input, effects_);
    return text_.lines(effects_);
  }
  Lines ask(RequestId id, const std::string& text = "k") {
    return feed(RequestMade{id, shared_request(text), EvalContext::with_every_capability()});
  }
  Lines say(NodeId from, const WireMessage& message) {
    return feed(MessageArrived{from, share(encode_message(message))});
  }
  Lines found(NodeId from, AskId ask = kFirstAsk, const std::string& key = "k",
              const std::string& value = "v") {
    return say(from, Found{ask, key_of(key), kUnlimited, stored(value).bytes()});
  }
  Lines missing(NodeId from, AskId ask = kFirstAsk, const std::string& key = "k") {
    return say(from, Missing{ask, key_of(key), Error::eval("not here", ErrorCode::not_held), {}});
  }
  Lines compute_ask(NodeId from, AskId ask, const EvalRequest& request, const ContentKey& key) {
    return say(from, ComputeAsk{ask, key, kUnlimited, share(*encode_request(request))});
  }
  Lines ask_timer(AskId ask) { return feed(TimerFired{timer_id(TimerKind::ask, ask)}); }

  std::shared_ptr<const Directory> directory_ = std::make_shared<const Directory>(
      std::vector{tests::name("a"), tests::name("b"), tests::name("c"), tests::name("h")});
  std::shared_ptr<const std::vector<NodeId>> homes_ =
      std::make_shared<const std::vector<NodeId>>(std::vector<NodeId>{kHome});
  NodeOptions options_{.self = kA,
                       .peers = Peers(directory_, kA),
                       .homes = nullptr,
                       .compute = std::nullopt,
                       .fabric = {},
                       .facts = nullptr};
  tests::EffectText text_{directory_};
  std::optional<Node> node_;
  Instant now_;
  Effects effects_;
  Lines boot_;
};

// ---- messages between nodes of one process

TEST_F(NodeTest, WhatIsHandedOverIsNotDecodedAgain) {
  boot();
  const Missing nothing{kFirstAsk, key_of("k"), Error::eval("not here", ErrorCode::not_held), {}};
  const SharedBytes damaged = share(Bytes{1, 2, 3});
  EXPECT_THAT(feed(MessageArrived{kB, damaged}), ElementsAre("observe message_refused b"));
  EXPECT_THAT(feed(MessageArrived{kB, damaged, std::make_shared<const WireMessage>(nothing)}),
              ElementsAre("observe reply_dropped b k"));
}

TEST_F(NodeTest, WhatIsSentIsHandedOverOnlyWhenTheHostAsksForIt) {
  for (const bool hand_over : {false, true}) {
    options_.hand_over = hand_over;
    boot();
    ask(1);
    std::size_t sent = 0;
    for (const Effect& effect : effects_) {
      const auto* send = std::get_if<Send>(&effect);
      if (send == nullptr) continue;
      ++sent;
      ASSERT_EQ(send->said != nullptr, hand_over);
      if (send->said) EXPECT_EQ(*decode_message(*send->bytes), *send->said);
    }
    EXPECT_GT(sent, 0U);
  }
}

// ---- booting

TEST_F(NodeTest, ANodeWithAnEmptyLogBootsInSilence) {
  boot();
  EXPECT_THAT(boot_, IsEmpty());
}

TEST_F(NodeTest, WhatIsInTheLogIsRecoveredAndAnnounced) {
  boot(kA, encode_log_record(key_of("k"), stored("v")));
  EXPECT_EQ(boot_, (Lines{"observe recovered k", "observe learned 1 from a"}));
  EXPECT_TRUE(node_->cassette().contains(key_of("k")));
  EXPECT_EQ(node_->index().holders_of(key_of("k")), std::vector{tests::name("a")});
}

TEST_F(NodeTest, ATornTailIsCutBeforeAnythingElse) {
  Bytes log = encode_log_record(key_of("k"), stored("v"));
  const std::size_t whole = log.size();
  log.insert(log.end(), {'F', 'L', 'O'});
  boot(kA, log);
  EXPECT_EQ(boot_, (Lines{"truncate " + std::to_string(whole), "observe log_repaired 3 0 0",
                          "observe recovered k", "observe learned 1 from a"}));
}

TEST_F(NodeTest, ADamagedRecordIsReportedAndNotServed) {
  Bytes log = encode_log_record(key_of("k"), stored("v"));
  log.back() ^= 1;
  const Bytes good = encode_log_record(key_of("l"), stored("w"));
  log.insert(log.end(), good.begin(), good.end());
  boot(kA, log);
  EXPECT_EQ(boot_, (Lines{"observe log_repaired 0 1 0", "observe recovered l", "observe learned 1 from a"}));
  EXPECT_EQ(say(kB, Ask{9, key_of("k"), kUnlimited, {"fabric.test"}}),
            Lines{"send b missing 0.9 k = evaluation error: content is not held by this node"});
}

TEST_F(NodeTest, ASecondBootOrNoneIsABrokenInvariant) {
  boot();
  EXPECT_THROW(feed(Booted{2, {}}), BrokenInvariant);
  node_.emplace(options_, Dice(42, "node"));
  EXPECT_THROW(ask(1), BrokenInvariant);
}

TEST_F(NodeTest, GossipIsScheduledAtBootAndAfterEachRound) {
  options_.fabric.gossip = GossipOptions::of(GossipStrategy::full);
  options_.fabric.gossip.jitter = {0, 1};
  boot();
  ASSERT_EQ(boot_.size(), 1u);
  EXPECT_THAT(boot_[0], HasSubstr("set gossip at"));
  now_ = ms(5'000);
  const Lines round = feed(TimerFired{timer_id(TimerKind::gossip, 0)});
  ASSERT_EQ(round.size(), 2u);
  EXPECT_THAT(round[0], HasSubstr("index_facts 0 answer"));
  EXPECT_EQ(round[1], "set gossip at 6000");
}

// ---- asking

TEST_F(NodeTest, ALocalHitSendsNothingAndAppendsNothing) {
  boot(kA, encode_log_record(key_of("k"), stored("v")));
  EXPECT_EQ(ask(7), (Lines{"observe asked 7 k", "observe answered 7 local held", "answer 7 = v"}));
  EXPECT_EQ(node_->open_requests(), 0u);
}

TEST_F(NodeTest, AMissAsksTheFirstPeerAndWaitsForItsTimeout) {
  boot();
  EXPECT_EQ(ask(7), (Lines{"observe asked 7 k", "set ask 1.1 at 250", "observe ask_sent 7 c peer",
                           "send c ask 1.1 k within 250"}));
  EXPECT_EQ(node_->open_requests(), 1u);
}

TEST_F(NodeTest, PeersAreAskedOneAfterAnotherThenHomeAndAnnouncedOnesFirst) {
  options_.fabric.lookup.announced_timeout = milliseconds(100);
  boot();
  node_->on(
      now_,
      MessageArrived{
          kC, share(encode_message(holders_of_k({"b"})))},
      effects_);
  EXPECT_THAT(ask(7), Contains("send b ask 1.1 k within 100"));
  now_ = ms(10);
  EXPECT_EQ(missing(kB), (Lines{"cancel ask 1.1", "observe ask_failed 7 b not_held", "set ask 1.2 at 260",
                                "observe ask_sent 7 c peer", "send c ask 1.2 k within 250"}));
  now_ = ms(260);
  EXPECT_EQ(ask_timer(kFirstAsk + 1),
            (Lines{"cancel ask 1.2", "observe ask_failed 7 c timeout", "set ask 1.3 at 30260",
                   "observe ask_sent 7 h home", "send h compute_ask 1.3 k within 30000"}));
}

TEST_F(NodeTest, WithoutHomeAndHoldersTheAnswerIsNoHolder) {
  homes_ = nullptr;
  boot();
  ask(7);
  missing(kC);
  EXPECT_THAT(missing(kB, kFirstAsk + 1),
              ElementsAre("cancel ask 1.2", "observe ask_failed 7 b not_held", "observe answered 7 no_holder",
                          HasSubstr("no holder")));
  EXPECT_EQ(node_->cassette().size(), 0u);
  EXPECT_EQ(node_->open_requests(), 0u);
}

TEST_F(NodeTest, AHomeThatDoesNotAnswerInTimeIsAnError) {
  options_.fabric.lookup.ask_peers = false;
  boot();
  ask(7);
  now_ = ms(30'000);
  EXPECT_EQ(ask_timer(kFirstAsk),
            (Lines{"cancel ask 1.1", "send h cancel 1.1 k", "observe ask_failed 7 h timeout",
                   "observe answered 7 home_failed",
                   "answer 7 = evaluation error: the home site did not answer in time"}));
}

TEST_F(NodeTest, AnErrorOfHomeIsAnsweredAndNeverRecorded) {
  options_.fabric.lookup.ask_peers = false;
  boot();
  ask(7);
  EXPECT_EQ(say(kHome, Missing{kFirstAsk, key_of("k"), Error::eval("division by zero"), {}}),
            (Lines{"cancel ask 1.1", "observe answered 7 general",
                   "answer 7 = evaluation error: division by zero"}));
}

TEST_F(NodeTest, ARequestTooDeepToKeyIsAnsweredAtOnce) {
  boot();
  EvalRequest request;
  request.expr = tests::tower(kDepthMax + 1);
  const Lines lines = feed(
      RequestMade{7, std::make_shared<const EvalRequest>(request), EvalContext::with_every_capability()});
  EXPECT_THAT(lines, ElementsAre(HasSubstr("answer 7 = evaluation error")));
}

TEST_F(NodeTest, AResultShapeTooDeepToSendIsAnErrorOnlyWhenItWouldBeSent) {
  options_.fabric.lookup.check_shapes = false;
  boot();
  EvalRequest request = basic_request("k");
  request.result_shape = tests::tower(kDepthMax + 1);
  EXPECT_THAT(feed(RequestMade{7, std::make_shared<const EvalRequest>(request),
                               EvalContext::with_every_capability()}),
              Contains("send c ask 1.1 k within 250"));
  missing(kC);
  EXPECT_THAT(missing(kB, kFirstAsk + 1),
              ElementsAre("cancel ask 1.2", "observe ask_failed 7 b not_held",
                          "observe answered 7 limit_exceeded", HasSubstr("answer 7 = ")));
}

// ---- replies that answer nothing

TEST_F(NodeTest, ALateReplyIsDropped) {
  boot();
  ask(7);
  now_ = ms(250);
  ask_timer(kFirstAsk);
  EXPECT_EQ(found(kC), Lines{"observe reply_dropped c k"});
  EXPECT_EQ(node_->open_requests(), 1u) << "the lookup goes on with the next peer";
}

struct StrayReply {
  const char* name;
  NodeId from;
  AskId ask;
  const char* key;
};

class StrayReplyTest : public NodeTest, public testing::WithParamInterface<StrayReply> {};

TEST_P(StrayReplyTest, IsDroppedWhenRepliesAreCorrelated) {
  boot();
  ask(7);
  const StrayReply& stray = GetParam();
  EXPECT_THAT(found(stray.from, stray.ask, stray.key), ElementsAre(HasSubstr("observe reply_dropped")));
  EXPECT_THAT(missing(stray.from, stray.ask, stray.key), ElementsAre(HasSubstr("observe reply_dropped")));
  EXPECT_THAT(found(kC), Contains("append 1")) << "the real one still counts";
}

INSTANTIATE_TEST_SUITE_P(Cases, StrayReplyTest,
                         testing::Values(StrayReply{"from_somebody_not_asked", kB, kFirstAsk, "k"},
                                         StrayReply{"with_another_key", kC, kFirstAsk, "l"},
                                         StrayReply{"with_an_unknown_ask_id", kC, kFirstAsk + 1, "k"},
                                         StrayReply{"of_an_earlier_life", kC, 1, "k"}),
                         [](const auto& row) { return std::string(row.param.name); });

// The planted bug of the original: whatever comes next on the connection is taken for the answer.
TEST_F(NodeTest, ByArrivalOrderAReplyWithWrongKeyAndWrongIdIsTakenForTheAnswer) {
  options_.fabric.lookup.reply_matching = ReplyMatching::arrival_order;
  boot();
  ask(7);
  EXPECT_EQ(found(kC, 99, "l", "of l"), (Lines{"cancel ask 1.1", "append 1", "sync 1"}));
  EXPECT_EQ(feed(Synced{1}), (Lines{"observe recorded k", "observe learned 1 from a",
                                    "observe answered 7 peer held", "answer 7 = of l"}));
}

TEST_F(NodeTest, ByArrivalOrderAReplyFromSomebodyNotAskedIsStillDropped) {
  options_.fabric.lookup.reply_matching = ReplyMatching::arrival_order;
  boot();
  ask(7);
  EXPECT_EQ(found(kB), Lines{"observe reply_dropped b k"});
}

TEST_F(NodeTest, AReplyThatDoesNotDecodeIsRefusedAndTheNextPeerIsAsked) {
  boot();
  ask(7);
  EXPECT_THAT(say(kC, Found{kFirstAsk, key_of("k"), kUnlimited, share({1, 2, 3})}),
              ElementsAre("observe message_refused c", "cancel ask 1.1", "observe ask_failed 7 c corrupt",
                          "set ask 1.2 at 250", "observe ask_sent 7 b peer", "send b ask 1.2 k within 250"));
}

TEST_F(NodeTest, ASecondCopyOfAReplyIsDropped) {
  boot();
  ask(7);
  found(kC);
  EXPECT_EQ(found(kC), Lines{"observe reply_dropped c k"});
  EXPECT_THAT(feed(Synced{1}), Contains("answer 7 = v"));
}

// ---- deadlines

class DeadlineTest : public NodeTest {
 protected:
  Lines ask_by(Duration deadline) {
    EvalRequest request = basic_request("k");
    request.deadline = deadline;
    return feed(
        RequestMade{7, std::make_shared<const EvalRequest>(request), EvalContext::with_every_capability()});
  }
  Lines deadline() { return feed(TimerFired{timer_id(TimerKind::deadline, 7)}); }
};

TEST_F(DeadlineTest, AnAskCarriesItsShareOfTheDeadline) {
  boot();
  EXPECT_EQ(ask_by(milliseconds(100)),
            (Lines{"observe asked 7 k", "set deadline 7 at 100", "set ask 1.1 at 50",
                   "observe ask_sent 7 c peer", "send c ask 1.1 k within 50"}));
}

TEST_F(DeadlineTest, EachPeerMayTakeHalfOfWhatIsLeftAndTheLastOneAllOfIt) {
  homes_ = nullptr;
  boot();
  ask_by(milliseconds(100));
  now_ = ms(50);
  EXPECT_THAT(ask_timer(kFirstAsk), Contains("send b ask 1.2 k within 50"));
}

TEST_F(DeadlineTest, WithoutBudgetsEachMayTakeItsWholeTimeout) {
  options_.fabric.lookup.budgeted = false;
  boot();
  EXPECT_THAT(ask_by(milliseconds(100)), Contains("set ask 1.1 at 250"));
}

TEST_F(DeadlineTest, WhenItPassesWhatTheHomeComputesIsCancelled) {
  options_.fabric.lookup.ask_peers = false;
  boot();
  ask_by(milliseconds(100));
  now_ = ms(100);
  EXPECT_THAT(deadline(), Contains("send h cancel 1.1 k"));
  EXPECT_EQ(node_->open_requests(), 0u);
}

TEST_F(DeadlineTest, WhenItPassesTheAskIsClosedAndTheAnswerIsAnError) {
  boot();
  ask_by(milliseconds(100));
  now_ = ms(100);
  EXPECT_EQ(deadline(), (Lines{"cancel ask 1.1", "cancel deadline 7", "observe answered 7 deadline_exceeded",
                               "answer 7 = evaluation error: deadline exceeded"}));
  EXPECT_EQ(found(kC), Lines{"observe reply_dropped c k"});
}

TEST_F(DeadlineTest, AnAnswerBeforeItCancelsIt) {
  boot();
  ask_by(milliseconds(100));
  found(kC);
  EXPECT_THAT(feed(Synced{1}), Contains("cancel deadline 7"));
  EXPECT_THAT(deadline(), IsEmpty());
}

TEST_F(DeadlineTest, WhatWasBeingRecordedWhenItPassedIsKeptAllTheSame) {
  boot();
  ask_by(milliseconds(100));
  found(kC);
  now_ = ms(100);
  EXPECT_THAT(deadline(), Contains("answer 7 = evaluation error: deadline exceeded"));
  EXPECT_EQ(feed(Synced{1}), (Lines{"observe recorded k", "observe learned 1 from a"}));
  EXPECT_TRUE(node_->cassette().contains(key_of("k")));
}

TEST_F(DeadlineTest, OneBeyondTheEndOfTimeIsNone) {
  now_ = ms(1);
  boot();
  EXPECT_THAT(ask_by({std::numeric_limits<std::int64_t>::max()}), Not(Contains(HasSubstr("set deadline"))));
}

TEST_F(DeadlineTest, ALocalHitNeedsNone) {
  boot(kA, encode_log_record(key_of("k"), stored("v")));
  EXPECT_EQ(ask_by(milliseconds(100)),
            (Lines{"observe asked 7 k", "observe answered 7 local held", "answer 7 = v"}));
}

// ---- recording

TEST_F(NodeTest, ASuccessIsAnsweredOnlyWhenItIsSynced) {
  boot();
  ask(7);
  EXPECT_EQ(found(kC), (Lines{"cancel ask 1.1", "append 1", "sync 1"}));
  EXPECT_THAT(feed(Appended{1}), IsEmpty());
  EXPECT_FALSE(node_->cassette().contains(key_of("k")));
  EXPECT_EQ(feed(Synced{1}), (Lines{"observe recorded k", "observe learned 1 from a",
                                    "observe answered 7 peer held", "answer 7 = v"}));
}

TEST_F(NodeTest, WithoutSyncingASuccessIsAnsweredWhenItIsAppended) {
  options_.fabric.ledger_sync = LedgerSync::never;
  boot();
  ask(7);
  EXPECT_EQ(found(kC), (Lines{"cancel ask 1.1", "append 1"}));
  EXPECT_THAT(feed(Appended{1}), Contains("answer 7 = v"));
}

TEST_F(NodeTest, WhatIsAppendedIsWhatIsRecovered) {
  boot();
  ask(7);
  found(kC);
  Bytes log;
  for (const Effect& effect : effects_)
    if (const auto* append = std::get_if<Append>(&effect)) log = *append->bytes;
  boot(kA, log);
  EXPECT_THAT(boot_, Contains("observe recovered k"));
  EXPECT_THAT(ask(8), Contains("answer 8 = v"));
}

TEST_F(NodeTest, AFailedAppendIsAnErrorAndNothingIsHeldOrAnnounced) {
  boot();
  ask(7);
  found(kC);
  EXPECT_EQ(feed(StorageFailed{1, Error::host("disk full", ErrorCode::storage_failed)}),
            (Lines{"observe not_recorded k", "observe answered 7 storage_failed", "answer 7 = host error: disk full"}));
  EXPECT_FALSE(node_->cassette().contains(key_of("k")));
  EXPECT_EQ(node_->index().size(), 0u);
  EXPECT_THAT(feed(Synced{1}), IsEmpty());
}

TEST_F(NodeTest, ARecordThatFailedAndStandsThereAllTheSameIsNotTheOneThatCounts) {
  boot();
  ask(7);
  found(kC, kFirstAsk, "k", "first");
  Bytes log;
  const auto take_appends = [&] {
    for (const Effect& effect : effects_)
      if (const auto* append = std::get_if<Append>(&effect))
        log.insert(log.end(), append->bytes->begin(), append->bytes->end());
  };
  take_appends();
  feed(StorageFailed{1, Error::host("broken", ErrorCode::storage_failed)});
  ask(8);
  found(kC, kFirstAsk + 1, "k", "second");
  take_appends();
  feed(Synced{2});
  EXPECT_THAT(ask(9), Contains("answer 9 = second"));
  boot(kA, log);
  EXPECT_THAT(ask(10), Contains("answer 10 = second"));
}

TEST_F(NodeTest, ARecordWhoseErasingIsLostIsNotTheOneThatCounts) {
  options_.fabric.store.capacity_bytes = stored("first").bytes()->size() + 1;
  options_.fabric.store.pin_unannounced = false;
  boot();
  std::map<AppendSeq, Bytes> appends;
  const auto record = [&](RequestId request, AskId asked, const std::string& key, const std::string& value) {
    ask(request, key);
    found(kC, asked, key, value);
    AppendSeq last = 0;
    const auto take_appends = [&] {
      for (const Effect& effect : effects_)
        if (const auto* append = std::get_if<Append>(&effect)) appends[last = append->seq] = *append->bytes;
    };
    take_appends();
    feed(Synced{last});
    take_appends();
  };
  record(7, kFirstAsk, "k", "first");
  record(8, kFirstAsk + 1, "l", "other");
  ASSERT_EQ(appends.size(), 3u) << "k was evicted, and that is appended and not synced";
  record(9, kFirstAsk + 2, "k", "next");
  Bytes log;
  for (const auto& [seq, bytes] : appends)
    if (seq != 3) log.insert(log.end(), bytes.begin(), bytes.end());
  boot(kA, log);
  EXPECT_THAT(ask(10), Contains("answer 10 = next"));
}

TEST_F(NodeTest, TwoLookupsForOneKeyAreRecordedOnce) {
  options_.fabric.lookup.single_flight = false;
  boot();
  ask(7);
  ask(8);
  EXPECT_THAT(found(kC, kFirstAsk), Contains("append 1"));
  EXPECT_EQ(found(kC, kFirstAsk + 1, "k", "another"), Lines{"cancel ask 1.2"});
  const Lines done = feed(Synced{1});
  EXPECT_THAT(done, Contains("answer 7 = v"));
  EXPECT_THAT(done, Contains("answer 8 = v")) << "the first reply wins";
}

// ---- serving

TEST_F(NodeTest, AHolderServesWithoutComputing) {
  boot(kB, encode_log_record(key_of("k"), stored("v")));
  EXPECT_EQ(say(kA, Ask{9, key_of("k"), kUnlimited, {"fabric.test"}}),
            (Lines{"observe served a k", "send a found 0.9 k = v"}));
  EXPECT_EQ(say(kA, Ask{9, key_of("l"), kUnlimited, {"fabric.test"}}),
            Lines{"send a missing 0.9 l = evaluation error: content is not held by this node"});
}

TEST_F(NodeTest, ANodeThatIsNoHomeComputesForNobody) {
  boot(kB);
  EXPECT_EQ(compute_ask(kA, 9, basic_request("k"), key_of("k")),
            Lines{"send a missing 0.9 k = evaluation error: this node is no home site"});
}

// ---- the home

TEST_F(NodeTest, AHomeComputesRecordsAnnouncesAndAnswersInThisOrder) {
  boot(kHome);
  EXPECT_EQ(compute_ask(kA, 9, basic_request("k"), key_of("k")),
            (Lines{"observe compute_started k", "compute 1"}));
  EXPECT_EQ(feed(Computed{1, text_reply("v")}), (Lines{"observe compute_done k", "append 1", "sync 1"}));
  EXPECT_EQ(feed(Synced{1}), (Lines{"observe recorded k", "observe learned 1 from h", "observe served a k",
                                    "send a found 0.9 k = v"}));
}

TEST_F(NodeTest, EverybodyWhoAsksForOneKeyWaitsForOneComputation) {
  boot(kHome);
  compute_ask(kA, 9, basic_request("k"), key_of("k"));
  EXPECT_THAT(compute_ask(kB, 5, basic_request("k"), key_of("k")), IsEmpty());
  feed(Computed{1, text_reply("v")});
  EXPECT_THAT(compute_ask(kC, 6, basic_request("k"), key_of("k")), IsEmpty())
      << "also while it is being recorded";
  const Lines done = feed(Synced{1});
  EXPECT_THAT(done, Contains("send a found 0.9 k = v"));
  EXPECT_THAT(done, Contains("send b found 0.5 k = v"));
  EXPECT_THAT(done, Contains("send c found 0.6 k = v"));
}

TEST_F(NodeTest, AFailedComputationIsAnErrorForAllWhoWaitAndNothingIsHeld) {
  boot(kHome);
  compute_ask(kA, 9, basic_request("k"), key_of("k"));
  compute_ask(kB, 5, basic_request("k"), key_of("k"));
  EXPECT_EQ(feed(Computed{1, Error::eval("overflow")}),
            (Lines{"observe compute_done k failed", "send a missing 0.9 k = evaluation error: overflow",
                   "send b missing 0.5 k = evaluation error: overflow"}));
  EXPECT_EQ(node_->cassette().size(), 0u);
}

TEST_F(NodeTest, AComputedReplyThatCannotBeKeptIsAFailedComputation) {
  boot(kHome);
  compute_ask(kA, 9, basic_request("k"), key_of("k"));
  EvalReply reply;
  reply.value = tests::tower(600);
  EXPECT_THAT(feed(Computed{1, reply}),
              ElementsAre("observe compute_done k failed", HasSubstr("send a missing 0.9 k = codec error")));
}

TEST_F(NodeTest, ACancelledComputationIsStoppedWhenNobodyElseWaitsForIt) {
  boot(kHome);
  compute_ask(kA, 9, basic_request("k"), key_of("k"));
  compute_ask(kB, 5, basic_request("k"), key_of("k"));
  EXPECT_THAT(say(kA, Cancel{9, key_of("k")}), IsEmpty());
  EXPECT_EQ(say(kB, Cancel{5, key_of("k")}), (Lines{"observe compute_cancelled k", "cancel compute 1"}));
  EXPECT_THAT(feed(Computed{1, text_reply("too late")}), IsEmpty());
}

TEST_F(NodeTest, NobodyCancelsWhatAnotherAskedFor) {
  boot(kHome);
  compute_ask(kA, 9, basic_request("k"), key_of("k"));
  for (const Cancel& stray : {Cancel{8, key_of("k")}, Cancel{9, key_of("l")}})
    EXPECT_THAT(say(kA, stray), IsEmpty());
  EXPECT_THAT(say(kB, Cancel{9, key_of("k")}), IsEmpty());
  feed(Computed{1, text_reply("v")});
  EXPECT_THAT(feed(Synced{1}), Contains("send a found 0.9 k = v"));
}

TEST_F(NodeTest, AFullHomeSaysWhenToComeAgain) {
  options_.fabric.home = {.queue = 1, .retry_after = milliseconds(70)};
  boot(kHome);
  compute_ask(kA, 9, basic_request("k"), key_of("k"));
  EXPECT_EQ(compute_ask(kB, 5, basic_request("l"), key_of("l")),
            (Lines{"observe compute_refused b l",
                   "send b missing 0.5 l = evaluation error: the home site is overloaded retry after 70"}));
  EXPECT_THAT(compute_ask(kB, 6, basic_request("k"), key_of("k")), IsEmpty())
      << "what is under way can be joined";
}

TEST_F(NodeTest, AHomeDeniesACapabilityBeforeItComputes) {
  boot(kHome);
  EvalRequest request = basic_request("k");
  request.required_capabilities = {"fabric.test", "fabric.secret"};
  const ContentKey key = *ContentKey::from_request(request);
  EXPECT_EQ(compute_ask(kA, 9, request, key),
            Lines{"send a missing 0.9 ? = capability denied: fabric.secret"});
}

TEST_F(NodeTest, AComputeAskWhoseRequestIsNotThatOfItsKeyIsRefused) {
  boot(kHome);
  EXPECT_EQ(compute_ask(kA, 9, basic_request("l"), key_of("k")),
            (Lines{"observe message_refused a",
                   "send a missing 0.9 k = evaluation error: the request is not the one of its key"}));
}

TEST_F(NodeTest, AComputeAskWhoseRequestDoesNotDecodeIsRefused) {
  boot(kHome);
  EXPECT_THAT(say(kA, ComputeAsk{9, key_of("k"), kUnlimited, share({1, 2, 3})}),
              ElementsAre("observe message_refused a", HasSubstr("send a missing 0.9 k = codec error")));
}

TEST_F(NodeTest, AHomeThatAsksItselfComputesWithoutAMessage) {
  options_.fabric.lookup.ask_peers = false;
  boot(kHome);
  EXPECT_EQ(ask(7), (Lines{"observe asked 7 k", "set ask 1.1 at 30000", "observe ask_sent 7 h home",
                           "observe compute_started k", "compute 1"}));
  feed(Computed{1, text_reply("v")});
  EXPECT_THAT(feed(Synced{1}), Contains("answer 7 = v"));
}

TEST_F(NodeTest, TheHomeOfAKeyIsTheSameForEverybodyAndFollowsFromItsDigest) {
  homes_ = std::make_shared<const std::vector<NodeId>>(std::vector<NodeId>{kHome, kB});
  options_.fabric.lookup.ask_peers = false;
  for (const char* text : {"k", "l", "m", "n"}) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < 8; ++i) word = word << 8 | key_of(text).digest()[i];
    boot();
    text_.name_key(text);
    const std::string home = (*homes_)[word % 2] == kHome ? "h" : "b";
    EXPECT_THAT(ask(7, text), Contains("send " + home + " compute_ask 1.1 " + text + " within 30000"));
  }
}

// ---- gossip

TEST_F(NodeTest, FactsFromOthersAreLearnedOnce) {
  boot();
  const IndexFacts facts = holders_of_k({"b"});
  EXPECT_EQ(say(kC, facts), Lines{"observe learned 1 from c"});
  EXPECT_THAT(say(kC, facts), IsEmpty());
  EXPECT_EQ(node_->index().holders_of(key_of("k")), std::vector{tests::name("b")});
}

// ---- anything at all

TEST_F(NodeTest, BytesThatAreNoMessageAreRefused) {
  boot();
  ask(7);
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    tests::SplitMix random(seed);
    Bytes bytes(random.below(80));
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random.next());
    EXPECT_EQ(feed(MessageArrived{kB, share(bytes)}), Lines{"observe message_refused b"}) << seed;
  }
}

TEST_F(NodeTest, AMessageFromNobodyInTheDirectoryIsRefused) {
  boot(kA, encode_log_record(key_of("k"), stored("v")));
  EXPECT_EQ(say(4, Ask{9, key_of("k"), kUnlimited, {"fabric.test"}}), Lines{"observe message_refused #4"});
  EXPECT_EQ(say(kNobody, Ask{9, key_of("k"), kUnlimited, {"fabric.test"}}),
            Lines{"observe message_refused #4294967295"});
}

TEST_F(NodeTest, LateInputsOfAllKindsChangeNothing) {
  boot();
  EXPECT_THAT(feed(Appended{5}), IsEmpty());
  EXPECT_THAT(feed(Synced{5}), IsEmpty());
  EXPECT_THAT(feed(StorageFailed{5, Error::host("late")}), IsEmpty());
  EXPECT_THAT(feed(Computed{5, text_reply("late")}), IsEmpty());
  EXPECT_THAT(ask_timer(5), IsEmpty());
  EXPECT_THAT(feed(TimerFired{timer_id(TimerKind::deadline, 5)}), IsEmpty());
}

TEST_F(NodeTest, ATimerThatNoNodeSetsIsABrokenInvariant) {
  boot();
  EXPECT_THROW(feed(TimerFired{~TimerId{0}}), BrokenInvariant);
}

// ---- value semantics

TEST_F(NodeTest, ACopyMadeInTheMiddleOfALookupGoesOnLikeItsOriginal) {
  options_.fabric.gossip = GossipOptions::of(GossipStrategy::full);
  boot();
  ask(7);
  ask(8, "l");
  Node copy = *node_;
  const std::vector<Input> rest = {
      TimerFired{timer_id(TimerKind::gossip, 0)},
      MessageArrived{kC, share(encode_message(Missing{kFirstAsk, key_of("k"), Error::eval("no"), {}}))},
      MessageArrived{
          kC, share(encode_message(Found{kFirstAsk + 1, key_of("l"), kUnlimited, stored("w").bytes()}))},
      RequestMade{9, shared_request("k"), EvalContext::with_every_capability()},
      Synced{1},
      TimerFired{timer_id(TimerKind::gossip, 0)},
      TimerFired{timer_id(TimerKind::ask, kFirstAsk + 2)},
  };
  for (const Input& input : rest) {
    const Lines original = feed(input);
    Effects effects;
    copy.on(now_, input, effects);
    EXPECT_EQ(text_.lines(effects), original);
  }
  EXPECT_EQ(copy.index().root(), node_->index().root());
  EXPECT_EQ(copy.open_requests(), node_->open_requests());
  EXPECT_EQ(copy.gossip_counters(), node_->gossip_counters());
}

TEST_F(NodeTest, WhatHappensToACopyDoesNotHappenToItsOriginal) {
  boot();
  ask(7);
  Node copy = *node_;
  Effects effects;
  copy.on(now_,
          MessageArrived{
              kC, share(encode_message(Found{kFirstAsk, key_of("k"), kUnlimited, stored("v").bytes()}))},
          effects);
  copy.on(now_, Synced{1}, effects);
  EXPECT_TRUE(copy.cassette().contains(key_of("k")));
  EXPECT_FALSE(node_->cassette().contains(key_of("k")));
  EXPECT_EQ(node_->index().size(), 0u);
  EXPECT_EQ(node_->open_requests(), 1u);
}

// ---- authority, consistency, shapes, cacheability

class RulesTest : public NodeTest {
 protected:
  RulesTest() {
    request_ = basic_request("k");
    held_ = encode_log_record(key_of("k"), stored("v"));
  }
  // Asks for `request_` under the key that follows from it.
  Lines ask_as(EvalContext context = EvalContext::with_every_capability()) {
    return feed(RequestMade{7, std::make_shared<const EvalRequest>(request_), std::move(context)});
  }
  ContentKey key() const { return *ContentKey::from_request(request_); }
  Bytes held() const { return encode_log_record(key(), stored("v")); }

  EvalRequest request_;
  Bytes held_;
};

TEST_F(RulesTest, ACallerWithoutTheCapabilitiesGetsNoHit) {
  boot(kA, held_);
  EXPECT_THAT(ask_as(EvalContext()), Contains("answer 7 = capability denied: fabric.test"));
  EXPECT_EQ(node_->open_requests(), 0u);
}

TEST_F(RulesTest, ByTheOriginalsRuleAHitNeedsNoCapability) {
  options_.fabric.lookup.check_every_hit = false;
  boot(kA, held_);
  EXPECT_THAT(ask_as(EvalContext()), Contains("answer 7 = v"));
}

TEST_F(RulesTest, AHolderServesNothingThatRequiresMoreThanItMayServe) {
  options_.serve = EvalContext();
  boot(kB, held_);
  EXPECT_EQ(say(kA, Ask{9, key_of("k"), kUnlimited, {"fabric.test"}}),
            Lines{"send a missing 0.9 k = capability denied: fabric.test"});
  options_.fabric.lookup.check_every_hit = false;
  boot(kB, held_);
  EXPECT_THAT(say(kA, Ask{9, key_of("k"), kUnlimited, {"fabric.test"}}), Contains("send a found 0.9 k = v"));
}

TEST_F(RulesTest, ADenialByAPeerIsToldApartAndTheNextOneIsAsked) {
  boot();
  ask_as();
  const Lines lines = say(kC, Missing{kFirstAsk, key_of("k"), Error::capability_denied("fabric.test"), {}});
  EXPECT_THAT(lines, Contains("observe ask_failed 7 c denied"));
  EXPECT_THAT(lines, Contains("send b ask 1.2 k within 250"));
}

TEST_F(RulesTest, LocalOnlyAsksNobodyAndComputesOnlyHere) {
  request_.consistency = Consistency::local_only;
  boot();
  EXPECT_THAT(ask_as(), Contains("observe answered 7 no_holder"));
  boot(kHome);
  EXPECT_THAT(ask_as(), Contains("compute 1"));
}

TEST_F(RulesTest, RemoteOnlyAsksOthersThoughItIsHeldAndTheirReplyIsTheAnswer) {
  request_.consistency = Consistency::remote_only;
  boot(kA, held());
  EXPECT_THAT(ask_as(), Contains(HasSubstr("send c ask 1.1")));
  EXPECT_THAT(say(kC, Found{kFirstAsk, key(), kUnlimited, stored("theirs").bytes()}),
              Contains("answer 7 = theirs"));
}

TEST_F(RulesTest, AHeldReplyOfAnotherShapeIsNoHitAndOnlyTheHomeIsAsked) {
  request_.result_shape = Expr::symbol(tests::name("number"));
  boot(kA, held_);
  EXPECT_THAT(ask_as(), Contains("send h compute_ask 1.1 k within 30000"));
  EXPECT_THAT(found(kHome), Contains(HasSubstr("wrong shape: expected number")));
}

TEST_F(RulesTest, AHeldReplyOfTheRightShapeIsAHit) {
  for (const char* shape : {"string", "any"}) {
    request_.result_shape = Expr::symbol(tests::name(shape));
    boot(kA, held_);
    EXPECT_THAT(ask_as(), Contains("answer 7 = v")) << shape;
  }
}

TEST_F(RulesTest, AShapeThatOnlyAnEvaluatorCanJudgeGoesHome) {
  request_.result_shape = Expr::list({});
  boot(kA, held_);
  EXPECT_THAT(ask_as(), Contains("send h compute_ask 1.1 k within 30000"));
}

TEST_F(RulesTest, ByTheOriginalsRuleTheShapeOfAHitIsNotLookedAt) {
  request_.result_shape = Expr::symbol(tests::name("number"));
  options_.fabric.lookup.check_shapes = false;
  boot(kA, held_);
  EXPECT_THAT(ask_as(), Contains("answer 7 = v"));
}

TEST_F(RulesTest, AStreamGoesHomeIsNeitherSharedNorKept) {
  request_.stream = true;
  boot(kA, held());
  EXPECT_THAT(ask_as(), Contains(HasSubstr("send h compute_ask 1.1")));
  EXPECT_THAT(say(kHome, Found{kFirstAsk, key(), kUnlimited, stored("w").bytes()}), Contains("answer 7 = w"));
  EXPECT_EQ(*node_->cassette().find(key()), stored("v"));
  options_.fabric.lookup.bypass_streams = false;
  boot(kA, held());
  EXPECT_THAT(ask_as(), Contains("answer 7 = v"));
}

TEST_F(RulesTest, WhatIsNeverCacheableIsAnsweredAndNotKept) {
  request_.cacheable.kind = Cacheable::Kind::never;
  boot(kHome);
  compute_ask(kA, 9, request_, key_of("k"));
  EXPECT_THAT(feed(Computed{1, text_reply("v")}), Contains("send a found 0.9 k = v keep 0"));
  EXPECT_EQ(node_->cassette().size(), 0u);
  options_.fabric.lookup.honour_cacheability = false;
  boot(kHome);
  compute_ask(kA, 9, request_, key_of("k"));
  EXPECT_THAT(feed(Computed{1, text_reply("v")}), Contains("append 1"));
}

TEST_F(RulesTest, WhatMayBeKeptForAWhileIsServedForThatLongAndNeverLogged) {
  request_.cacheable = {Cacheable::Kind::bounded, milliseconds(100)};
  boot(kHome);
  compute_ask(kA, 9, request_, key_of("k"));
  EXPECT_THAT(feed(Computed{1, text_reply("v")}), Contains("send a found 0.9 k = v keep 100"));
  now_ = ms(60);
  EXPECT_THAT(say(kB, Ask{3, key_of("k"), kUnlimited, {}}), Contains("send b found 0.3 k = v keep 40"));
  now_ = ms(100);
  EXPECT_THAT(say(kB, Ask{4, key_of("k"), kUnlimited, {}}), ElementsAre(HasSubstr("send b missing 0.4 k")));
  EXPECT_EQ(node_->cassette().size(), 0u);
}

TEST_F(RulesTest, WhoGetsAReplyForAWhileKeepsItNoLonger) {
  boot();
  ask_as();
  EXPECT_THAT(say(kC, Found{kFirstAsk, key_of("k"), milliseconds(40), stored("v").bytes()}),
              Contains("answer 7 = v"));
  EXPECT_THAT(ask(8), Contains("answer 8 = v"));
  now_ = ms(40);
  EXPECT_THAT(ask(9), Contains(HasSubstr("send c ask")));
}

TEST_F(RulesTest, AReplyThatReportsAnErrorIsAnsweredAndNotKept) {
  EvalReply reply = text_reply("half of it");
  reply.diagnostics.emplace_back();
  reply.diagnostics.back().severity = Severity::error;
  boot(kHome);
  compute_ask(kA, 9, request_, key_of("k"));
  EXPECT_THAT(feed(Computed{1, reply}), Contains("send a found 0.9 k = half of it keep 0"));
  options_.fabric.lookup.keep_error_replies = true;
  boot(kHome);
  compute_ask(kA, 9, request_, key_of("k"));
  EXPECT_THAT(feed(Computed{1, reply}), Contains("append 1"));
}

TEST_F(RulesTest, ATracedRequestIsToldWhoWasAskedAndTheStoredReplyIsNotChanged) {
  request_.trace = true;
  boot();
  ask_as();
  say(kC, Missing{kFirstAsk, key(), not_held_error(), {}});
  say(kB, Found{kFirstAsk + 1, key(), kUnlimited, stored("v").bytes()});
  feed(Synced{1});
  const auto& answer = std::get<Answer>(effects_.back());
  const EvalReply reply = answer.reply->decode();
  ASSERT_EQ(reply.diagnostics.size(), 1u);
  EXPECT_EQ(reply.diagnostics[0].severity, Severity::info);
  EXPECT_EQ(reply.diagnostics[0].message, "lookup: c not_held, found (peer)");
  EXPECT_EQ(*node_->cassette().find(key()), stored("v"));
}

TEST_F(RulesTest, WithTheWarningModeAReplyThatCannotBeRecordedIsStillTheAnswer) {
  options_.fabric.ledger_failure = LedgerFailure::warn;
  boot();
  ask_as();
  found(kC);
  EXPECT_THAT(feed(StorageFailed{1, Error::host("disk full", ErrorCode::storage_failed)}),
              Contains("answer 7 = v"));
  const EvalReply reply = std::get<Answer>(effects_.back()).reply->decode();
  ASSERT_EQ(reply.diagnostics.size(), 1u);
  EXPECT_EQ(reply.diagnostics[0].severity, Severity::warning);
  EXPECT_FALSE(node_->cassette().contains(key_of("k")));
  EXPECT_EQ(node_->index().size(), 0u);
}

// ---- several asks at once

class HedgeTest : public NodeTest {
 protected:
  // Both b and c are announced.
  void boot_knowing() {
    boot();
    say(kC, holders_of_k({"b", "c"}));
  }
  Lines hedge() { return feed(TimerFired{timer_id(TimerKind::hedge, 1)}); }
};

TEST_F(HedgeTest, ASlowHolderGetsCompanyAndTheFirstAnswerCounts) {
  boot_knowing();
  EXPECT_THAT(ask(7), Contains("set hedge 1 at 50"));
  EXPECT_THAT(hedge(), Contains("send c ask 1.2 k within 250"));
  EXPECT_THAT(found(kC, kFirstAsk + 1),
              ElementsAre("cancel ask 1.2", "cancel ask 1.1", "append 1", "sync 1"));
  EXPECT_EQ(found(kB), Lines{"observe reply_dropped b k"}) << "the loser's";
  EXPECT_THAT(feed(Synced{1}), Contains("answer 7 = v"));
}

TEST_F(HedgeTest, OneAfterAnotherIsTheOriginalsOrder) {
  options_.fabric.lookup.asking = Asking::sequential;
  boot_knowing();
  EXPECT_THAT(ask(7), Not(Contains(HasSubstr("hedge"))));
}

TEST_F(HedgeTest, SeveralAreAskedAtOnceInParallel) {
  options_.fabric.lookup.asking = Asking::parallel;
  boot_knowing();
  const Lines lines = ask(7);
  EXPECT_THAT(lines, Contains("send b ask 1.1 k within 250"));
  EXPECT_THAT(lines, Contains("send c ask 1.2 k within 250"));
}

TEST_F(HedgeTest, NobodyIsAskedTwiceAndTheHomeOnlyWhenAllHaveFailed) {
  boot_knowing();
  ask(7);
  hedge();
  EXPECT_THAT(hedge(), IsEmpty());
  EXPECT_THAT(missing(kB), Not(Contains(HasSubstr("compute_ask"))));
  EXPECT_THAT(missing(kC, kFirstAsk + 1), Contains("send h compute_ask 1.3 k within 30000"));
}

// ---- one lookup for many

TEST_F(NodeTest, WhoAsksForTheSameJoinsTheLookupUnderWay) {
  boot();
  ask(7);
  EXPECT_EQ(ask(8), (Lines{"observe asked 8 k", "observe joined 8 7"}));
  found(kC);
  const Lines done = feed(Synced{1});
  EXPECT_THAT(done, Contains("answer 7 = v"));
  EXPECT_THAT(done, Contains("answer 8 = v"));
}

TEST_F(DeadlineTest, WhoGivesUpLeavesTheOthersTheirLookup) {
  boot();
  ask_by(milliseconds(100));
  ask(8);
  now_ = ms(100);
  EXPECT_EQ(deadline(), (Lines{"cancel deadline 7", "observe answered 7 deadline_exceeded",
                               "answer 7 = evaluation error: deadline exceeded"}));
  found(kC);
  EXPECT_THAT(feed(Synced{1}), Contains("answer 8 = v"));
}

// ---- peers that fail, links that break, homes that are full

TEST_F(NodeTest, APeerThatFailedIsPassedOverUntilItGivesASignOfLife) {
  options_.fabric.lookup.breaker = {.failures = 1, .backoff = seconds(10), .backoff_max = seconds(60)};
  boot();
  ask(7);
  ask_timer(kFirstAsk);
  const Lines passed = ask(8, "l");
  EXPECT_THAT(passed, Contains("observe peer_avoided 8 c"));
  EXPECT_THAT(passed, Contains("send b ask 1.3 l within 250"));
  say(kC, IndexFacts{});
  text_.name_key("m");
  EXPECT_THAT(ask(9, "m"), Contains("send c ask 1.4 m within 250"));
}

TEST_F(NodeTest, ALinkThatBreaksWhileTheHomeIsAskedIsAnUnknownOutcomeAndNothingIsTriedAgain) {
  options_.fabric.lookup.ask_peers = false;
  boot();
  ask(7);
  EXPECT_THAT(feed(LinkDown{kB}), IsEmpty());
  EXPECT_THAT(feed(LinkDown{kHome}),
              ElementsAre("cancel ask 1.1", "observe ask_failed 7 h unreachable",
                          "observe answered 7 unknown_outcome", HasSubstr("answer 7 = ")));
  EXPECT_EQ(found(kHome), Lines{"observe reply_dropped h k"});
  EXPECT_THAT(ask(8), Contains("send h compute_ask 1.2 k within 30000")) << "asking again is for the caller";
}

TEST_F(NodeTest, ALinkThatBreaksWhileAPeerIsAskedMovesTheLookupOn) {
  boot();
  ask(7);
  EXPECT_THAT(feed(LinkDown{kC}), Contains("send b ask 1.2 k within 250"));
}

TEST_F(NodeTest, WithoutHeedingLinksTheirEndChangesNothing) {
  options_.fabric.lookup.heed_links = false;
  boot();
  ask(7);
  EXPECT_THAT(feed(LinkDown{kC}), IsEmpty());
  EXPECT_THAT(feed(LinkUp{kC}), IsEmpty());
}

TEST_F(NodeTest, AFullHomeIsAskedAgainWhenItSaysSo) {
  options_.fabric.lookup.ask_peers = false;
  boot();
  ask(7);
  const Error full = Error::eval("the home site is overloaded", ErrorCode::overloaded);
  const Lines told = say(kHome, Missing{kFirstAsk, key_of("k"), full, milliseconds(100)});
  EXPECT_THAT(told, Contains("observe ask_failed 7 h overloaded"));
  EXPECT_THAT(told, Contains("observe home_awaited 7 h"));
  now_ = ms(150);
  EXPECT_THAT(feed(TimerFired{timer_id(TimerKind::retry, 1)}),
              Contains("send h compute_ask 1.2 k within 30000"));
}

TEST_F(DeadlineTest, AFullHomeIsNotWaitedForBeyondTheDeadline) {
  options_.fabric.lookup.ask_peers = false;
  boot();
  ask_by(milliseconds(50));
  const Error full = Error::eval("the home site is overloaded", ErrorCode::overloaded);
  EXPECT_THAT(say(kHome, Missing{kFirstAsk, key_of("k"), full, milliseconds(100)}),
              Contains("observe answered 7 overloaded"));
}

// ---- bugs put in on purpose show

TEST_F(NodeTest, PlantedForgettingShowsInTheIndex) {
  options_.fabric.gossip = GossipOptions::of(GossipStrategy::full);
  options_.fabric.planted_bug = PlantedBug::forget_facts;
  boot(kA, encode_log_record(key_of("k"), stored("v")));
  EXPECT_EQ(node_->index().size(), 1u);
  feed(TimerFired{timer_id(TimerKind::gossip, 0)});
  EXPECT_EQ(node_->index().size(), 0u);
}

TEST_F(NodeTest, PlantedAskingOnALocalHitShowsAsAMessage) {
  options_.fabric.planted_bug = PlantedBug::ask_on_local_hit;
  boot(kA, encode_log_record(key_of("k"), stored("v")));
  EXPECT_THAT(ask(7), Contains("send c ask 1.1 k within ever"));
}

TEST_F(NodeTest, PlantedRecordingOfErrorsShowsAsAnAppend) {
  options_.fabric.lookup.ask_peers = false;
  options_.fabric.planted_bug = PlantedBug::record_errors;
  boot();
  ask(7);
  EXPECT_THAT(say(kHome, Missing{kFirstAsk, key_of("k"), Error::eval("no"), {}}), Contains("append 1"));
}

TEST_F(NodeTest, PlantedAnsweringBeforeTheAppendShowsAsAnAnswerTooEarly) {
  options_.fabric.planted_bug = PlantedBug::answer_before_append;
  boot();
  ask(7);
  EXPECT_THAT(found(kC), Contains("answer 7 = v"));
}

}  // namespace
}  // namespace fleetsim::core
