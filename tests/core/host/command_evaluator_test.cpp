#include "core/host/command_evaluator.h"

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/eval/content_key.h"
#include "tests/support/temporary_directory.h"

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

TEST(CommandEvaluatorTest, WhatItSaidOfItsFailureIsInTheErrorCutAndAsText) {
  const Expr work = Expr::string("work");
  EXPECT_EQ(run({"sh", "-c", "echo no GPU here >&2; echo 1; exit 3"}, work).error(),
            Error::eval("the command failed with status 3: no GPU here"));
  EXPECT_EQ(run({"sh", "-c", "head -c 100000 /dev/zero | tr '\\0' '\\377' >&2; exit 1"}, work).error().first,
            "the command failed with status 1: " + std::string(1000, '?'));
}

TEST(CommandEvaluatorTest, WhatItLeavesRunningIsNotWaitedForAndEnds) {
  const tests::TemporaryDirectory directory;
  const std::string mark = directory.path() + "/mark";
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(run({"sh", "-c", "(sleep 60; touch " + mark + ") & echo left"}, Expr::string("work"))->value,
            Expr::string("left\n"));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30));
  EXPECT_EQ(run({"sh", "-c", "(sleep 1; touch " + mark + ") & echo left"}, Expr::string("work"))->value,
            Expr::string("left\n"));
  std::this_thread::sleep_for(std::chrono::milliseconds(2000));
  EXPECT_FALSE(std::filesystem::exists(mark));
}

TEST(CommandEvaluatorTest, TheEnvironmentSaysWhatIsNoPartOfTheExpression) {
  EvalRequest request;
  request.expr = Expr::string("work");
  request.required_capabilities = {"b", "a"};
  CommandOptions options;
  options.command = {"sh", "-c",
                     "echo $FLEETSIM_KEY $FLEETSIM_MODE $FLEETSIM_CONSISTENCY $FLEETSIM_CAPABILITIES"};
  const CommandEvaluator evaluator(options);
  EXPECT_EQ(evaluator.evaluate(request).reply->value.text(),
            to_hex(ContentKey::from_request(request)->digest()) + " eval local-first b a\n");
  request.required_capabilities = {"two\nlines"};
  EXPECT_EQ(evaluator.evaluate(request).reply.error().code, ErrorCode::malformed);
}

TEST(CommandEvaluatorTest, ManyAtOnceDoNotMixUp) {
  std::vector<std::thread> threads;
  std::vector<std::string> texts(8);
  for (std::size_t i = 0; i < texts.size(); ++i)
    threads.emplace_back(
        [&texts, i] { texts[i] = run({"cat"}, Expr::string(std::to_string(i)))->value.text(); });
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(texts[i], std::to_string(i));
}

}  // namespace
}  // namespace fleetsim::core
