#include "core/codec/lisp.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/random_expr.h"

namespace fleetsim::core {
namespace {

using tests::SplitMix;

Symbol s(std::string name) {
  return Symbol::unqualified(std::move(name));
}
Symbol q(std::string ns, std::string name) {
  return Symbol::qualified(std::move(ns), std::move(name));
}

std::string failure(std::string_view text, const ReadOptions& options = {}) {
  const Result<Expr> read = read_lisp(text, options);
  return read ? "ok" : read.error().text();
}

struct TextCase {
  const char* name;
  Expr expr;
  std::string text;
};

class LispTextTest : public testing::TestWithParam<TextCase> {};

TEST_P(LispTextTest, PrintsAndReadsBack) {
  const auto& [name, expr, text] = GetParam();
  EXPECT_EQ(*print_lisp(expr), text);
  const Result<Expr> read = read_lisp(text);
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(*read, expr);
}

INSTANTIATE_TEST_SUITE_P(
    Forms, LispTextTest,
    testing::Values(
        TextCase{"nil", Expr::nil(), "nil"}, TextCase{"yes", Expr::boolean(true), "true"},
        TextCase{"number", Expr::number({q("numbers", "f64"), "-1.50e+3"}), "-1.50e+3"},
        TextCase{"odd_number", Expr::number({q("core", "usize"), "7"}), "(expr:number core/usize \"7\")"},
        TextCase{"number_that_is_none", Expr::number({q("numbers", "f64"), "x"}),
                 "(expr:number numbers/f64 \"x\")"},
        TextCase{"odd_domain", Expr::number({s("a/b"), "7"}),
                 "(expr:number (expr:symbol nil \"a/b\") \"7\")"},
        TextCase{"symbol", Expr::symbol(s("map")), "map"},
        TextCase{"qualified", Expr::symbol(q("stream/fabric", "open")), "stream/fabric/open"},
        TextCase{"slash_in_name", Expr::symbol(s("a/b")), "(expr:symbol nil \"a/b\")"},
        TextCase{"slash_in_qualified_name", Expr::symbol(q("n", "a/b")), "(expr:symbol n \"a/b\")"},
        TextCase{"symbol_like_nil", Expr::symbol(s("nil")), "(expr:symbol nil \"nil\")"},
        TextCase{"namespace_like_nil", Expr::symbol(q("nil", "")), "(expr:symbol \"nil\" \"\")"},
        TextCase{"symbol_like_number", Expr::symbol(s("-1")), "(expr:symbol nil \"-1\")"},
        TextCase{"symbol_like_form", Expr::list({Expr::symbol(s("expr:map"))}),
                 "((expr:symbol nil \"expr:map\"))"},
        TextCase{"symbol_like_splice", Expr::quote(QuoteMode::unquote, Expr::symbol(s("@x"))),
                 ",(expr:symbol nil \"@x\")"},
        TextCase{"local", Expr::local(q("a", "b")), "(expr:local a \"b\")"},
        TextCase{"string", Expr::string("a\"\\\n\t\x01\xC3\xA9"), "\"a\\\"\\\\\\n\\t\\x01\xC3\xA9\""},
        TextCase{"bytes", Expr::bytes({'a', '"', 0, 0xFF}), "b\"a\\\"\\x00\\xff\""},
        TextCase{"list", Expr::list({Expr::nil(), Expr::list({})}), "(nil ())"},
        TextCase{"vector", Expr::vector({Expr::nil()}), "[nil]"}, TextCase{"block", Expr::block({}), "{}"},
        TextCase{"map", Expr::map({{Expr::symbol(s("b")), Expr::nil()}, {Expr::symbol(s("a")), Expr::nil()}}),
                 "(expr:map [a nil] [b nil])"},
        TextCase{"set", Expr::set({Expr::boolean(true), Expr::nil()}), "(expr:set nil true)"},
        TextCase{"call", Expr::call(Expr::symbol(s("f")), {Expr::nil()}), "(expr:call f nil)"},
        TextCase{"infix", Expr::infix(s("+"), Expr::symbol(s("a")), Expr::symbol(s("b"))),
                 "(expr:infix + a b)"},
        TextCase{"prefix", Expr::prefix(s("-"), Expr::nil()), "(expr:prefix - nil)"},
        TextCase{"postfix", Expr::postfix(s("a/b"), Expr::nil()),
                 "(expr:postfix (expr:symbol nil \"a/b\") nil)"},
        TextCase{"quotes",
                 Expr::list({Expr::quote(QuoteMode::quote, Expr::symbol(s("x"))),
                             Expr::quote(QuoteMode::quasi_quote, Expr::list({})),
                             Expr::quote(QuoteMode::unquote, Expr::symbol(s("x"))),
                             Expr::quote(QuoteMode::splice, Expr::symbol(s("x"))),
                             Expr::quote(QuoteMode::syntax, Expr::quote(QuoteMode::quote, Expr::nil()))}),
                 "('x `() ,x ,@x #''nil)"},
        TextCase{"annotated", Expr::annotated(Expr::nil(), {{s("n"), Expr::boolean(true)}}),
                 "(expr/annotated nil (n true))"},
        TextCase{"extension", Expr::extension(q("core", "example"), Expr::map({})),
                 "(expr:extension core/example (expr:map))"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(LispTest, EveryExpressionComesBack) {
  for (std::uint64_t seed = 1; seed <= 3'000; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    SplitMix random(seed);
    const Expr expr = tests::random_expr(random, 1 + static_cast<int>(random.below(6)));
    const std::string text = *print_lisp(expr);
    const Result<Expr> read = read_lisp(text, ReadOptions{.rules = DecodeRules::canonical});
    ASSERT_TRUE(read) << text << "\n" << read.error().text();
    ASSERT_EQ(*read, expr) << text;
    ASSERT_EQ(*print_lisp(*read), text);
  }
}

TEST(LispTest, TheDeepestExpressionComesBack) {
  const Expr deep = tests::tower(kDepthMax);
  const Result<Expr> read = read_lisp(*print_lisp(deep), ReadOptions{.limits = {.depth_max = 1'000'000}});
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(*read, deep);
}

TEST(LispTest, ADeeperExpressionIsNeitherPrintedNorRead) {
  EXPECT_EQ(print_lisp(tests::tower(kDepthMax + 1)).error().code, ErrorCode::limit_exceeded);
  for (const char* open : {"(", "[", "'", "#'", "(expr:map [", "(expr:infix ", "(expr:number ", "#."}) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += open;
    EXPECT_NE(failure(text, ReadOptions{.limits = {.depth_max = 1'000'000}}), "ok") << open;
  }
}

TEST(LispTest, TextThatIsNotUtf8IsNeitherPrintedNorRead) {
  EXPECT_EQ(print_lisp(Expr::string("\xFF")).error().text(),
            "codec error in codec/lisp: a text that is not UTF-8");
  EXPECT_EQ(print_lisp(Expr::symbol(q("n\xFF", "x/y"))).error().kind, ErrorKind::codec);
  EXPECT_EQ(failure("\"\xFF\""), "codec error in codec/lisp: a text that is not UTF-8");
}

struct RefusedCase {
  const char* name;
  const char* text;
  const char* failure;
};

class LispRefusalTest : public testing::TestWithParam<RefusedCase> {};

TEST_P(LispRefusalTest, IsRefusedWithItsPlace) {
  EXPECT_EQ(failure(GetParam().text), std::string("codec error in codec/lisp: ") + GetParam().failure);
}

INSTANTIATE_TEST_SUITE_P(
    Texts, LispRefusalTest,
    testing::Values(
        RefusedCase{"empty", "", "line 1, column 1: an expression is expected"},
        RefusedCase{"only_a_comment", " ; nothing", "line 1, column 11: an expression is expected"},
        RefusedCase{"open", "\n (nil", "line 2, column 2: the text ends inside of this form"},
        RefusedCase{"open_string", "(\"abc", "line 1, column 2: the text ends inside of quotation marks"},
        RefusedCase{"stray_bracket", ")", "line 1, column 1: a closing bracket that closes nothing"},
        RefusedCase{"wrong_bracket", "(nil]", "line 1, column 5: `)` is expected"},
        RefusedCase{"quote_of_nothing", "(')", "line 1, column 3: an expression is expected"},
        RefusedCase{"two", "nil nil", "line 1, column 5: one expression is expected, and more follows"},
        RefusedCase{"no_symbol", "a/", "line 1, column 1: `a/` is no number and no symbol"},
        RefusedCase{"no_number", "1x", "line 1, column 1: `1x` is no number and no symbol"},
        RefusedCase{"sharp", "#x", "line 1, column 1: a # that begins none of #' #. #( #eval("},
        RefusedCase{"control_character", "\x01", "line 1, column 1: the character 0x01 begins nothing"},
        RefusedCase{"unknown_form", "(expr:nothing)", "line 1, column 2: `expr:nothing` is no form"},
        RefusedCase{"form_in_the_middle", "(nil expr:map)",
                    "line 1, column 6: `expr:map` may only begin a form"},
        RefusedCase{"form_in_a_vector", "[expr:map]", "line 1, column 2: `expr:map` may only begin a form"},
        RefusedCase{"map_of_values", "(expr:map nil)", "line 1, column 11: a map holds entries [key value]"},
        RefusedCase{"map_of_lists", "(expr:map (a b))", "line 1, column 11: a map holds entries [key value]"},
        RefusedCase{"half_entry", "(expr:map [a])", "line 1, column 11: an entry is [key value]"},
        RefusedCase{"call_of_nothing", "(expr:call)",
                    "line 1, column 1: a call is (expr:call operator arguments ...)"},
        RefusedCase{"infix_of_one", "(expr:infix + a)",
                    "line 1, column 1: an infix is (expr:infix operator left right)"},
        RefusedCase{"operator_no_symbol", "(expr:prefix \"x\" a)",
                    "line 1, column 1: an operator or a tag is a symbol"},
        RefusedCase{"operator_a_form", "(expr:prefix (expr:local nil \"x\") a)",
                    "line 1, column 15: a name is expected here: a symbol, or (expr:symbol ns \"name\")"},
        RefusedCase{"operator_a_vector", "(expr:prefix [x] a)",
                    "line 1, column 14: a form where only a name or a text may stand"},
        RefusedCase{"annotation_no_name", "(expr/annotated nil (\"n\" nil))",
                    "line 1, column 21: the name of an annotation is a symbol"},
        RefusedCase{"name_of_number", "(expr:symbol nil 1)",
                    "line 1, column 1: a name is (expr:symbol ns|nil \"name\")"},
        RefusedCase{"escape", "\"\\q\"",
                    "line 1, column 2: an escape that is none of \\\" \\\\ \\n \\r \\t \\x00 to \\x7f"},
        RefusedCase{"octet_in_string", "\"\\xff\"",
                    "line 1, column 2: an escape that is none of \\\" \\\\ \\n \\r \\t \\x00 to \\x7f"},
        RefusedCase{"character_in_bytes", "b\"\xC3\xA9\"",
                    "line 1, column 3: a character beyond ASCII in bytes: write its octets as \\xNN"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(LispTest, EveryLimitIsHeldToTheUnit) {
  struct LimitCase {
    const char* text;
    DecodeLimits enough;
    DecodeLimits short_by_one;
  };
  const std::vector<LimitCase> cases{
      {"(nil nil)", {.input_bytes_max = 9}, {.input_bytes_max = 8}},
      {"(nil nil)", {.tokens_max = 4}, {.tokens_max = 3}},
      {"(nil nil)", {.nodes_max = 3}, {.nodes_max = 2}},
      {"(expr:infix + (expr:symbol nil \"/\") b)", {.nodes_max = 3}, {.nodes_max = 2}},
      {"(nil)", {.depth_max = 2}, {.depth_max = 1}},
      {"(expr:map [a (expr:symbol nil \"/\")])", {.depth_max = 2}, {.depth_max = 1}},
      {"'(expr:number (expr:symbol nil \"/\") \"1\")", {.depth_max = 2}, {.depth_max = 1}},
      {"(expr/annotated a (b c))", {.depth_max = 2}, {.depth_max = 1}},
      {"\"a\\nc\"", {.string_bytes_max = 3}, {.string_bytes_max = 2}},
      {"abc", {.string_bytes_max = 3}, {.string_bytes_max = 2}},
      {"b\"\\x00\\x01\"", {.blob_bytes_max = 2}, {.blob_bytes_max = 1}},
      {"(nil nil)", {.collection_items_max = 2}, {.collection_items_max = 1}},
      {"(expr:map [a b] [c d])", {.collection_items_max = 2}, {.collection_items_max = 1}},
      {"(expr:call f a)", {.collection_items_max = 1}, {.collection_items_max = 0}},
      {"(a ;cc\n b)", {.trivia_bytes_max = 6}, {.trivia_bytes_max = 5}}};
  for (const LimitCase& row : cases) {
    EXPECT_EQ(failure(row.text, ReadOptions{.limits = row.enough}), "ok") << row.text;
    const Result<Expr> refused = read_lisp(row.text, ReadOptions{.limits = row.short_by_one});
    ASSERT_FALSE(refused) << row.text;
    EXPECT_EQ(refused.error().kind, ErrorKind::codec);
    EXPECT_EQ(refused.error().code, ErrorCode::limit_exceeded) << refused.error().text();
  }
}

TEST(LispTest, ReadEvalIsDeniedBeforeTheFormIsRead) {
  for (const char* text : {"#. 1", "#.", "#eval(1)", "#eval(((", "(a #. )"})
    EXPECT_EQ(failure(text), "capability denied: read-eval") << text;
  const ReadOptions granted{.policy = {TrustLevel::untrusted, {"read-eval"}}};
  EXPECT_EQ(failure("#. 1", granted), "trust denied: read-eval is not allowed for Untrusted");
}

TEST(LispTest, ReadConstructIsDeniedBeforeTheFormIsRead) {
  EXPECT_EQ(failure("#("), "capability denied: read-construct");
  EXPECT_EQ(failure("[#(point 1 2)]"), "capability denied: read-construct");
}

TEST(LispTest, AllowedReadTimeFormsAreCarriedOut) {
  ReadOptions options{.policy = {TrustLevel::trusted_source, {"read-eval", "read-construct"}}};
  EXPECT_EQ(failure("#. 1", options),
            "codec error in codec/lisp: line 1, column 1: nothing here carries out `#.`");
  options.forms.evaluate = [](const Expr& form) -> Result<Expr> { return Expr::vector({form}); };
  options.forms.construct = [](const Expr& form) -> Result<Expr> { return Expr::block({form}); };
  EXPECT_EQ(*print_lisp(*read_lisp("(#. 1 #eval(a b) #(c) #.#.d)", options)), "([1] [(a b)] {(c)} [[d]])");
  options.forms.evaluate = [](const Expr&) -> Result<Expr> { return Error::eval("no"); };
  EXPECT_EQ(failure("(#. 1)", options), "evaluation error: no");
}

TEST(LispTest, RepeatedKeysAndMembersAreRefusedUnlessAskedFor) {
  for (const char* text : {"(expr:map [b 1] [a 1] [b 2])", "[(expr:set a (expr:set x y) (expr:set y x))]"}) {
    EXPECT_NE(failure(text), "ok") << text;
    EXPECT_EQ(failure(text, ReadOptions{.rules = DecodeRules::canonical}), "ok") << text;
    EXPECT_EQ(failure(text, ReadOptions{.rules = DecodeRules::reference}), "ok") << text;
  }
  EXPECT_EQ(failure("(expr:map [b 1] [a 1])"), "ok");
}

TEST(LispTest, DamagedTextsAreRefusedOrSayWhatTheyPrint) {
  std::size_t accepted = 0;
  for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    SplitMix random(seed);
    std::string text = *print_lisp(tests::random_expr(random, 4));
    for (std::uint64_t n = 1 + random.below(3); n > 0; --n) {
      const std::size_t at = random.below(text.size());
      if (random.below(2) == 0)
        text[at] = "()[]{}'`,@#.\\\"b;x1/ "[random.below(20)];
      else if (text.size() > 1)
        text.erase(at, 1);
    }
    const Result<Expr> read = read_lisp(text, ReadOptions{.rules = DecodeRules::reference});
    if (!read) continue;
    ++accepted;
    ASSERT_EQ(*read_lisp(*print_lisp(*read), ReadOptions{.rules = DecodeRules::reference}), *read) << text;
  }
  EXPECT_GT(accepted, 100u);
}

}  // namespace
}  // namespace fleetsim::core
