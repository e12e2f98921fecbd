#include "core/relay/relay_fabric.h"

#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "core/relay/ledgered_relay_fabric.h"
#include "core/store/memory_ledger.h"
#include "tests/support/contents.h"
#include "tests/support/fake_fabrics.h"

namespace fleetsim::core {
namespace {

using tests::basic_request;

EvalRequest requiring(std::vector<CapabilityName> capabilities) {
  EvalRequest request = basic_request("k");
  request.required_capabilities = std::move(capabilities);
  return request;
}

class RelayFabricTest : public testing::Test {
 protected:
  std::shared_ptr<tests::FakeFabric> inner_ = tests::echo_fabric();
  RelayFabric relay_{inner_, {"x"}};
  EvalContext context_;
};

// B-32
TEST_F(RelayFabricTest, AnAllowedRequestReachesTheInnerUnchangedAndItsReplyReturnsUnchanged) {
  EvalRequest request = requiring({"x"});
  request.deadline = milliseconds(5);
  request.consistency = Consistency::remote_only;
  EXPECT_EQ(*relay_.realize(context_, request), text_reply("computed k"));
  EXPECT_EQ(inner_->requests, std::vector{request});
}

// B-33
TEST_F(RelayFabricTest, NothingIsCached) {
  ASSERT_TRUE(relay_.realize(context_, requiring({"x"})));
  ASSERT_TRUE(relay_.realize(context_, requiring({"x"})));
  EXPECT_EQ(inner_->calls(), 2u);
}

// B-34
TEST_F(RelayFabricTest, ACapabilityThatIsNotAllowedIsNamedAndTheInnerIsNotReached) {
  const Result<EvalReply> refused = relay_.realize(context_, requiring({"x", "y"}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), Error::capability_denied("y"));
  EXPECT_EQ(inner_->calls(), 0u);
}

// B-35
TEST_F(RelayFabricTest, ADisconnectedRelayFailsClosed) {
  relay_.disconnect();
  EXPECT_EQ(relay_.status(), RelayStatus::disconnected);
  const Result<EvalReply> refused = relay_.realize(context_, requiring({"x"}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::eval);
  EXPECT_NE(refused.error().first.find("relay disconnected"), std::string::npos);
  EXPECT_EQ(inner_->calls(), 0u);
}

// B-36
TEST_F(RelayFabricTest, AReconnectingRelayFailsToo) {
  relay_.disconnect();
  relay_.begin_reconnect();
  EXPECT_EQ(relay_.status(), RelayStatus::reconnecting);
  EXPECT_FALSE(relay_.realize(context_, requiring({"x"})));
  EXPECT_EQ(inner_->calls(), 0u);
}

// B-37
TEST_F(RelayFabricTest, AReconnectedRelayWorksAgainAndReplaysNothing) {
  relay_.disconnect();
  EXPECT_FALSE(relay_.realize(context_, requiring({"x"})));
  relay_.begin_reconnect();
  EXPECT_FALSE(relay_.realize(context_, requiring({"x"})));
  relay_.reconnect();
  EXPECT_EQ(relay_.status(), RelayStatus::connected);
  EXPECT_TRUE(relay_.realize(context_, requiring({"x"})));
  relay_.disconnect();
  relay_.reconnect();
  EXPECT_TRUE(relay_.realize(context_, requiring({"x"})));
  EXPECT_EQ(inner_->calls(), 2u);
}

// U-7
TEST_F(RelayFabricTest, TheStatusIsCheckedBeforeTheCapabilities) {
  relay_.disconnect();
  EXPECT_EQ(relay_.realize(context_, requiring({"y"})).error().code, ErrorCode::relay_down);
}

// U-7
TEST_F(RelayFabricTest, TheFirstViolationInDeclarationOrderIsTheOneReported) {
  EXPECT_EQ(relay_.realize(context_, requiring({"x", "z", "a"})).error(), Error::capability_denied("z"));
}

TEST_F(RelayFabricTest, AnErrorOfTheInnerReturnsUnchangedAfterOneTry) {
  const auto failing = tests::failing_fabric(Error::host("broken", ErrorCode::unreachable));
  RelayFabric relay(failing, {"x"});
  EXPECT_EQ(relay.realize(context_, requiring({"x"})).error(), Error::host("broken", ErrorCode::unreachable));
  EXPECT_EQ(failing->calls(), 1u);
}

// What is under way when the link goes has an unknown outcome, whatever the inner says of it; it is not tried
// again.
TEST_F(RelayFabricTest, ADropDuringAnAttemptLeavesItsOutcomeUnknown) {
  RelayFabric* dropped = nullptr;
  const auto drops =
      std::make_shared<tests::FakeFabric>([&](EvalContext&, const EvalRequest& request) -> Result<EvalReply> {
        dropped->disconnect();
        return text_reply("computed " + request.expr.text());
      });
  RelayFabric relay(drops, {"x"});
  dropped = &relay;
  const Result<EvalReply> outcome = relay.realize(context_, requiring({"x"}));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::unknown_outcome);
  EXPECT_NE(outcome.error().first.find("unknown outcome"), std::string::npos);
  EXPECT_EQ(drops->calls(), 1u);
}

TEST_F(RelayFabricTest, ADropThatIsMendedDuringAnAttemptIsADropAllTheSame) {
  RelayFabric* dropped = nullptr;
  const auto drops =
      std::make_shared<tests::FakeFabric>([&](EvalContext&, const EvalRequest&) -> Result<EvalReply> {
        dropped->disconnect();
        dropped->reconnect();
        return text_reply("late");
      });
  RelayFabric relay(drops, {"x"});
  dropped = &relay;
  EXPECT_EQ(relay.realize(context_, requiring({"x"})).error().code, ErrorCode::unknown_outcome);
  EXPECT_EQ(relay.status(), RelayStatus::connected);
}

// A retry is safe where the far side keeps replies by content key: the work was done once.
TEST_F(RelayFabricTest, AskingAgainAfterADropDoesTheWorkOnce) {
  RelayFabric* dropped = nullptr;
  const auto far_side = std::make_shared<LedgeredRelayFabric>(
      inner_, std::make_shared<EvalCassette>(std::make_shared<MemoryLedger>()));
  bool drop = true;
  const auto line =
      std::make_shared<tests::FakeFabric>([&](EvalContext& context, const EvalRequest& request) {
        Result<EvalReply> reply = far_side->realize(context, request);
        if (std::exchange(drop, false)) dropped->disconnect();
        return reply;
      });
  RelayFabric relay(line, {"x"});
  dropped = &relay;
  EXPECT_EQ(relay.realize(context_, requiring({"x"})).error().code, ErrorCode::unknown_outcome);
  relay.reconnect();
  EXPECT_EQ(*relay.realize(context_, requiring({"x"})), text_reply("computed k"));
  EXPECT_EQ(inner_->calls(), 1u);
}

TEST_F(RelayFabricTest, EveryChangeOfTheStatusIsAnEpochAndIdleOnesAreCounted) {
  relay_.reconnect();
  EXPECT_EQ(relay_.epoch(), 1u);
  relay_.disconnect();
  relay_.disconnect();
  relay_.begin_reconnect();
  relay_.reconnect();
  EXPECT_EQ(relay_.epoch(), 5u);
  EXPECT_EQ(relay_.idle_changes(), 2u);
  EXPECT_EQ(relay_.status(), RelayStatus::connected);
}

}  // namespace
}  // namespace fleetsim::core
