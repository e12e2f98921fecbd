#include "core/placement/arithmetic_site_evaluator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/value/field.h"
#include "tests/support/placements.h"

namespace fleetsim::core {
namespace {

using testing::HasSubstr;

/// (range 1000): a thousand numbers.
Expr thousand_numbers() {
  return Expr::call(Expr::symbol(Symbol::unqualified("range")),
                    {Expr::number({Symbol::qualified("numbers", "i64"), "1000"})});
}

std::vector<std::string> placed(Duration per_step, const PlacementResourceLimits& limits) {
  Cx cx = tests::placement_context();
  const LocalSite site(std::make_shared<ArithmeticSiteEvaluator>(per_step));
  const auto request = ServerPlacementRequest::render_return(Expr::nil()).with_resource_limits(limits);
  return tests::told(
      cx, *tests::place_at(cx, site, tests::fragment_of(thousand_numbers()), request, PlacementRules{}));
}

TEST(ArithmeticSiteEvaluatorTest, ANodeIsReallyComputed) {
  Cx cx;
  EvalRequest request;
  request.expr = thousand_numbers();
  const SiteEvaluation evaluation = ArithmeticSiteEvaluator(microseconds(1)).evaluate(cx, request, {});
  ASSERT_TRUE(evaluation.reply) << evaluation.reply.error().text();
  EXPECT_EQ(evaluation.reply->value.children().size(), 1'000u);
  EXPECT_GE(evaluation.cpu_time, microseconds(1'000));
}

TEST(ArithmeticSiteEvaluatorTest, APlacementWithinItsLimitsIsAnswered) {
  EXPECT_EQ(placed(microseconds(1), {})[2], "server-placement-result");
}

TEST(ArithmeticSiteEvaluatorTest, ANodeThatTakesTooLongIsRefused) {
  EXPECT_THAT(placed(milliseconds(10), {})[2], HasSubstr("resource cutoff: cpu-time"));
}

TEST(ArithmeticSiteEvaluatorTest, ANodeThatBuildsTooMuchIsRefused) {
  PlacementResourceLimits limits;
  limits.max_memory_bytes = 20'000;
  EXPECT_THAT(placed(microseconds(1), limits)[2], HasSubstr("resource cutoff: memory"));
}

}  // namespace
}  // namespace fleetsim::core
