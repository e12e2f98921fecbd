#include "core/evaluate/compute_fabric.h"

#include <gtest/gtest.h>

#include "core/evaluate/arithmetic_evaluator.h"
#include "core/lookup/content_addressed_fabric.h"
#include "core/store/memory_ledger.h"
#include "tests/support/forms.h"

namespace fleetsim::core {
namespace {

using tests::call;
using tests::i64;

EvalFabricRef arithmetic_home() {
  return std::make_shared<ComputeFabric>(std::make_shared<ArithmeticEvaluator>(EvaluateLimits()));
}

TEST(ComputeFabricTest, EvaluatesWhatTheContextMayAsk) {
  EvalRequest request = tests::request_of(call("+", {i64(1), i64(2)}));
  request.required_capabilities = {"math"};
  EvalContext context;
  EXPECT_EQ(arithmetic_home()->realize(context, request).error(), Error::capability_denied("math"));
  context.grant("math");
  EXPECT_EQ(arithmetic_home()->realize(context, request)->value, i64(3));
}

// The synchronous lookup with a home that really computes: once, then from the cassette; errors leave nothing
// behind.
TEST(ComputeFabricTest, IsAHomeOfTheSynchronousLookup) {
  const auto cassette = std::make_shared<EvalCassette>(std::make_shared<MemoryLedger>());
  ContentAddressedFabric fabric(Symbol::unqualified("a"), cassette, {});
  fabric.with_home(arithmetic_home());
  EvalContext context;
  EXPECT_EQ(fabric.realize(context, tests::request_of(call("*", {i64(6), i64(7)})))->value, i64(42));
  EXPECT_EQ(fabric.realize(context, tests::request_of(tests::endless())).error().code,
            ErrorCode::limit_exceeded);
  EXPECT_EQ(cassette->size(), 1u);
}

}  // namespace
}  // namespace fleetsim::core
