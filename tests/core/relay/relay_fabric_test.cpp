#include "core/relay/relay_fabric.h"

#include <string>

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace fleetsim::core
