#include "core/value/expr.h"

#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/random_expr.h"

namespace fleetsim::core {
namespace {

using tests::SplitMix;

Expr text(const char* value) {
  return Expr::string(value);
}

TEST(ExprTest, TheOrderOfMapEntriesDoesNotCount) {
  EXPECT_EQ(Expr::map({{text("a"), text("1")}, {text("b"), text("2")}}),
            Expr::map({{text("b"), text("2")}, {text("a"), text("1")}}));
}

TEST(ExprTest, TheOrderOfSetMembersDoesNotCount) {
  EXPECT_EQ(Expr::set({text("a"), Expr::set({text("b"), text("c")})}),
            Expr::set({Expr::set({text("c"), text("b")}), text("a")}));
}

TEST(ExprTest, TheOrderOfListItemsCounts) {
  EXPECT_FALSE(Expr::list({text("a"), text("b")}) == Expr::list({text("b"), text("a")}));
}

TEST(ExprTest, RepeatedSetMembersCount) {
  EXPECT_FALSE(Expr::set({text("a")}) == Expr::set({text("a"), text("a")}));
}

TEST(ExprTest, ASymbolIsNotALocal) {
  EXPECT_FALSE(Expr::symbol(Symbol::unqualified("a")) == Expr::local(Symbol::unqualified("a")));
}

TEST(ExprTest, NumbersAreEqualByTheirTextNotTheirValue) {
  const Symbol f64 = Symbol::qualified("numbers", "f64");
  EXPECT_FALSE(Expr::number({f64, "1.0"}) == Expr::number({f64, "1.00"}));
}

TEST(ExprTest, NumberDomainsThatRenderAlikeAreEqual) {
  EXPECT_EQ(Expr::number({Symbol::qualified("a", "b"), "1"}),
            Expr::number({Symbol::unqualified("a/b"), "1"}));
}

TEST(ExprTest, ACopySharesItsParts) {
  const Expr list = Expr::list({text("a")});
  const Expr copy = list;
  EXPECT_TRUE(copy.shares_with(list));
  EXPECT_EQ(copy.children().data(), list.children().data());
}

TEST(ExprTest, EveryKindHasItsName) {
  EXPECT_STREQ(Expr::nil().kind_name(), "nil");
  EXPECT_STREQ(Expr::boolean(true).kind_name(), "bool");
  EXPECT_STREQ(Expr::block({}).kind_name(), "block");
  EXPECT_STREQ(Expr::extension(Symbol::unqualified("a"), {}).kind_name(), "extension");
}

TEST(ExprTest, AnAccessorOfAnotherKindIsABug) {
  EXPECT_THROW((void)Expr::nil().text(), BrokenInvariant);
  EXPECT_THROW((void)text("a").symbol(), BrokenInvariant);
  EXPECT_THROW((void)text("a").quote_mode(), BrokenInvariant);
}

TEST(ExprTest, DepthCountsALeafAsOne) {
  EXPECT_EQ(Expr::nil().depth(), 1u);
  EXPECT_EQ(Expr::list({}).depth(), 1u);
  EXPECT_EQ(Expr::list({text("a"), Expr::list({Expr::nil()})}).depth(), 3u);
}

TEST(ExprTest, AHundredThousandLevelsAreBuiltComparedCopiedAndDestroyed) {
  const Expr deep = tests::tower(100'000);
  const Expr same = tests::tower(100'000);
  EXPECT_EQ(deep.depth(), 100'000u);
  const Expr copy = deep;
  EXPECT_TRUE(deep == copy);
  EXPECT_TRUE(deep == same);
  EXPECT_FALSE(deep == tests::tower(100'001));
}

TEST(ExprTest, ThreadsMayDropTheirCopiesOfADeepValueAtOnce) {
  for (int round = 0; round < 20; ++round) {
    Expr deep = tests::tower(20'000);
    std::thread other([mine = deep]() mutable { mine = Expr(); });
    deep = Expr();
    other.join();
  }
}

TEST(ExprTest, AnyShufflingOfMapsAndSetsIsEqual) {
  for (std::uint64_t seed = 1; seed <= 2'000; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    SplitMix random(seed);
    const Expr expr = tests::random_expr(random, 5);
    ASSERT_EQ(expr, tests::shuffled(random, expr));
  }
}

}  // namespace
}  // namespace fleetsim::core
