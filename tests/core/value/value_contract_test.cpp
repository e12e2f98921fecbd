// Values and their identities as the contract words them, one claim each.

#include <string>

#include <gtest/gtest.h>

#include "core/base/sha256.h"
#include "core/value/canonical_key.h"
#include "core/value/content_id.h"
#include "core/value/datum.h"
#include "core/value/expr.h"
#include "core/value/symbol.h"

namespace fleetsim::core {
namespace {

Symbol name(const char* text) {
  return Symbol::unqualified(text);
}

// B-89
TEST(ValueContractTest, DataOnlyExpressionsGoToADatumAndBack) {
  const Expr expr = Expr::map(
      {{Expr::symbol(name("k")), Expr::list({Expr::string("v"), Expr::boolean(true), Expr::nil()})}});
  EXPECT_EQ(*expr_from_datum(*datum_from_expr(expr)), expr);
}

// B-90
TEST(ValueContractTest, ACallIsNoDatumAndTheErrorSaysSo) {
  const Result<Datum> datum = datum_from_expr(Expr::call(Expr::nil(), {}));
  ASSERT_FALSE(datum);
  EXPECT_NE(datum.error().text().find("datum expression"), std::string::npos);
  EXPECT_NE(datum.error().text().find("call expression"), std::string::npos);
}

// B-91
TEST(ValueContractTest, ContentIdsOfMapsAndSetsDoNotDependOnTheOrder) {
  const Datum a = Datum::string("a");
  const Datum b = Datum::string("b");
  EXPECT_EQ(*content_id(Datum::map({{a, b}, {b, a}})), *content_id(Datum::map({{b, a}, {a, b}})));
  EXPECT_EQ(*content_id(Datum::set({a, b})), *content_id(Datum::set({b, a})));
}

// B-92
TEST(ValueContractTest, ARepeatedMemberOfASetHasNoContentId) {
  const Result<ContentId> id = content_id(Datum::set({Datum::nil(), Datum::nil()}));
  ASSERT_FALSE(id);
  EXPECT_NE(id.error().text().find("duplicate datum set entry"), std::string::npos);
}

// B-93
TEST(ValueContractTest, ANodeGoesToAnExtensionAndBack) {
  const Datum node = Datum::node(name("n"), {{Symbol::qualified("ns", "f"), Datum::boolean(true)}});
  EXPECT_EQ(*datum_from_expr(*expr_from_datum(node)), node);
}

// B-94
TEST(ValueContractTest, TheAlgorithmIsNamedAndShaIsThatOfTheStandard) {
  EXPECT_EQ(content_id(Datum::nil())->algorithm, Symbol::qualified("core", "sha256-datum-v1"));
  EXPECT_EQ(to_hex(sha256(as_bytes("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

// B-96
TEST(ValueContractTest, EqualityOfMapsAndSetsAndTheirKeysIgnoreTheOrder) {
  const Expr a = Expr::string("a");
  const Expr b = Expr::string("b");
  const Expr map = Expr::map({{a, b}, {b, a}});
  EXPECT_EQ(map, Expr::map({{b, a}, {a, b}}));
  EXPECT_EQ(Expr::set({a, b}), Expr::set({b, a}));
  EXPECT_EQ(*canonical_key(map), *canonical_key(Expr::map({{b, a}, {a, b}})));
}

// B-97
TEST(ValueContractTest, ACheckedSymbolIsAPlainName) {
  EXPECT_EQ(*Symbol::checked("plain"), name("plain"));
  EXPECT_FALSE(Symbol::checked("a/b"));
  EXPECT_FALSE(Symbol::checked(std::string("a\0b", 3)));
  EXPECT_FALSE(Symbol::checked("a\tb"));
}

// OQ-19: kept. Numbers are what was written.
TEST(ValueContractTest, NumbersWrittenDifferentlyAreDifferent) {
  const auto number = [](const char* text) {
    return Expr::number({Symbol::qualified("numbers", "f64"), text});
  };
  EXPECT_FALSE(number("1.0") == number("1.00"));
}

}  // namespace
}  // namespace fleetsim::core
