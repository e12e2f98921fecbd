#include "core/value/datum.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/value/content_id.h"
#include "tests/support/random_expr.h"

namespace fleetsim::core {
namespace {

using tests::SplitMix;

Datum text(const char* value) {
  return Datum::string(value);
}

Symbol name(const char* value) {
  return Symbol::unqualified(value);
}

Datum repeated_set() {
  return Datum::set({text("s"), text("s")});
}

std::string failure(const Datum& datum) {
  const Result<Bytes> bytes = canonical_bytes(datum);
  return bytes ? "ok" : bytes.error().text();
}

TEST(DatumTest, EqualityKeepsTheOrderOfEntries) {
  EXPECT_FALSE(Datum::set({text("a"), text("b")}) == Datum::set({text("b"), text("a")}));
  EXPECT_EQ(content_id(Datum::set({text("a"), text("b")})), content_id(Datum::set({text("b"), text("a")})));
}

TEST(DatumTest, AHundredThousandLevelsAreBuiltComparedCopiedAndDestroyed) {
  const auto build = [] {
    Datum deep;
    for (int i = 1; i < 100'000; ++i) deep = Datum::list({std::move(deep)});
    return deep;
  };
  const Datum deep = build();
  const Datum copy = deep;
  EXPECT_EQ(deep.depth(), 100'000u);
  EXPECT_TRUE(deep == copy);
  EXPECT_TRUE(deep == build());
  EXPECT_FALSE(canonical_bytes(deep));
  EXPECT_FALSE(expr_from_datum(deep));
}

TEST(DatumTest, TheDeepestDatumIsEncodedAndADeeperOneRefused) {
  Datum deep;
  for (std::uint32_t i = 1; i < kDepthMax; ++i) {
    deep =
        i % 2 == 0 ? Datum::set({std::move(deep)}) : Datum::node(name("n"), {{name("f"), std::move(deep)}});
  }
  EXPECT_TRUE(canonical_bytes(deep));
  EXPECT_TRUE(expr_from_datum(deep));
  const Result<Bytes> refused = canonical_bytes(Datum::list({deep}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), Error::eval("datum nests deeper than 2048 levels", ErrorCode::limit_exceeded));
}

TEST(DatumTest, DuplicatesOfAMapAreFoundBeforeTheValueAtTheSecondKey) {
  EXPECT_EQ(failure(Datum::map({{text("a"), {}}, {text("a"), repeated_set()}})),
            "evaluation error: duplicate datum map key");
}

TEST(DatumTest, AFaultyValueIsFoundBeforeALaterDuplicateKey) {
  EXPECT_EQ(failure(Datum::map({{text("a"), repeated_set()}, {text("a"), {}}})),
            "evaluation error: duplicate datum set entry");
}

TEST(DatumTest, AFaultyKeyIsFoundBeforeALaterDuplicateKey) {
  EXPECT_EQ(failure(Datum::map({{text("a"), {}}, {repeated_set(), {}}, {text("a"), {}}})),
            "evaluation error: duplicate datum set entry");
}

TEST(DatumTest, ADuplicateFieldIsFoundBeforeItsValue) {
  EXPECT_EQ(failure(Datum::node(name("n"), {{name("f"), {}}, {name("f"), repeated_set()}})),
            "evaluation error: duplicate datum node field");
}

TEST(DatumTest, AFaultyFieldIsFoundBeforeALaterDuplicateField) {
  EXPECT_EQ(failure(Datum::node(name("n"), {{name("f"), repeated_set()}, {name("f"), {}}})),
            "evaluation error: duplicate datum set entry");
}

TEST(DatumTest, ADuplicateMemberIsFoundBeforeALaterFaultyOne) {
  const Datum repeated_map = Datum::map({{text("a"), {}}, {text("a"), {}}});
  EXPECT_EQ(failure(Datum::set({text("a"), text("a"), repeated_map})),
            "evaluation error: duplicate datum set entry");
  EXPECT_EQ(failure(Datum::set({text("a"), repeated_map, text("a")})),
            "evaluation error: duplicate datum map key");
}

TEST(DatumTest, AMapOfAHundredThousandEntriesIsEncoded) {
  std::vector<Datum::Entry> entries;
  for (int i = 0; i < 100'000; ++i) entries.emplace_back(Datum::string(std::to_string(i)), Datum::nil());
  EXPECT_TRUE(canonical_bytes(Datum::map(entries)));
  entries.emplace_back(Datum::string("77777"), Datum::nil());
  EXPECT_EQ(failure(Datum::map(entries)), "evaluation error: duplicate datum map key");
}

TEST(DatumTest, AStringOfAHundredMegabytesIsEncoded) {
  EXPECT_EQ(canonical_bytes(Datum::string(std::string(100'000'000, 'x')))->size(), 100'000'054u);
}

TEST(DatumTest, CodeIsNotData) {
  const Result<Datum> datum = datum_from_expr(Expr::list({Expr::call(Expr::nil(), {})}));
  ASSERT_FALSE(datum);
  EXPECT_EQ(datum.error().text(), "type mismatch: expected datum expression, found call expression");
}

TEST(DatumTest, AnExtensionOverAMapWithSymbolKeysIsANode) {
  const Symbol field = Symbol::qualified("ns", "f");
  const Expr expr = Expr::extension(name("n"), Expr::map({{Expr::symbol(field), Expr::boolean(true)}}));
  EXPECT_EQ(*datum_from_expr(expr), Datum::node(name("n"), {{field, Datum::boolean(true)}}));
}

TEST(DatumTest, AnExtensionOverAnythingElseIsNoNode) {
  EXPECT_EQ(datum_from_expr(Expr::extension(name("n"), Expr::nil())).error(),
            Error::type_mismatch("datum node field map", "nil expression"));
  EXPECT_EQ(datum_from_expr(Expr::extension(name("n"), Expr::map({{Expr::string("f"), {}}}))).error(),
            Error::type_mismatch("datum node field symbol", "string expression"));
}

TEST(DatumTest, DataGoesToADatumAndBackUnchanged) {
  int data = 0;
  for (std::uint64_t seed = 1; seed <= 2'000; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    SplitMix random(seed);
    const Expr expr = tests::random_expr(random, 3);
    const Result<Datum> datum = datum_from_expr(expr);
    if (!datum) continue;
    ++data;
    ASSERT_EQ(*expr_from_datum(*datum), expr);
    ASSERT_EQ(*datum_from_expr(*expr_from_datum(*datum)), *datum);
  }
  EXPECT_GT(data, 500);
}

}  // namespace
}  // namespace fleetsim::core
