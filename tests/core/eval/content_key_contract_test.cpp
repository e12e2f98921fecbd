// The identity of a request as the contract words it.

#include <memory>

#include <gtest/gtest.h>

#include "core/eval/content_key.h"
#include "core/store/eval_cassette.h"
#include "core/store/memory_ledger.h"
#include "tests/support/contents.h"

namespace fleetsim::core {
namespace {

EvalRequest hello(std::vector<CapabilityName> capabilities = {"a", "b"}) {
  EvalRequest request;
  request.expr = Expr::string("hello");
  request.required_capabilities = std::move(capabilities);
  return request;
}

EvalRequest model_request(const char* model, const char* temperature) {
  const auto word = [](const char* text) { return Expr::symbol(Symbol::unqualified(text)); };
  EvalRequest request;
  request.expr =
      Expr::map({{word("model"), Expr::string(model)},
                 {word("temperature"), Expr::number({Symbol::qualified("numbers", "f64"), temperature})}});
  return request;
}

ContentKey key(const EvalRequest& request) {
  return *ContentKey::from_request(request);
}

// B-1
TEST(ContentKeyContractTest, RequestsThatAreEqualInEveryFieldHaveEqualKeys) {
  EXPECT_EQ(key(hello()), key(hello()));
}

// B-2
TEST(ContentKeyContractTest, AnotherExpressionHasAnotherKey) {
  EvalRequest world = hello();
  world.expr = Expr::string("world");
  EXPECT_NE(key(hello()), key(world));
}

// B-3
TEST(ContentKeyContractTest, TheOrderOfCapabilitiesDoesNotCount) {
  EXPECT_EQ(key(hello({"b", "a"})), key(hello({"a", "b"})));
}

// B-4
TEST(ContentKeyContractTest, AnotherModelHasAnotherKey) {
  EXPECT_NE(key(model_request("m-1", "0.5")), key(model_request("m-2", "0.5")));
}

// B-5
TEST(ContentKeyContractTest, AnotherTextOfANumberHasAnotherKey) {
  EXPECT_NE(key(model_request("m-1", "0.5")), key(model_request("m-1", "0.50")));
}

// B-6
TEST(ContentKeyContractTest, AModelRequestBuiltTwiceHasOneKey) {
  EXPECT_EQ(key(model_request("m-1", "0.5")), key(model_request("m-1", "0.5")));
}

// B-7
TEST(ContentKeyContractTest, TwoNodesThatKeyAndRecordAlikeAnswerAlike) {
  EvalCassette one(std::make_shared<MemoryLedger>());
  EvalCassette two(std::make_shared<MemoryLedger>());
  ASSERT_TRUE(one.record(key(hello()), text_reply("v")));
  ASSERT_TRUE(two.record(key(hello()), text_reply("v")));
  EXPECT_EQ(one.get(key(hello())), two.get(key(hello())));
  EXPECT_EQ(one.get_stored(key(hello()))->digest(), two.get_stored(key(hello()))->digest());
}

// B-8
TEST(ContentKeyContractTest, ADeadlineIsNoPartOfTheKey) {
  EvalCassette cassette(std::make_shared<MemoryLedger>());
  ASSERT_TRUE(cassette.record(key(hello()), text_reply("v")));
  EvalRequest hurried = hello();
  hurried.deadline = milliseconds(500);
  EXPECT_EQ(cassette.get(key(hurried)), text_reply("v"));
}

// U-1
TEST(ContentKeyContractTest, RepeatedCapabilitiesAndEveryFlagCountAndTheResultShapeDoesNot) {
  const ContentKey plain = key(hello());
  EXPECT_NE(key(hello({"a", "a", "b"})), plain);
  const auto changed = [](auto change) {
    EvalRequest request = hello();
    change(request);
    return key(request);
  };
  EXPECT_NE(changed([](EvalRequest& r) { r.consistency = Consistency::remote_only; }), plain);
  EXPECT_NE(changed([](EvalRequest& r) { r.mode = EvalMode::logic; }), plain);
  EXPECT_NE(changed([](EvalRequest& r) { r.answer_limit = 1; }), plain);
  EXPECT_NE(changed([](EvalRequest& r) { r.stream_buffer = 1; }), plain);
  EXPECT_NE(changed([](EvalRequest& r) { r.stream = true; }), plain);
  EXPECT_NE(changed([](EvalRequest& r) { r.trace = true; }), plain);
  EXPECT_EQ(changed([](EvalRequest& r) { r.result_shape = Expr::string("shape"); }), plain);
}

// OQ-18: kept in version 1, whose keys must stay what they are; names with a slash are refused where they
// come in.
TEST(ContentKeyContractTest, NamesThatRenderAlikeCollideInsideNumbersAndCheckedNamesCannot) {
  const auto number = [](Symbol domain) {
    EvalRequest request;
    request.expr = Expr::number({std::move(domain), "1"});
    return key(request);
  };
  EXPECT_EQ(number(Symbol::unqualified("a/b")), number(Symbol::qualified("a", "b")));
  EXPECT_FALSE(Symbol::checked("a/b"));
}

}  // namespace
}  // namespace fleetsim::core
