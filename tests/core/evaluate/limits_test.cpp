// The limits of an evaluation, OQ-53 and OQ-54.

#include <string>

#include <gtest/gtest.h>

#include "core/evaluate/arithmetic_evaluator.h"
#include "core/value/expr.h"
#include "tests/support/forms.h"
#include "tests/support/random_expr.h"
#include "tests/support/split_mix.h"

namespace fleetsim::core {
namespace {

using tests::call;
using tests::i64;
using tests::lambda;
using tests::let;
using tests::list;
using tests::request_of;
using tests::sym;

constexpr EvaluateLimits kSmall{.steps_max = 20'000, .memory_bytes_max = 1'000'000};

Evaluation evaluate(const Expr& expr, const EvaluateLimits& limits = kSmall) {
  return ArithmeticEvaluator(limits).evaluate(request_of(expr));
}

void expect_limit(const Evaluation& evaluation, const char* token) {
  ASSERT_FALSE(evaluation.reply);
  EXPECT_EQ(evaluation.reply.error().kind, ErrorKind::eval);
  EXPECT_EQ(evaluation.reply.error().code, ErrorCode::limit_exceeded);
  EXPECT_TRUE(evaluation.reply.error().first.starts_with(token)) << evaluation.reply.error().first;
}

// Doubles a list `times` times over.
Expr doubled(std::int64_t times) {
  return call("reduce", {lambda({"all", "x"}, call("append", {sym("all"), sym("all")})), tests::i64_list({1}),
                         call("range", {i64(times)})});
}

TEST(EvaluateLimitsTest, AnEndlessProgramEndsAtItsStepLimit) {
  const Evaluation evaluation =
      evaluate(tests::endless(), {.steps_max = 20'000, .memory_bytes_max = UINT64_MAX});
  expect_limit(evaluation, "cpu-time");
  EXPECT_EQ(evaluation.steps, 20'000u);
}

TEST(EvaluateLimitsTest, TheLimitIsExact) {
  const Expr sum = call("reduce", {sym("+"), i64(0), call("range", {i64(100)})});
  const std::uint64_t needed = evaluate(sum).steps;
  EXPECT_TRUE(evaluate(sum, {.steps_max = needed, .memory_bytes_max = 1'000'000}).reply);
  expect_limit(evaluate(sum, {.steps_max = needed - 1, .memory_bytes_max = 1'000'000}), "cpu-time");
}

TEST(EvaluateLimitsTest, TheMemoryLimitIsExact) {
  const Expr many = call("range", {i64(100)});
  const std::uint64_t needed = evaluate(many).memory_bytes;
  EXPECT_TRUE(evaluate(many, {.steps_max = 20'000, .memory_bytes_max = needed}).reply);
  expect_limit(evaluate(many, {.steps_max = 20'000, .memory_bytes_max = needed - 1}), "memory");
}

TEST(EvaluateLimitsTest, AHugeCountIsRefusedBeforeAnythingIsBuilt) {
  expect_limit(evaluate(call("range", {i64(INT64_MAX)})), "cpu-time");
  expect_limit(
      evaluate(call("range", {i64(INT64_MAX)}), {.steps_max = UINT64_MAX, .memory_bytes_max = 1'000'000}),
      "memory");
}

TEST(EvaluateLimitsTest, GrowthByDoublingEndsAtTheMemoryLimit) {
  expect_limit(evaluate(doubled(60), {.steps_max = UINT64_MAX, .memory_bytes_max = 1'000'000}), "memory");
}

// x = [x x], sixty times: sixty small lists in memory, 2^60 numbers in a reply.
TEST(EvaluateLimitsTest, SharingDoesNotHideTheSizeOfAResult) {
  const Expr tower = call(
      "reduce", {lambda({"t", "i"}, call("list", {sym("t"), sym("t")})), i64(1), call("range", {i64(60)})});
  expect_limit(evaluate(tower, {.steps_max = 10'000, .memory_bytes_max = 1'000'000}), "cpu-time");
  expect_limit(evaluate(tower, {.steps_max = UINT64_MAX, .memory_bytes_max = 1'000'000}), "memory");
  const Expr equal = let({{"a", tower}, {"b", tower}}, call("=", {sym("a"), sym("b")}));
  expect_limit(evaluate(equal), "cpu-time");
}

TEST(EvaluateLimitsTest, AFrameOnTheStackCountsOnlyWhileItIsThere) {
  // Recursion that returns a hundred times needs no more than one return does.
  const auto nested = [](std::int64_t rounds) {
    return call("reduce", {lambda({"t", "i"}, call("+", {call("+", {i64(1), i64(1)}), i64(1)})), i64(0),
                           call("range", {i64(rounds)})});
  };
  const std::uint64_t ten = evaluate(nested(10)).memory_bytes;
  const std::uint64_t twenty = evaluate(nested(20)).memory_bytes;
  const std::uint64_t thirty = evaluate(nested(30)).memory_bytes;
  EXPECT_EQ(thirty - twenty, twenty - ten);
}

TEST(EvaluateLimitsTest, DeepProgramsUseNoStackOfTheProcessor) {
  Expr deep = i64(0);
  for (std::uint32_t i = 1; i < kDepthMax; ++i)
    deep = Expr::prefix(Symbol::unqualified("-"), std::move(deep));
  EXPECT_EQ(evaluate(deep).reply->value, i64(0));
  const Evaluation deeper = evaluate(Expr::prefix(Symbol::unqualified("-"), std::move(deep)));
  EXPECT_EQ(deeper.reply.error().code, ErrorCode::limit_exceeded);
}

TEST(EvaluateLimitsTest, DeepRecursionOfTheProgramEndsAtTheMemoryLimit) {
  // f(f) = 1 + f(f): every call waits for the next.
  const Expr f = lambda({"f"}, call("+", {i64(1), call("f", {sym("f")})}));
  expect_limit(evaluate(let({{"f", f}}, call("f", {sym("f")})),
                        {.steps_max = UINT64_MAX, .memory_bytes_max = 50'000'000}),
               "memory");
}

TEST(EvaluateLimitsTest, AResultDeeperThanAnythingThatCanBeSentIsRefused) {
  const Expr tower =
      call("reduce", {lambda({"t", "i"}, call("list", {sym("t")})), i64(1), call("range", {i64(100'000)})});
  const Evaluation evaluation = evaluate(tower, {.steps_max = 10'000'000, .memory_bytes_max = 1'000'000'000});
  ASSERT_FALSE(evaluation.reply);
  EXPECT_NE(evaluation.reply.error().first.find("nests deeper than"), std::string::npos);
}

TEST(EvaluateLimitsTest, LongTextsCostMoreToLookAt) {
  const auto steps = [](std::size_t bytes) {
    const Expr text = Expr::string(std::string(bytes, 'x'));
    return evaluate(call("=", {text, Expr::string(std::string(bytes, 'x'))})).steps;
  };
  EXPECT_GT(steps(64'000), steps(64) + 2 * 999);
}

TEST(EvaluateLimitsTest, WhateverTheExpressionItEndsWithinItsLimits) {
  tests::SplitMix random(11);
  for (int i = 0; i < 20'000; ++i) {
    const Expr expr = tests::random_expr(random, 5);
    const Evaluation evaluation = evaluate(expr, {.steps_max = 500, .memory_bytes_max = 20'000});
    EXPECT_LE(evaluation.steps, 500u);
    EXPECT_LE(evaluation.memory_bytes, 20'000u);
  }
}

}  // namespace
}  // namespace fleetsim::core
