#include "core/host/command_evaluator.h"

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/contents.h"
#include "tests/support/forms.h"
#include "tests/support/temporary_directory.h"

namespace fleetsim::core {
namespace {

using tests::basic_request;

Result<EvalReply> run(std::vector<std::string> command, const EvalRequest& request = basic_request("k"),
                      Duration time_limit = seconds(20), std::size_t output_bytes_max = 1 << 20) {
  return CommandEvaluator({std::move(command), time_limit, output_bytes_max}).evaluate(request).reply;
}

Result<EvalReply> shell(const std::string& script, const EvalRequest& request = basic_request("k")) {
  return run({"/bin/sh", "-c", script}, request);
}

TEST(CommandEvaluatorTest, TheRequestGoesInAndTheReplyComesOut) {
  const Expr program = tests::call("+", {tests::i64(1), tests::list({Expr::string("x"), Expr::nil()})});
  EXPECT_EQ(run({"cat"}, tests::request_of(program))->value, program);
  EXPECT_EQ(shell("wc -w >/dev/null; echo '[true, \"done\"]'")->value,
            tests::list({Expr::boolean(true), Expr::string("done")}));
}

TEST(CommandEvaluatorTest, TheEnvironmentSaysWhatIsNoPartOfTheExpression) {
  EvalRequest request = basic_request("k");
  request.required_capabilities = {"b", "a"};
  const std::string key = to_hex(ContentKey::from_request(request)->digest());
  EXPECT_EQ(
      shell("echo \"\\\"$FLEETSIM_KEY $FLEETSIM_MODE $FLEETSIM_CONSISTENCY \"$FLEETSIM_CAPABILITIES\\\"",
            request)
          ->value.text(),
      key + " eval local-first b a ");
  request.required_capabilities = {"two\nlines"};
  EXPECT_EQ(shell("echo 1", request).error().code, ErrorCode::malformed);
}

TEST(CommandEvaluatorTest, AnotherStatusIsAnErrorThatHasItAndWhatWasSaid) {
  const Result<EvalReply> failed = shell("echo no GPU here >&2; echo 1; exit 3");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error(),
            Error::eval("the command exited with status 3: no GPU here", ErrorCode::home_failed));
}

TEST(CommandEvaluatorTest, ASignalIsAnErrorThatNamesIt) {
  EXPECT_EQ(shell("kill -SEGV $$").error().first.substr(0, 36), "the command was ended by signal 11: ");
}

TEST(CommandEvaluatorTest, WhatIsSaidIsCutAndIsText) {
  const Result<EvalReply> failed = shell("head -c 100000 /dev/zero | tr '\\0' '\\377' >&2; exit 1");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().first, "the command exited with status 1: " + std::string(1000, '?'));
}

TEST(CommandEvaluatorTest, ACommandThatCannotBeRunIsAnErrorOfTheHost) {
  const Result<EvalReply> failed = run({"/no/such/program"});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::host);
  EXPECT_EQ(failed.error().code, ErrorCode::home_failed);
  EXPECT_NE(failed.error().first.find("/no/such/program"), std::string::npos);
}

TEST(CommandEvaluatorTest, OutputThatIsNoValueIsAnError) {
  for (const char* script : {"true", "echo nonsense", "echo 1 2", "printf '\"\\377\"'"})
    EXPECT_FALSE(shell(script)) << script;
}

TEST(CommandEvaluatorTest, ACommandThatDoesNotEndIsKilledAtItsLimitWithAllThatItStarted) {
  const tests::TemporaryDirectory directory;
  const std::string mark = directory.path() + "/mark";
  const auto begin = std::chrono::steady_clock::now();
  const Result<EvalReply> failed = run({"/bin/sh", "-c", "(sleep 2; touch " + mark + ") & sleep 60"},
                                       basic_request("k"), milliseconds(200));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::limit_exceeded);
  EXPECT_TRUE(failed.error().first.starts_with("cpu-time")) << failed.error().first;
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30));
  std::this_thread::sleep_for(std::chrono::milliseconds(2500));
  EXPECT_FALSE(std::filesystem::exists(mark));
}

TEST(CommandEvaluatorTest, WhatACommandLeavesBehindIsNotWaitedFor) {
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(shell("sleep 60 & echo '\"left\"'")->value.text(), "left");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30));
}

TEST(CommandEvaluatorTest, EndlessOutputIsCutOff) {
  const Result<EvalReply> failed = run({"yes"}, basic_request("k"), seconds(20), 100'000);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::limit_exceeded);
  EXPECT_NE(failed.error().first.find("more than 100000 bytes"), std::string::npos);
}

TEST(CommandEvaluatorTest, ALargeRequestToOneThatDoesNotReadHurtsNobody) {
  const EvalRequest large =
      tests::request_of(tests::list(std::vector<Expr>(16, Expr::string(std::string(250'000, 'x')))));
  EXPECT_EQ(shell("echo 1.5", large)->value, tests::f64("1.5"));
  EXPECT_EQ(run({"cat"}, large, seconds(60), 5 << 20)->value, large.expr);
}

TEST(CommandEvaluatorTest, ManyAtOnceDoNotMixUp) {
  std::vector<std::thread> threads;
  std::vector<std::string> texts(8);
  for (std::size_t i = 0; i < texts.size(); ++i)
    threads.emplace_back(
        [&texts, i] { texts[i] = run({"cat"}, basic_request(std::to_string(i)))->value.text(); });
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(texts[i], std::to_string(i));
}

}  // namespace
}  // namespace fleetsim::core
