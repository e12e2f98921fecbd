#include "core/host/command_evaluator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fleetsim::core {
namespace {

using testing::HasSubstr;

Result<EvalReply> run(std::vector<std::string> command, const Expr& expr, Duration timeout = seconds(30)) {
  CommandOptions options;
  options.command = std::move(command);
  options.timeout = timeout;
  options.output_bytes_max = 100'000;
  EvalRequest request;
  request.expr = expr;
  return CommandEvaluator(options).evaluate(request).reply;
}

std::string error_of(const Result<EvalReply>& reply) {
  return reply ? "no error" : reply.error().text();
}

TEST(CommandEvaluatorTest, TheExpressionGoesInAndTheOutputIsTheValue) {
  EXPECT_EQ(run({"cat"}, Expr::string("a\nb"))->value, Expr::string("a\nb"));
  EXPECT_EQ(run({"tr", "a-z", "A-Z"}, Expr::string("work"))->value, Expr::string("WORK"));
  const std::string much(90'000, 'x');
  EXPECT_EQ(run({"cat"}, Expr::string(much))->value, Expr::string(much));
}

TEST(CommandEvaluatorTest, WhatIsNoStringGoesInAsText) {
  const auto reply = run({"cat"}, Expr::list({Expr::string("a"), Expr::boolean(true)}));
  ASSERT_TRUE(reply) << reply.error().text();
  EXPECT_THAT(reply->value.text(), HasSubstr("\"a\""));
}

TEST(CommandEvaluatorTest, EveryWayToFailIsAnErrorThatSaysWhich) {
  const Expr work = Expr::string("work");
  EXPECT_THAT(error_of(run({"/no/such/program"}, work)), HasSubstr("cannot be started"));
  EXPECT_THAT(error_of(run({"sh", "-c", "exit 3"}, work)), HasSubstr("failed with status 3"));
  EXPECT_THAT(error_of(run({"sh", "-c", "kill -9 $$"}, work)), HasSubstr("ended by signal 9"));
  EXPECT_THAT(error_of(run({"sh", "-c", "printf '\\377'"}, work)), HasSubstr("no UTF-8"));
  EXPECT_THAT(error_of(run({"sh", "-c", "yes"}, work)), HasSubstr("said too much"));
}

TEST(CommandEvaluatorTest, WhoTakesTooLongIsEndedWithEverybodyItStarted) {
  const Expr work = Expr::string("work");
  for (const char* script : {"sleep 1000 & sleep 1000", "exec >&-; sleep 1000"}) {
    const auto begin = std::chrono::steady_clock::now();
    const auto reply = run({"sh", "-c", script}, work, milliseconds(100));
    EXPECT_THAT(error_of(reply), HasSubstr("took too long"));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
  }
}

TEST(CommandEvaluatorTest, OneThatDoesNotReadItsInputIsNoHarm) {
  EXPECT_EQ(run({"echo", "-n", "done"}, Expr::string(std::string(1'000'000, 'x')))->value,
            Expr::string("done"));
}

}  // namespace
}  // namespace fleetsim::core
