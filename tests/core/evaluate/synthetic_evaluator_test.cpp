#include "core/evaluate/synthetic_evaluator.h"

#include <gtest/gtest.h>

#include "tests/support/contents.h"

namespace fleetsim::core {
namespace {

using tests::basic_request;

TEST(SyntheticEvaluatorTest, GivesTheGivenOutcomeOfAKey) {
  SyntheticEvaluator evaluator(10);
  evaluator.with_outcome(tests::key_of("good"), text_reply("given"))
      .with_outcome(tests::key_of("bad"), Error::eval("no"));
  EXPECT_EQ(*evaluator.evaluate(basic_request("good")).reply, text_reply("given"));
  EXPECT_EQ(evaluator.evaluate(basic_request("bad")).reply.error(), Error::eval("no"));
}

TEST(SyntheticEvaluatorTest, OtherKeysYieldATextOfTheSizeThatDependsOnTheKeyAlone) {
  for (const std::uint64_t size : {0u, 1u, 64u, 65u, 1000u}) {
    const SyntheticEvaluator here(size);
    const SyntheticEvaluator there(size);
    const EvalReply reply = *here.evaluate(basic_request("a")).reply;
    EXPECT_EQ(reply.value.text().size(), size);
    EXPECT_EQ(reply, *there.evaluate(basic_request("a")).reply);
  }
  const SyntheticEvaluator evaluator(64);
  EXPECT_NE(*evaluator.evaluate(basic_request("a")).reply, *evaluator.evaluate(basic_request("b")).reply);
  EXPECT_EQ(evaluator.evaluate(basic_request("a")).reply->value.text(), to_hex(tests::key_of("a").digest()));
}

TEST(SyntheticEvaluatorTest, TakesNoStepsOfItsOwn) {
  EXPECT_EQ(SyntheticEvaluator(5).evaluate(basic_request("a")).steps, 0u);
}

}  // namespace
}  // namespace fleetsim::core
