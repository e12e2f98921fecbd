#include "core/store/eval_cassette.h"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "core/relay/ledgered_relay_fabric.h"
#include "core/store/content_serve_fabric.h"
#include "core/store/memory_ledger.h"
#include "tests/support/contents.h"
#include "tests/support/counting_ledger.h"
#include "tests/support/fake_fabrics.h"
#include "tests/support/random_expr.h"

namespace fleetsim::core {
namespace {

using tests::basic_request;
using tests::CountingLedger;
using tests::key_of;
using tests::stored;

// B-9
TEST(EvalCassetteTest, WhatWasRecordedIsReturnedWithAnEqualValue) {
  EvalCassette cassette(std::make_shared<MemoryLedger>());
  EXPECT_TRUE(cassette.empty());
  ASSERT_TRUE(cassette.record(key_of("a"), tests::rich_reply("value")));
  EXPECT_EQ(cassette.get(key_of("a")), tests::rich_reply("value"));
  EXPECT_EQ(cassette.size(), 1u);
}

// B-10
TEST(EvalCassetteTest, ASecondRecordOfAKeySucceedsWritesNothingAndChangesNothing) {
  const auto ledger = std::make_shared<CountingLedger>();
  EvalCassette cassette(ledger);
  ASSERT_TRUE(cassette.record(key_of("a"), text_reply("first")));
  EXPECT_TRUE(cassette.record(key_of("a"), text_reply("second")));
  EXPECT_EQ(ledger->appends, 1);
  EXPECT_EQ(cassette.get(key_of("a")), text_reply("first"));
  EXPECT_EQ(cassette.size(), 1u);
}

// B-11
TEST(EvalCassetteTest, ACassetteFromALedgerHoldsWhatTheLedgerHolds) {
  const auto ledger = std::make_shared<CountingLedger>();
  ledger->entries = {{key_of("a"), stored("1")}, {key_of("b"), stored("2")}};
  const auto cassette = EvalCassette::from_ledger(ledger);
  ASSERT_TRUE(cassette);
  EXPECT_EQ((*cassette)->size(), 2u);
  EXPECT_EQ((*cassette)->get(key_of("a")), text_reply("1"));
  EXPECT_EQ((*cassette)->get(key_of("b")), text_reply("2"));
  EXPECT_EQ(ledger->appends, 0) << "a replay writes nothing";
}

// B-12
TEST(EvalCassetteTest, AnUnrecordedKeyReadsAsNothing) {
  const auto cassette = EvalCassette::from_ledger(std::make_shared<MemoryLedger>());
  ASSERT_TRUE(cassette);
  EXPECT_EQ((*cassette)->get(key_of("a")), std::nullopt);
  EXPECT_TRUE((*cassette)->empty());
}

// U-4
TEST(EvalCassetteTest, ByTheOriginalsRuleTheLastOfTwoEntriesWinsOnReplay) {
  const auto ledger = std::make_shared<CountingLedger>();
  ledger->entries = {{key_of("a"), stored("first")}, {key_of("a"), stored("second")}};
  const auto cassette = EvalCassette::from_ledger(ledger, ReplayRule::last_wins);
  ASSERT_TRUE(cassette);
  EXPECT_EQ((*cassette)->size(), 1u);
  EXPECT_EQ((*cassette)->get(key_of("a")), text_reply("second"));
}

// By default the first wins on replay as it does live, so that a restart changes no answer.
TEST(EvalCassetteTest, OfTwoEntriesForOneKeyTheFirstWinsOnReplayToo) {
  const auto ledger = std::make_shared<CountingLedger>();
  ledger->entries = {{key_of("a"), stored("first")}, {key_of("a"), stored("second")}};
  const auto cassette = EvalCassette::from_ledger(ledger);
  ASSERT_TRUE(cassette);
  EXPECT_EQ((*cassette)->size(), 1u);
  EXPECT_EQ((*cassette)->get(key_of("a")), text_reply("first"));
}

TEST(EvalCassetteTest, AConstructedCassetteDoesNotReplay) {
  const auto ledger = std::make_shared<CountingLedger>();
  ledger->entries = {{key_of("a"), stored("1")}};
  EXPECT_TRUE(EvalCassette(ledger).empty());
}

TEST(EvalCassetteTest, ARefusedAppendIsReturnedAndHoldsNothing) {
  const auto ledger = std::make_shared<CountingLedger>();
  EvalCassette cassette(ledger);
  ledger->fail_appends = true;
  const Result<void> refused = cassette.record(key_of("a"), text_reply("1"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::storage_failed);
  EXPECT_EQ(cassette.get(key_of("a")), std::nullopt);
  ledger->fail_appends = false;
  EXPECT_TRUE(cassette.record(key_of("a"), text_reply("2")));
  EXPECT_EQ(cassette.get(key_of("a")), text_reply("2"));
}

TEST(EvalCassetteTest, AFailedReplayIsReturned) {
  const auto ledger = std::make_shared<CountingLedger>();
  ledger->fail_replay = true;
  const auto cassette = EvalCassette::from_ledger(ledger);
  ASSERT_FALSE(cassette);
  EXPECT_EQ(cassette.error().code, ErrorCode::storage_failed);
}

TEST(EvalCassetteTest, ManyThreadsRecordingOneKeyAgreeOnOneReply) {
  const auto ledger = std::make_shared<CountingLedger>();
  EvalCassette cassette(ledger);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&, i] {
      for (int k = 0; k < 50; ++k) {
        const std::string key = std::to_string(k);
        EXPECT_TRUE(cassette.record(key_of(key), text_reply(std::to_string(i))));
        EXPECT_TRUE(cassette.get(key_of(key)));
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(ledger->appends, 50);
  for (const auto& [key, reply] : ledger->entries) EXPECT_EQ(cassette.get(key), reply.decode());
}

// B-13, B-14
TEST(EvalCassetteTest, AfterALossOfProcessTheLedgerAnswersAndADeadInnerIsAskedOnlyForTheUnknown) {
  const auto ledger = std::make_shared<MemoryLedger>();
  EvalContext context;
  {
    LedgeredRelayFabric before(tests::echo_fabric(), std::make_shared<EvalCassette>(ledger));
    ASSERT_TRUE(before.realize(context, basic_request("a")));
    ASSERT_TRUE(before.realize(context, basic_request("b")));
  }
  const auto dead = tests::failing_fabric(Error::eval("the node is gone"));
  LedgeredRelayFabric after(dead, *EvalCassette::from_ledger(ledger));
  EXPECT_EQ(*after.realize(context, basic_request("a")), text_reply("computed a"));
  EXPECT_EQ(*after.realize(context, basic_request("b")), text_reply("computed b"));
  EXPECT_EQ(dead->calls(), 0u);

  const Result<EvalReply> unknown = after.realize(context, basic_request("c"));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error(), Error::eval("the node is gone"));
  EXPECT_EQ(dead->calls(), 1u);
}

// B-15
TEST(ContentServeFabricTest, AHeldReplyIsServedWithItsValueDiagnosticsAndTrace) {
  const auto cassette = std::make_shared<EvalCassette>(std::make_shared<MemoryLedger>());
  ASSERT_TRUE(cassette->record(key_of("a"), tests::rich_reply("value")));
  ContentServeFabric serve(cassette);
  EvalContext context;  // serving asks for no capability
  const Result<EvalReply> reply = serve.realize(context, basic_request("a"));
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->value, Expr::string("value"));
  EXPECT_EQ(reply->diagnostics, tests::rich_reply("").diagnostics);
  EXPECT_EQ(reply->trace, tests::rich_reply("").trace);
}

// B-16
TEST(ContentServeFabricTest, ContentThatIsNotHeldIsAnErrorAndNothingIsRecorded) {
  const auto cassette = std::make_shared<EvalCassette>(std::make_shared<MemoryLedger>());
  ContentServeFabric serve(cassette);
  EvalContext context;
  const Result<EvalReply> reply = serve.realize(context, basic_request("a"));
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, ErrorKind::eval);
  EXPECT_EQ(reply.error().code, ErrorCode::not_held);
  EXPECT_TRUE(cassette->empty());
}

// B-8
TEST(ContentServeFabricTest, TheDeadlineDoesNotMatter) {
  const auto cassette = std::make_shared<EvalCassette>(std::make_shared<MemoryLedger>());
  ASSERT_TRUE(cassette->record(key_of("a"), text_reply("value")));
  EvalRequest hurried = basic_request("a");
  hurried.deadline = milliseconds(500);
  EvalContext context;
  EXPECT_TRUE(ContentServeFabric(cassette).realize(context, hurried));
}

TEST(StoredReplyTest, EqualRepliesHaveOneDigestAndOtherRepliesAnother) {
  EXPECT_EQ(stored("a"), stored("a"));
  EXPECT_EQ(stored("a").digest(), stored("a").digest());
  EXPECT_NE(stored("a"), stored("b"));
}

TEST(StoredReplyTest, BytesThatDoNotDecodeAreRefused) {
  Bytes bytes = *stored("a").bytes();
  bytes.push_back(0);
  EXPECT_FALSE(StoredReply::from_bytes(share(bytes)));
  EXPECT_FALSE(StoredReply::from_bytes(share({})));
}

struct Unkeepable {
  const char* name;
  Expr value;
};

class UnkeepableReplyTest : public testing::TestWithParam<Unkeepable> {};

// Whatever is kept must be readable again, here and by peers. What no decoder would take is refused when it
// is to be kept, not when it is read.
TEST_P(UnkeepableReplyTest, IsRefusedWithoutBeingRecorded) {
  EvalReply reply;
  reply.value = GetParam().value;
  const auto ledger = std::make_shared<CountingLedger>();
  EvalCassette cassette(ledger);
  EXPECT_FALSE(cassette.record(key_of("a"), reply));
  EXPECT_EQ(ledger->appends, 0);
  EXPECT_EQ(cassette.get(key_of("a")), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(Values, UnkeepableReplyTest,
                         testing::Values(Unkeepable{"too_deep_to_encode", tests::tower(kDepthMax + 1)},
                                         Unkeepable{"too_deep_to_decode", tests::tower(600)},
                                         Unkeepable{"not_utf8", Expr::string("\xFF")},
                                         Unkeepable{"string_too_long",
                                                    Expr::string(std::string(262'145, 'x'))},
                                         Unkeepable{"blob_too_long", Expr::bytes(Bytes(8'388'609))}),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace fleetsim::core
