#include "core/value/canonical_key.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/value/canonical_order.h"
#include "tests/support/random_expr.h"

namespace fleetsim::core {
namespace {

using tests::SplitMix;

std::vector<Expr> in_rank_order() {
  const Symbol a = Symbol::unqualified("a");
  return {Expr::nil(),
          Expr::boolean(false),
          Expr::boolean(true),
          Expr::bytes({}),
          Expr::bytes({0}),
          Expr::bytes({0, 0}),
          Expr::bytes({0xFF}),
          Expr::string(""),
          Expr::string("a"),
          Expr::string("\xEF\xBF\xBF"),
          Expr::string("\xF0\x90\x80\x80"),
          Expr::local(a),
          Expr::symbol(a),
          Expr::symbol(Symbol::unqualified("b")),
          Expr::symbol(Symbol::qualified("", "a")),
          Expr::number({a, "2"}),
          Expr::number({Symbol::qualified("a", "b"), "1"}),
          Expr::number({Symbol::unqualified("a0"), "1"}),
          Expr::block({}),
          Expr::call({}, {}),
          Expr::list({}),
          Expr::list({Expr::nil()}),
          Expr::list({Expr::nil(), Expr::nil()}),
          Expr::list({Expr::boolean(false)}),
          Expr::map({}),
          Expr::map({{Expr::nil(), Expr::nil()}}),
          Expr::set({}),
          Expr::vector({}),
          Expr::annotated({}, {}),
          Expr::annotated({}, {{a, Expr::string("z")}}),
          Expr::annotated({}, {{Symbol::qualified("a", "b"), {}}}),
          Expr::annotated({}, {{Symbol::unqualified("b"), {}}}),
          Expr::extension(a, {}),
          Expr::infix(a, {}, {}),
          Expr::postfix(a, {}),
          Expr::prefix(a, {}),
          Expr::quote(QuoteMode::quasi_quote, {}),
          Expr::quote(QuoteMode::quote, {}),
          Expr::quote(QuoteMode::splice, {}),
          Expr::quote(QuoteMode::syntax, {}),
          Expr::quote(QuoteMode::unquote, {})};
}

TEST(CanonicalKeyTest, ShapesThenTagsThenPayloadsDecideTheOrder) {
  const std::vector<Expr> exprs = in_rank_order();
  for (std::size_t i = 0; i < exprs.size(); ++i) {
    for (std::size_t j = 0; j < exprs.size(); ++j) {
      SCOPED_TRACE(fmt::format("{} and {}", i, j));
      EXPECT_EQ(*canonical_key(exprs[i]) <=> *canonical_key(exprs[j]), i <=> j);
      EXPECT_EQ(canonical_compare(exprs[i], exprs[j]), i <=> j);
    }
  }
}

TEST(CanonicalKeyTest, TheEntriesOfAMapAreSortedAndKept) {
  const Expr map = Expr::map({{Expr::string("b"), Expr::nil()},
                              {Expr::string("a"), Expr::string("2")},
                              {Expr::string("a"), Expr::string("1")},
                              {Expr::string("a"), Expr::string("1")}});
  const CanonicalKey key = *canonical_key(map);
  ASSERT_EQ(key.items.size(), 4u);
  EXPECT_EQ(key.items[0], key.items[1]);
  EXPECT_EQ(key.items[1].items[1].text, "1");
  EXPECT_EQ(key.items[2].items[1].text, "2");
  EXPECT_EQ(key.items[3].items[0].text, "b");
  EXPECT_EQ(key.items[3].tag, "entry");
}

TEST(CanonicalKeyTest, ADeeperExpressionIsRefused) {
  const Result<CanonicalKey> deepest = canonical_key(tests::tower(kDepthMax));
  ASSERT_TRUE(deepest);
  EXPECT_GT(datum_from_canonical_key(*deepest).depth(), kDepthMax);
  const Result<CanonicalKey> refused = canonical_key(tests::tower(kDepthMax + 1));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(),
            Error::eval("expression nests deeper than 2048 levels", ErrorCode::limit_exceeded));
}

// One comparison of expressions stands for building and comparing two keys everywhere.
TEST(CanonicalOrderTest, ComparingExpressionsIsComparingTheirKeys) {
  for (std::uint64_t seed = 1; seed <= 5'000; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    SplitMix random(seed);
    const int levels = 1 + static_cast<int>(random.below(4));
    const Expr a = tests::random_expr(random, levels);
    // Half of the pairs differ little, or not at all.
    const Expr b = random.below(2) == 0 ? tests::random_expr(random, levels) : [&] {
      Expr other = tests::shuffled(random, a);
      if (other.children().empty()) return other;
      std::vector<Expr> children(other.children().begin(), other.children().end());
      children[random.below(children.size())] = tests::random_expr(random, 2);
      return other.with_children(std::move(children));
    }();
    const std::strong_ordering by_key = *canonical_key(a) <=> *canonical_key(b);
    ASSERT_EQ(canonical_compare(a, b), by_key);
    ASSERT_EQ(canonical_compare(b, a), 0 <=> by_key);
    ASSERT_EQ(a == b, by_key == 0);
  }
}

TEST(CanonicalOrderTest, AnExpressionInOrderIsItsOwnCanonicalForm) {
  const Expr ordered =
      Expr::set({Expr::nil(), Expr::list({Expr::set({Expr::string("a"), Expr::string("b")})})});
  EXPECT_TRUE(canonical_form(ordered).shares_with(ordered));
}

}  // namespace
}  // namespace fleetsim::core
