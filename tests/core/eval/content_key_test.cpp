#include "core/eval/content_key.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/base/sha256.h"
#include "core/eval/eval_request.h"
#include "core/value/canonical_key.h"
#include "tests/support/random_expr.h"

namespace fleetsim::core {
namespace {

using tests::SplitMix;

Symbol name(const char* text) {
  return Symbol::unqualified(text);
}

Expr word(const char* text) {
  return Expr::symbol(name(text));
}

EvalRequest request_for(Expr expr, std::vector<CapabilityName> capabilities = {}) {
  EvalRequest request;
  request.expr = std::move(expr);
  request.required_capabilities = std::move(capabilities);
  return request;
}

EvalRequest shared_request(Consistency consistency) {
  EvalRequest request = request_for(Expr::string("shared"), {"network"});
  request.consistency = consistency;
  return request;
}

EvalRequest with_everything_set() {
  EvalRequest request;
  request.mode = EvalMode::logic;
  request.answer_limit = 3;
  request.stream_buffer = 8;
  request.stream = true;
  request.trace = true;
  return request;
}

Expr model_request(const char* model, const char* temperature) {
  return Expr::map({{word("model-request"), Expr::boolean(true)},
                    {word("task"), Expr::string("summarize x")},
                    {word("messages"), Expr::list({})},
                    {word("model"), Expr::string(model)},
                    {word("temperature"), Expr::number({Symbol::qualified("numbers", "f64"), temperature})}});
}

struct KeyCase {
  const char* name;
  EvalRequest request;
  const char* digest;
  const char* effect_ledger_id;
};

class ContentKeyTest : public testing::TestWithParam<KeyCase> {};

TEST_P(ContentKeyTest, IsTheOneOfTheContract) {
  const ContentKey key = *ContentKey::from_request(GetParam().request);
  EXPECT_EQ(to_hex(key.digest()), GetParam().digest);
  EXPECT_EQ(to_hex(key.effect_ledger_id().digest), GetParam().effect_ledger_id);
}

INSTANTIATE_TEST_SUITE_P(
    Contract, ContentKeyTest,
    testing::Values(KeyCase{"two_capabilities", request_for(Expr::string("hello"), {"a", "b"}),
                            "2617f4de376145da18e1acdfa03004ed59c2c9855b9bd0f49f28afd67c72bc4d",
                            "241ae69f53b9b81e5c076bc9073b51d15799f5e6af673a8fb4a708d4641b8c38"},
                    KeyCase{"two_capabilities_in_other_order", request_for(Expr::string("hello"), {"b", "a"}),
                            "2617f4de376145da18e1acdfa03004ed59c2c9855b9bd0f49f28afd67c72bc4d",
                            "241ae69f53b9b81e5c076bc9073b51d15799f5e6af673a8fb4a708d4641b8c38"},
                    KeyCase{"one_capability", request_for(Expr::string("hello"), {"a"}),
                            "99ba8f181caf3dbb8503ea4fbeba7e0802d5ce6423dc41432ea503c82d5da0fb",
                            "f1ccf1f114ed8ea405e5f9e19e5d8697b7d9125547b3f8ec2cbc9a40a4036185"},
                    KeyCase{"one_capability_twice", request_for(Expr::string("hello"), {"a", "a"}),
                            "7b7cd0ed009d86035d49494ef6a968c39e2a8ec941bd171fe1ad8e5f5256ae6a",
                            "39413b2a76a76c29215a323696a83678d86e935d456f42c09896ad99e9be584b"},
                    KeyCase{"string", request_for(Expr::string("hello")),
                            "edb8c9fab202b9e973785d68d751353310916e37fe0b079bec96929d03d92055",
                            "8862aebe25a5716ebab70c4bfbe3b6da751039ddd38949c0c7c3e8adb3bdd92c"},
                    KeyCase{"remote_only", shared_request(Consistency::remote_only),
                            "1d1c794b87e1b475ebf457ceecc8f058997af0163d4567f62de45de638347254",
                            "23f1994a091651bf060b17415ad2d7b5f03b3763f76158838eececbabd5809d4"},
                    KeyCase{"local_first", shared_request(Consistency::local_first),
                            "50ef4c169d403d6e76119b09a464daba7350e6afe2f44dd344c32468e46c1528",
                            "a4a9724d4b4cad08f32a085a2919eb6d9817ddffcc01856a0acecf1015fb7dd4"},
                    KeyCase{"nil", request_for(Expr::nil()),
                            "1cad8a00838f1835ab89ce076905c3a3b1368998c9f6a566f5c033292b99517c",
                            "5702dfafc85e519aeb5e710df0f25cc7d060ba2093f2eb3844fa00ab3f05a14d"},
                    KeyCase{"everything_set", with_everything_set(),
                            "05cd6795c4cdb9f58b080ca6dfc3b9b0f0a7505f4953a751bb96d13764ec546c",
                            "218c704094da0bb4748418c27fe03fcf27a989f8f2dde31613969948a7ef882d"},
                    KeyCase{"model_request", request_for(model_request("local/qwen3.5:4b", "0.1")),
                            "4a35841039dc5ba8dc17bceaad2b52c84d41fbdd11f81938b52bf6f3b7173487",
                            "5d22aeba2188c7dfa39d8521db8a0991b0f41d842a6b75f7abef1de0dcc8d732"},
                    KeyCase{"other_model", request_for(model_request("local/qwen3.6:35b", "0.1")),
                            "b6387b42592a211ddb47e642c1f4f21fb8127419bc9279606f77b42004d3baed",
                            "ecdeed7d3679301516269930ab44e61a28882e57faaf3e079efd42676a02811a"},
                    KeyCase{"other_temperature", request_for(model_request("local/qwen3.5:4b", "0.9")),
                            "7c8a6dd1a32e72fd44bce8af5619276d4988317f88c4122e9fa56fe3fe44b7a2",
                            "f04c06f30a6806b9c320353bd209b137693bb182cd5454f0f20012bef9c484b2"},
                    KeyCase{"call", request_for(Expr::call(word("add"), {Expr::boolean(true), Expr::nil()})),
                            "fadec93ffd8bcac77d9beee14173a56b9eacdf26d82715a3b99de9d2b9f9fcf0",
                            "fe9c077a89f93b64b98b1abf4ad5f29c7d03b681a59435b13093d4ffdc0834c9"},
                    KeyCase{"infix", request_for(Expr::infix(name("+"), word("a"), word("b"))),
                            "effde3820e5c48cab69375eafe196195e3568e309bea03e9ff36816800e5c756",
                            "af79b66b8bab2c8670f88c8a63f31b1ed185ed91043e205e33392d0fdf13e704"},
                    KeyCase{"quote", request_for(Expr::quote(QuoteMode::quote, word("x"))),
                            "f9769cc5dd86e8e5c35bdc6cbe6caa4cdf600b0177516b0b21c064c6bbd76da0",
                            "6572f88f26fb76e6a728be6d2ec64e7d790d0aa750d4bc80a8afc980a4966b5e"},
                    KeyCase{"annotated",
                            request_for(Expr::annotated(Expr::nil(), {{name("n"), Expr::boolean(true)}})),
                            "a9d5d6627cf0eada55e43e7690a38d2746fc68c80efec37c7d5470185f86edfc",
                            "0015c47648e8b78c86a3b35f6b3aae0c4dae53a9ac5eae230ec8c62538bddb02"},
                    KeyCase{"extension",
                            request_for(Expr::extension(Symbol::qualified("core", "example"),
                                                        Expr::map({{word("payload"), Expr::boolean(true)}}))),
                            "0827030b2667f8d7eb29042934c05e72e0f0e5cfea2f19d6f8fa7b70b443587f",
                            "e48a008291bf3feca01149b26c76d7031d8fc28ddeb0352e71ced1512ffc727a"}),
    [](const auto& row) { return std::string(row.param.name); });

ContentKey key_of(const EvalRequest& request) {
  return *ContentKey::from_request(request);
}

// The derivation as the contract words it: key, its datum form, canonical bytes.
Bytes request_bytes_by_the_contract(const EvalRequest& request) {
  std::vector<CapabilityName> sorted = request.required_capabilities;
  std::sort(sorted.begin(), sorted.end());
  std::vector<Datum> capabilities;
  for (const CapabilityName& capability : sorted) capabilities.push_back(Datum::string(capability));
  const auto count = [](const std::optional<std::uint64_t>& n) {
    return n ? Datum::number({Symbol::qualified("core", "usize"), std::to_string(*n)}) : Datum::nil();
  };
  return *canonical_bytes(
      Datum::node(Symbol::qualified("fabric", "eval-request-content-key-v1"),
                  {{name("expr"), datum_from_canonical_key(*canonical_key(request.expr))},
                   {name("required-capabilities"), Datum::vector(std::move(capabilities))},
                   {name("consistency"), Datum::symbol(name(to_string(request.consistency)))},
                   {name("mode"), Datum::symbol(name(to_string(request.mode)))},
                   {name("answer-limit"), count(request.answer_limit)},
                   {name("stream-buffer"), count(request.stream_buffer)},
                   {name("stream"), Datum::boolean(request.stream)},
                   {name("trace"), Datum::boolean(request.trace)}}));
}

EvalRequest random_request(SplitMix& random) {
  EvalRequest request;
  request.expr = tests::random_expr(random, 1 + static_cast<int>(random.below(5)));
  for (std::uint64_t n = random.below(4); n > 0; --n) {
    request.required_capabilities.push_back(std::string(1, static_cast<char>('a' + random.below(3))));
  }
  request.consistency = static_cast<Consistency>(random.below(kConsistencies));
  request.mode = static_cast<EvalMode>(random.below(kEvalModes));
  if (random.below(2) == 0) request.answer_limit = random.next() >> random.below(64);
  if (random.below(2) == 0) request.stream_buffer = random.below(10);
  request.stream = random.below(2) == 0;
  request.trace = random.below(2) == 0;
  return request;
}

TEST(ContentKeyDerivationTest, TheDirectWayIsTheContractsWay) {
  for (std::uint64_t seed = 1; seed <= 4'000; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    SplitMix random(seed);
    const EvalRequest request = random_request(random);
    const Bytes expected = request_bytes_by_the_contract(request);
    ASSERT_EQ(to_hex(*content_key_request_bytes(request)), to_hex(expected));
    ASSERT_EQ(key_of(request).digest(), sha256(expected));
  }
}

TEST(ContentKeyDerivationTest, EqualExpressionsHaveEqualKeys) {
  for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    SplitMix random(seed);
    EvalRequest request = random_request(random);
    const ContentKey key = key_of(request);
    request.expr = tests::shuffled(random, request.expr);
    ASSERT_EQ(key_of(request), key);
  }
}

TEST(ContentKeyDerivationTest, DeadlineAndResultShapeDoNotCount) {
  EvalRequest request = request_for(Expr::string("hello"));
  const ContentKey key = key_of(request);
  request.deadline = seconds(1);
  request.result_shape = Expr::string("opaque");
  EXPECT_EQ(key_of(request), key);
}

TEST(ContentKeyDerivationTest, LimitsOfAllSixtyFourBitsCount) {
  EvalRequest request = with_everything_set();
  request.answer_limit = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(*content_key_request_bytes(request), request_bytes_by_the_contract(request));
}

TEST(ContentKeyDerivationTest, TheDeepestExpressionIsKeyed) {
  EXPECT_TRUE(ContentKey::from_request(request_for(tests::tower(kDepthMax))));
}

TEST(ContentKeyDerivationTest, TheDeepestExpressionInsideMapsIsKeyed) {
  Expr deep = Expr::nil();
  for (std::uint32_t i = 1; i < kDepthMax; ++i) deep = Expr::map({{std::move(deep), Expr::nil()}});
  EXPECT_TRUE(ContentKey::from_request(request_for(deep)));
}

TEST(ContentKeyDerivationTest, ADeeperExpressionIsRefused) {
  for (const std::uint32_t levels : {kDepthMax + 1, 100'000u}) {
    const Result<ContentKey> key = ContentKey::from_request(request_for(tests::tower(levels)));
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error(),
              Error::eval("expression nests deeper than 2048 levels", ErrorCode::limit_exceeded));
  }
}

TEST(ContentKeyDerivationTest, AStringOfAHundredMegabytesIsKeyed) {
  const EvalRequest request = request_for(Expr::string(std::string(100'000'000, 'x')));
  EXPECT_EQ(key_of(request).digest(), sha256(request_bytes_by_the_contract(request)));
}

TEST(ContentKeyDerivationTest, AMapOfAHundredThousandEntriesIsKeyed) {
  std::vector<Expr::Entry> entries;
  for (int i = 0; i < 100'000; ++i) entries.emplace_back(Expr::string(std::to_string(i)), Expr::nil());
  EXPECT_TRUE(ContentKey::from_request(request_for(Expr::map(std::move(entries)))));
}

TEST(ContentKeyValueTest, ItsBytesAreThoseOfItsDatum) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    const ContentKey key = ContentKey::from_digest(sha256(as_bytes(std::to_string(seed))));
    EXPECT_EQ(key.canonical(), *canonical_bytes(key.datum()));
    EXPECT_EQ(key.canonical().size(), 392u);
    EXPECT_EQ(key.effect_ledger_id(), *content_id(key.datum()));
  }
}

TEST(ContentKeyValueTest, TheOriginalsOrderIsThatOfBytes) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    const ContentKey a = ContentKey::from_digest(sha256(as_bytes(std::to_string(seed))));
    const ContentKey b = ContentKey::from_digest(sha256(as_bytes(std::to_string(seed + 1))));
    EXPECT_EQ(reference_less(a, b), a.canonical() < b.canonical());
    EXPECT_FALSE(reference_less(a, a));
  }
}

}  // namespace
}  // namespace fleetsim::core
