#include "core/relay/ledgered_relay_fabric.h"

#include <memory>

#include <gtest/gtest.h>

#include "core/relay/relay_fabric.h"
#include "core/store/memory_ledger.h"
#include "tests/support/contents.h"
#include "tests/support/counting_ledger.h"
#include "tests/support/fake_fabrics.h"

namespace fleetsim::core {
namespace {

using tests::basic_request;

class LedgeredRelayFabricTest : public testing::Test {
 protected:
  std::shared_ptr<EvalCassette> cassette_ = std::make_shared<EvalCassette>(std::make_shared<MemoryLedger>());
  EvalContext context_;
};

// B-38
TEST_F(LedgeredRelayFabricTest, AMissReachesTheInnerOnceAndAHitNotAtAll) {
  const auto inner = tests::echo_fabric();
  LedgeredRelayFabric relay(inner, cassette_);
  const Result<EvalReply> first = relay.realize(context_, basic_request("k"));
  const Result<EvalReply> second = relay.realize(context_, basic_request("k"));
  EXPECT_EQ(inner->calls(), 1u);
  EXPECT_EQ(*first, *second);
}

// B-39
TEST_F(LedgeredRelayFabricTest, OtherExpressionsReachTheInnerOnceEach) {
  const auto inner = tests::echo_fabric();
  LedgeredRelayFabric relay(inner, cassette_);
  for (const char* text : {"k", "l", "k", "l"}) ASSERT_TRUE(relay.realize(context_, basic_request(text)));
  EXPECT_EQ(inner->calls(), 2u);
  EXPECT_EQ(cassette_->size(), 2u);
}

// B-40
TEST_F(LedgeredRelayFabricTest, ADeniedCapabilityIsNotRecorded) {
  LedgeredRelayFabric relay(tests::guarded_fabric(), cassette_);
  EXPECT_EQ(relay.realize(context_, basic_request("k")).error(), Error::capability_denied("fabric.test"));
  EXPECT_EQ(cassette_->size(), 0u);
}

// B-41
TEST_F(LedgeredRelayFabricTest, IsAnEvalFabricLikeAnyOther) {
  const EvalFabricRef fabric = std::make_shared<LedgeredRelayFabric>(tests::echo_fabric(), cassette_);
  LedgeredRelayFabric outer(fabric, std::make_shared<EvalCassette>(std::make_shared<MemoryLedger>()));
  EXPECT_EQ(*outer.realize(context_, basic_request("k")), text_reply("computed k"));
  EXPECT_EQ(cassette_->size(), 1u);
}

// B-42
TEST_F(LedgeredRelayFabricTest, ARefusalOfTheRelayBehindItPassesThroughAndIsNotRecorded) {
  const auto inner = tests::echo_fabric();
  LedgeredRelayFabric relay(std::make_shared<RelayFabric>(inner, CapabilitySet{"network"}), cassette_);
  EvalRequest request = basic_request("k");
  request.required_capabilities = {"fabric.denied"};
  EXPECT_EQ(relay.realize(context_, request).error(), Error::capability_denied("fabric.denied"));
  EXPECT_EQ(inner->calls(), 0u);
  EXPECT_EQ(cassette_->size(), 0u);
}

// B-83 without the processes: what was asked once is answered over a cut link.
TEST_F(LedgeredRelayFabricTest, WhatWasAskedOnceIsAnsweredWhileTheRelayIsDown) {
  const auto relay = std::make_shared<RelayFabric>(tests::echo_fabric(), CapabilitySet{"fabric.test"});
  LedgeredRelayFabric ledgered(relay, cassette_);
  const Result<EvalReply> before = ledgered.realize(context_, basic_request("k"));
  relay->disconnect();
  EXPECT_EQ(*ledgered.realize(context_, basic_request("k")), *before);
  EXPECT_EQ(ledgered.realize(context_, basic_request("l")).error().code, ErrorCode::relay_down);
}

// U-3
TEST_F(LedgeredRelayFabricTest, ASuccessThatCannotBeRecordedIsAnError) {
  const auto ledger = std::make_shared<tests::CountingLedger>();
  ledger->fail_appends = true;
  LedgeredRelayFabric relay(tests::echo_fabric(), std::make_shared<EvalCassette>(ledger));
  EXPECT_EQ(relay.realize(context_, basic_request("k")).error().code, ErrorCode::storage_failed);
}

}  // namespace
}  // namespace fleetsim::core
