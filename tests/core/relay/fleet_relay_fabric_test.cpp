#include "core/relay/fleet_relay_fabric.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/contents.h"
#include "tests/support/fake_fabrics.h"

namespace fleetsim::core {
namespace {

using tests::basic_request;
using tests::name;

Route everything(std::vector<Symbol> hops) {
  Route route;
  route.next_hops = std::move(hops);
  return route;
}

Route for_capability(const char* capability, std::vector<Symbol> hops) {
  Route route = everything(std::move(hops));
  route.capability = capability;
  return route;
}

using Relay = std::shared_ptr<FleetRelayFabric>;

Relay relay(const char* self, std::vector<Route> routes, EvalFabricRef local = nullptr,
            std::uint32_t hop_limit = kHopLimitDefault) {
  return std::make_shared<FleetRelayFabric>(name(self), RouteTable(std::move(routes)), std::move(local),
                                            hop_limit);
}

void link(const Relay& from, const Relay& to) {
  from->connect(to->self(), to);
}

void expect_no_route(const Result<EvalReply>& outcome, const char* why) {
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::eval);
  EXPECT_EQ(outcome.error().code, ErrorCode::no_route);
  EXPECT_NE(outcome.error().first.find("no route"), std::string::npos);
  EXPECT_NE(outcome.error().first.find(why), std::string::npos) << outcome.error().first;
}

class FleetRelayFabricTest : public testing::Test {
 protected:
  std::shared_ptr<tests::FakeFabric> answers_ = tests::echo_fabric();
  EvalContext context_;
};

TEST_F(FleetRelayFabricTest, ARequestFollowsTheRoutesToWhereTheyEnd) {
  const Relay a = relay("a", {everything({name("b")})});
  const Relay b = relay("b", {everything({name("c")})});
  const Relay c = relay("c", {everything({name("c")})}, answers_);
  link(a, b);
  link(b, c);
  EXPECT_EQ(*a->realize(context_, basic_request("k")), text_reply("computed k"));
  EXPECT_EQ(answers_->requests, std::vector{basic_request("k")});
}

TEST_F(FleetRelayFabricTest, TheFirstRouteThatTakesARequestDecides) {
  const auto other = tests::echo_fabric("other ");
  const Relay a =
      relay("a", {for_capability("gpu", {name("b")}), everything({name("c")}), everything({name("b")})});
  const Relay b = relay("b", {everything({name("b")})}, other);
  const Relay c = relay("c", {everything({name("c")})}, answers_);
  link(a, b);
  link(a, c);
  EvalRequest gpu = basic_request("k");
  gpu.required_capabilities = {"x", "gpu"};
  EXPECT_EQ(*a->realize(context_, gpu), text_reply("other k"));
  EXPECT_EQ(*a->realize(context_, basic_request("k")), text_reply("computed k"));
}

TEST_F(FleetRelayFabricTest, RoutesDivideTheKeys) {
  const auto low = tests::echo_fabric("low ");
  Route lower = everything({name("b")});
  lower.keys = *key_range("", "7");
  const Relay a = relay("a", {lower, everything({name("a")})}, answers_);
  const Relay b = relay("b", {everything({name("b")})}, low);
  link(a, b);
  for (int i = 0; i < 50; ++i) {
    const std::string text = std::to_string(i);
    const bool is_low = tests::key_of(text).digest()[0] < 0x80;
    EXPECT_EQ(*a->realize(context_, basic_request(text)), text_reply((is_low ? "low " : "computed ") + text));
  }
  EXPECT_GT(low->calls(), 10u);
  EXPECT_GT(answers_->calls(), 10u);
}

TEST_F(FleetRelayFabricTest, WhatNoRouteTakesIsRefusedAndReachesNobody) {
  const Relay a = relay("a", {for_capability("gpu", {name("a")})}, answers_);
  expect_no_route(a->realize(context_, basic_request("k")), "for this request");
  expect_no_route(relay("a", {everything({})}, answers_)->realize(context_, basic_request("k")),
                  "without hops");
  EXPECT_EQ(answers_->calls(), 0u);
}

TEST_F(FleetRelayFabricTest, ARouteThatEndsWhereNothingAnswersIsRefused) {
  expect_no_route(relay("a", {everything({name("a")})})->realize(context_, basic_request("k")),
                  "answers nothing");
}

TEST_F(FleetRelayFabricTest, ACircleIsRefusedAtTheMemberThatWouldCloseIt) {
  const Relay a = relay("a", {everything({name("b")})}, answers_);
  const Relay b = relay("b", {everything({name("c")})}, answers_);
  const Relay c = relay("c", {everything({name("a"), name("c")})}, answers_);
  link(a, b);
  link(b, c);
  link(c, a);
  expect_no_route(a->realize(context_, basic_request("k")), "a loop from c back to a");
  EXPECT_EQ(answers_->calls(), 0u);
}

TEST_F(FleetRelayFabricTest, TheHopLimitIsExact) {
  std::vector<Relay> line;
  for (int i = 0; i <= 5; ++i) {
    const std::string self = "n" + std::to_string(i);
    const std::string next = "n" + std::to_string(i == 5 ? i : i + 1);
    line.push_back(relay(self.c_str(), {everything({name(next)})}, answers_, i == 0 ? 5 : 1));
  }
  for (std::size_t i = 0; i + 1 < line.size(); ++i) link(line[i], line[i + 1]);
  EXPECT_TRUE(line[0]->realize(context_, basic_request("k")));
  // The limit of whoever is asked first counts, and it is spent at n2.
  expect_no_route(line[1]->realize(context_, basic_request("k")), "the hop limit of 1 is reached at n2");
  EXPECT_EQ(answers_->calls(), 1u);
}

TEST_F(FleetRelayFabricTest, AHopThatCannotBeReachedIsPassedOver) {
  const Relay a = relay("a", {everything({name("b"), name("c")})});
  const Relay b = relay("b", {everything({name("b")})}, tests::echo_fabric("b "));
  const Relay c = relay("c", {everything({name("c")})}, answers_);
  link(a, b);
  link(a, c);
  EXPECT_EQ(*a->realize(context_, basic_request("k")), text_reply("b k"));
  a->cut(name("b"));
  EXPECT_EQ(*a->realize(context_, basic_request("k")), text_reply("computed k"));
  a->restore(name("b"));
  EXPECT_EQ(*a->realize(context_, basic_request("k")), text_reply("b k"));
}

TEST_F(FleetRelayFabricTest, AMemberBehindADeadEndIsPassedOverToo) {
  const Relay a = relay("a", {everything({name("b"), name("c")})});
  const Relay b = relay("b", {everything({name("gone")})});
  const Relay c = relay("c", {everything({name("c")})}, answers_);
  link(a, b);
  link(a, c);
  EXPECT_EQ(*a->realize(context_, basic_request("k")), text_reply("computed k"));
}

TEST_F(FleetRelayFabricTest, NobodyReachableIsUnreachable) {
  const Relay a = relay("a", {everything({name("b"), name("c")})}, answers_);
  {
    const Relay b = relay("b", {everything({name("b")})}, answers_);
    link(a, b);
  }
  const Result<EvalReply> outcome = a->realize(context_, basic_request("k"));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::unreachable);
  EXPECT_EQ(answers_->calls(), 0u);
}

// Whatever may have been done, or was refused for a reason, is not tried elsewhere.
TEST_F(FleetRelayFabricTest, AnyOtherOutcomeIsTheAnswer) {
  for (const Error& error : {Error::capability_denied("x"), Error::eval("no"),
                             Error::eval("link lost", ErrorCode::unknown_outcome)}) {
    const auto failing = tests::failing_fabric(error);
    const Relay a = relay("a", {everything({name("b"), name("c")})});
    const Relay b = relay("b", {everything({name("b")})}, failing);
    const Relay c = relay("c", {everything({name("c")})}, answers_);
    link(a, b);
    link(a, c);
    EXPECT_EQ(a->realize(context_, basic_request("k")).error(), error);
    EXPECT_EQ(failing->calls(), 1u);
  }
  EXPECT_EQ(answers_->calls(), 0u);
}

TEST(RouteTableTest, AKeyRangeIsMadeOfHexadecimalBeginnings) {
  const KeyRange range = *key_range("1a", "2");
  EXPECT_EQ(to_hex(range.first), "1a" + std::string(62, '0'));
  EXPECT_EQ(to_hex(range.last), "2" + std::string(63, 'f'));
  EXPECT_TRUE(key_range("", "")->contains(tests::key_of("any")));
  EXPECT_TRUE(key_range("ab", "ab"));
  for (const auto& [first, last] : {std::pair("2", "1"), std::pair("1A", "2"), std::pair("0x1", "2")})
    EXPECT_FALSE(key_range(first, last)) << first;
  EXPECT_FALSE(key_range(std::string(65, '0'), ""));
}

}  // namespace
}  // namespace fleetsim::core
