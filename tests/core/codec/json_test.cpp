#include "core/codec/json.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/random_expr.h"

namespace fleetsim::core {
namespace {

using tests::SplitMix;

Symbol s(std::string name) {
  return Symbol::unqualified(std::move(name));
}

std::string failure(std::string_view text, const ReadOptions& options = {}) {
  const Result<Expr> read = read_json(text, options);
  return read ? "ok" : read.error().text();
}

TEST(JsonTest, PrintsEveryKindAsDocumented) {
  const Symbol a = s("a");
  const Symbol b = Symbol::qualified("n", "b");
  const Expr nil;
  const Expr expr = Expr::list(
      {nil, Expr::boolean(true), Expr::number({Symbol::qualified("numbers", "f64"), "-1.5"}),
       Expr::number({b, "7"}), Expr::symbol(a), Expr::local(b), Expr::string("\"\n"), Expr::bytes({255}),
       Expr::vector({}), Expr::set({nil}), Expr::block({nil, nil}), Expr::map({{nil, Expr::boolean(false)}}),
       Expr::call(nil, {nil}), Expr::infix(a, nil, nil), Expr::prefix(a, nil), Expr::postfix(a, nil),
       Expr::quote(QuoteMode::quasi_quote, nil), Expr::annotated(nil, {{a, nil}}), Expr::extension(b, nil)});
  const std::string text =
      R"([null,true,-1.5,{"$number":[["n","b"],"7"]},{"$symbol":"a"},{"$local":["n","b"]},"\"\u000a",)"
      R"({"$bytes":"/w=="},{"$vector":[]},{"$set":[null]},{"$block":[null,null]},{"$map":[[null,false]]},)"
      R"({"$call":[null,null]},{"$infix":["a",null,null]},{"$prefix":["a",null]},{"$postfix":["a",null]},)"
      R"({"$quote":["quasi-quote",null]},{"$annotated":[null,["a",null]]},{"$extension":[["n","b"],null]}])";
  EXPECT_EQ(*print_json(expr), text);
  EXPECT_EQ(*read_json(text), expr);
}

TEST(JsonTest, EveryExpressionComesBack) {
  for (std::uint64_t seed = 1; seed <= 3'000; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    SplitMix random(seed);
    const Expr expr = tests::random_expr(random, 1 + static_cast<int>(random.below(6)));
    const std::string text = *print_json(expr);
    const Result<Expr> read = read_json(text, ReadOptions{.rules = DecodeRules::canonical});
    ASSERT_TRUE(read) << text << "\n" << read.error().text();
    ASSERT_EQ(*read, expr) << text;
  }
}

TEST(JsonTest, TheDeepestExpressionComesBackAndADeeperTextIsRefused) {
  const Expr deep = tests::tower(kDepthMax);
  const ReadOptions options{.limits = {.depth_max = 1'000'000}};
  EXPECT_EQ(*read_json(*print_json(deep), options), deep);
  for (const char* open : {"[", "{\"$map\":[[", "{\"$quote\":[\"quote\",", "{\"$symbol\":"}) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += open;
    EXPECT_NE(failure(text, options), "ok") << open;
  }
}

TEST(JsonTest, EscapesOfOtherWritersAreRead) {
  EXPECT_EQ(*read_json(R"("\u00e9\ud83d\ude00\/\b")"), Expr::string("\xC3\xA9\xF0\x9F\x98\x80/\b"));
  EXPECT_EQ(*read_json(" [ 1 , { \"$set\" : [ ] } ] "),
            Expr::list({Expr::number({Symbol::qualified("numbers", "f64"), "1"}), Expr::set({})}));
}

struct RefusedCase {
  const char* name;
  const char* text;
  const char* failure;
};

class JsonRefusalTest : public testing::TestWithParam<RefusedCase> {};

TEST_P(JsonRefusalTest, IsRefusedWithItsPlace) {
  EXPECT_EQ(failure(GetParam().text), std::string("codec error in codec/json: ") + GetParam().failure);
}

INSTANTIATE_TEST_SUITE_P(
    Texts, JsonRefusalTest,
    testing::Values(
        RefusedCase{"empty", "", "byte 0: a JSON value is expected"},
        RefusedCase{"word", "nul", "byte 0: a JSON value is expected"},
        RefusedCase{"leading_zero", "01", "byte 0: a JSON value is expected"},
        RefusedCase{"more", "null null", "byte 5: one value is expected, and more follows"},
        RefusedCase{"open", "[null", "byte 5: `,` is expected"},
        RefusedCase{"comma_at_end", "[null,]", "byte 6: a JSON value is expected"},
        RefusedCase{"plain_object", "{\"a\":1}", "byte 5: `[` is expected"},
        RefusedCase{"unknown_kind", "{\"$a\":[]}",
                    "byte 7: an object has one member, its kind, such as \"$symbol\""},
        RefusedCase{"two_members", "{\"$symbol\":\"a\",\"$local\":\"b\"}", "byte 14: `}` is expected"},
        RefusedCase{"half_entry", "{\"$map\":[[1]]}", "byte 11: `,` is expected"},
        RefusedCase{"triple_entry", "{\"$map\":[[1,2,3]]}", "byte 13: `]` is expected"},
        RefusedCase{"infix_of_one", "{\"$infix\":[\"a\",1]}",
                    "byte 18: \"$infix\" takes two values behind its name"},
        RefusedCase{"call_of_nothing", "{\"$call\":[]}", "byte 12: \"$call\" takes one value at least"},
        RefusedCase{"quote_mode", "{\"$quote\":[\"q\",1]}",
                    "byte 14: a quote is one of quote, quasi-quote, unquote, splice, syntax"},
        RefusedCase{"base64", "{\"$bytes\":\"A\"}", "byte 13: the text is not base64"},
        RefusedCase{"surrogate", "\"\\ud800\"", "byte 7: half of a surrogate pair"},
        RefusedCase{"control_character", "\"\n\"", "byte 2: a control character inside of a string"},
        RefusedCase{"repeated_key", "{\"$map\":[[1,1],[1,2]]}", "duplicate map key"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(JsonTest, EveryLimitIsHeldToTheUnit) {
  struct LimitCase {
    const char* text;
    DecodeLimits enough;
    DecodeLimits short_by_one;
  };
  const std::vector<LimitCase> cases{
      {"[null]", {.input_bytes_max = 6}, {.input_bytes_max = 5}},
      {"[null]", {.tokens_max = 3}, {.tokens_max = 2}},
      {"[null]", {.nodes_max = 2}, {.nodes_max = 1}},
      {"{\"$map\":[[null,null]]}", {.depth_max = 2}, {.depth_max = 1}},
      {"\"abc\"", {.string_bytes_max = 3}, {.string_bytes_max = 2}},
      {"{\"$bytes\":\"AAA=\"}", {.blob_bytes_max = 2}, {.blob_bytes_max = 1}},
      {"{\"$map\":[[1,2],[2,3]]}", {.collection_items_max = 2}, {.collection_items_max = 1}},
      {"[   1]", {.trivia_bytes_max = 3}, {.trivia_bytes_max = 2}}};
  for (const LimitCase& row : cases) {
    EXPECT_EQ(failure(row.text, ReadOptions{.limits = row.enough}), "ok") << row.text;
    const Result<Expr> refused = read_json(row.text, ReadOptions{.limits = row.short_by_one});
    ASSERT_FALSE(refused) << row.text;
    EXPECT_EQ(refused.error().code, ErrorCode::limit_exceeded) << refused.error().text();
  }
}

TEST(JsonTest, TheLargestLimitsAreNoLimits) {
  EXPECT_EQ(failure("{\"$call\":[null,null]}", ReadOptions{.limits = {.collection_items_max = UINT32_MAX}}),
            "ok");
}

TEST(JsonTest, DamagedTextsAreRefusedOrSayWhatTheyPrint) {
  for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    SplitMix random(seed);
    std::string text = *print_json(tests::random_expr(random, 4));
    const std::size_t at = random.below(text.size());
    if (random.below(2) == 0)
      text[at] = "[]{}:,\"\\u01n "[random.below(13)];
    else
      text.erase(at, 1);
    const ReadOptions lenient{.rules = DecodeRules::reference};
    const Result<Expr> read = read_json(text, lenient);
    if (read) {
      ASSERT_EQ(*read_json(*print_json(*read), lenient), *read) << text;
    }
  }
}

}  // namespace
}  // namespace fleetsim::core
