#include "core/realize/value.h"

#include <gtest/gtest.h>

#include "core/value/canonical_order.h"
#include "tests/support/random_expr.h"

namespace fleetsim::core {
namespace {

Symbol s(std::string name) {
  return Symbol::unqualified(std::move(name));
}

struct DisplayCase {
  const char* name;
  Expr expr;
  Value::Kind kind;
  const char* display;
};

class ValueDisplayTest : public testing::TestWithParam<DisplayCase> {};

TEST_P(ValueDisplayTest, IsSeenAndShownAsThis) {
  const Value value = Value::of(GetParam().expr);
  EXPECT_EQ(value.kind(), GetParam().kind);
  EXPECT_EQ(value.display(), GetParam().display);
  EXPECT_EQ(*value.as_expr(), GetParam().expr);
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, ValueDisplayTest,
    testing::Values(DisplayCase{"nil", Expr::nil(), Value::Kind::nil, "nil"},
                    DisplayCase{"yes", Expr::boolean(true), Value::Kind::boolean, "true"},
                    DisplayCase{"no", Expr::boolean(false), Value::Kind::boolean, "false"},
                    DisplayCase{"number", Expr::number({s("d"), "1.00"}), Value::Kind::number, "1.00"},
                    DisplayCase{"symbol", Expr::symbol(Symbol::qualified("a", "b")), Value::Kind::symbol,
                                "a/b"},
                    DisplayCase{"string", Expr::string("a \"b\""), Value::Kind::string, "a \"b\""},
                    DisplayCase{"bytes", Expr::bytes({1, 2}), Value::Kind::bytes, "bytes[2]"},
                    DisplayCase{"list", Expr::list({Expr::nil()}), Value::Kind::list, "list[1]"},
                    DisplayCase{"table", Expr::map({{Expr::symbol(s("a")), Expr::nil()}}), Value::Kind::table,
                                "table[1]"},
                    DisplayCase{"map", Expr::map({{Expr::nil(), Expr::nil()}}), Value::Kind::expr,
                                "(expr:map [nil nil])"},
                    DisplayCase{"vector", Expr::vector({}), Value::Kind::expr, "[]"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(ValueTest, ACopySharesItsIdentityAndAnEqualValueDoesNot) {
  const Value a = Value::of(Expr::string("x"));
  const Value copy = a;
  const Value b = Value::of(Expr::string("x"));
  EXPECT_TRUE(a.same_as(copy));
  EXPECT_FALSE(a.same_as(b));
  EXPECT_EQ(a, b);
  EXPECT_FALSE(a == Value::of(Expr::string("y")));
}

TEST(ValueTest, VectorsAndSetsOfADatumBecomeLists) {
  const Datum nil;
  const Datum datum =
      Datum::vector({Datum::set({nil}), Datum::map({{Datum::symbol(s("k")), Datum::vector({nil})}})});
  const Value value = *value_from_datum(datum);
  EXPECT_EQ(value.kind(), Value::Kind::list);
  EXPECT_EQ(*value.as_expr(), Expr::list({Expr::list({Expr::nil()}),
                                          Expr::map({{Expr::symbol(s("k")), Expr::list({Expr::nil()})}})}));
}

TEST(ValueTest, OtherMapsAndNodesOfADatumStayAsTheyAre) {
  const Datum map = Datum::map({{Datum::string("k"), Datum::vector({})}});
  const Datum node = Datum::node(s("t"), {{s("f"), Datum::set({})}});
  EXPECT_EQ(value_from_datum(map)->kind(), Value::Kind::expr);
  EXPECT_EQ(*value_from_datum(map)->as_expr(), *expr_from_datum(map));
  EXPECT_EQ(value_from_datum(node)->kind(), Value::Kind::expr);
  EXPECT_EQ(*value_from_datum(node)->as_expr(), *expr_from_datum(node));
}

TEST(ValueTest, AReplyWithAKeyThatIsNoSymbolIsRefusedWhereTheOriginalRefusesIt) {
  const Expr map = Expr::map({{Expr::string("k"), Expr::nil()}});
  for (const Expr& refused : {map, Expr::list({map}), Expr::map({{Expr::symbol(s("k")), map}})}) {
    const Result<Value> value = value_from_reply_expr(refused);
    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().kind, ErrorKind::eval);
  }
  // Inside of what is an expression anyway, nothing is asked.
  EXPECT_EQ(value_from_reply_expr(Expr::vector({map}))->kind(), Value::Kind::expr);
}

TEST(ValueTest, AnObjectIsNoDataUnlessItSaysSo) {
  class Opaque final : public RuntimeObject {
   public:
    std::string display() const override { return "#<thing>"; }
  };
  const Value value = Value::object(std::make_shared<Opaque>());
  EXPECT_EQ(value.display(), "#<thing>");
  EXPECT_EQ(value.eval_fabric(), nullptr);
  EXPECT_EQ(value.as_expr().error().text(), "evaluation error: #<thing> is no data");
}

TEST(ValueTest, TooDeepDataAreRefused) {
  Datum deep;
  Expr expr;
  for (std::uint32_t i = 0; i < kDepthMax; ++i) {
    deep = Datum::vector({deep});
    expr = Expr::list({expr});
  }
  EXPECT_EQ(value_from_datum(deep).error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(value_from_reply_expr(expr).error().code, ErrorCode::limit_exceeded);
}

}  // namespace
}  // namespace fleetsim::core
