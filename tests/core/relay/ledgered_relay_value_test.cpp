#include "core/relay/ledgered_relay_value.h"

#include <gtest/gtest.h>

#include "core/store/memory_ledger.h"
#include "tests/support/contents.h"
#include "tests/support/fake_fabrics.h"

namespace fleetsim::core {
namespace {

// B-41
TEST(LedgeredRelayValueTest, TheValueExposesAnEvalFabricThatCachesFirst) {
  Cx cx;
  const auto inner = tests::echo_fabric();
  const auto cassette = std::make_shared<EvalCassette>(std::make_shared<MemoryLedger>());
  const Result<Value> value = ledgered_relay_fabric_value(cx, inner, cassette);
  ASSERT_TRUE(value);
  const EvalFabricRef fabric = value->eval_fabric();
  ASSERT_NE(fabric, nullptr);
  ASSERT_TRUE(fabric->realize(cx, tests::basic_request("k")));
  ASSERT_TRUE(fabric->realize(cx, tests::basic_request("k")));
  EXPECT_EQ(inner->calls(), 1u);
  EXPECT_EQ(cassette->size(), 1u);
}

TEST(LedgeredRelayValueTest, IsShownByItsNameAndIsNoData) {
  Cx cx;
  const Value value = *ledgered_relay_fabric_value(
      cx, tests::echo_fabric(), std::make_shared<EvalCassette>(std::make_shared<MemoryLedger>()));
  EXPECT_EQ(value.display(), "#<ledgered-relay-fabric>");
  EXPECT_FALSE(value.as_expr());
}

TEST(LedgeredRelayValueTest, WithoutAnInnerOrACassetteThereIsNone) {
  Cx cx;
  EXPECT_FALSE(ledgered_relay_fabric_value(cx, nullptr, std::make_shared<EvalCassette>(nullptr)));
  EXPECT_FALSE(ledgered_relay_fabric_value(cx, tests::echo_fabric(), nullptr));
}

}  // namespace
}  // namespace fleetsim::core
