#include "core/realize/ref.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/realize/cx.h"
#include "core/value/field.h"

namespace fleetsim::core {
namespace {

using testing::HasSubstr;

ContentId content(const char* text) {
  return *content_id(Datum::string(text));
}

Coordinate coordinate() {
  return {Symbol::qualified("space", "time"), content("here")};
}

const std::vector<Ref>& one_of_each() {
  static const std::vector<Ref> refs{Ref(Symbol::qualified("a", "b")), Ref(content("x")), Ref(HandleId{3, 7}),
                                     Ref(coordinate())};
  return refs;
}

std::string failure(const Expr& expr) {
  const Result<Ref> ref = ref_from_expr(expr);
  return ref ? "ok" : ref.error().text();
}

Expr tagged(const char* kind, std::vector<std::pair<std::string_view, Expr>> more) {
  more.insert(more.begin(), {"ref", Expr::symbol(Symbol::qualified("stream/ref", kind))});
  return field_map(std::move(more));
}

Expr digest_bytes(std::size_t octets) {
  return Expr::bytes(Bytes(octets, 1));
}

// B-101
TEST(RefTest, HandlesFromOneContextAreDistinct) {
  Cx cx(5);
  const HandleId first = cx.fresh_handle();
  EXPECT_NE(Ref(first), Ref(cx.fresh_handle()));
}

// B-101
TEST(RefTest, AHandleNeverEqualsAContent) {
  EXPECT_NE(Ref(HandleId{0, 0}), Ref(ContentId{}));
}

// B-101
TEST(RefTest, CoordinatesAndContentIdsCompareByValue) {
  EXPECT_EQ(Ref(coordinate()), Ref(coordinate()));
  EXPECT_EQ(Ref(content("x")), Ref(content("x")));
  EXPECT_NE(Ref(content("x")), Ref(content("y")));
  EXPECT_NE(Ref(coordinate()), Ref(Coordinate{Symbol::unqualified("time"), content("here")}));
}

TEST(RefTest, KindsAreOrderedSymbolContentHandleCoord) {
  const std::vector<Ref>& refs = one_of_each();
  for (std::size_t i = 1; i < refs.size(); ++i) EXPECT_LT(refs[i - 1], refs[i]) << i;
}

TEST(RefTest, EveryKindComesBackFromTheWireForm) {
  for (const Ref& ref : one_of_each()) {
    const Result<Ref> back = ref_from_expr(expr_from_ref(ref));
    ASSERT_TRUE(back) << to_text(ref) << ": " << back.error().text();
    EXPECT_EQ(*back, ref);
  }
}

TEST(RefTest, ASymbolIsItsOwnWireForm) {
  EXPECT_EQ(expr_from_ref(Symbol::unqualified("x")), Expr::symbol(Symbol::unqualified("x")));
}

TEST(RefTest, AHandleTravelsAsItsDecimalValue) {
  EXPECT_EQ(expr_from_ref(HandleId{1, 0}), tagged("handle", {{"id", Expr::string("18446744073709551616")}}));
}

TEST(RefTest, UnknownFieldsOfContentAndCoordAreRefusedAndOfHandlesIgnored) {
  const Expr algorithm = Expr::symbol(content_algorithm());
  EXPECT_THAT(failure(tagged("content", {{"algorithm", algorithm}, {"bytes", digest_bytes(32)}, {"x", {}}})),
              HasSubstr("unknown content ref field x"));
  EXPECT_THAT(failure(tagged("coord", {{"space", algorithm}, {"y", {}}})),
              HasSubstr("unknown coord ref field y"));
  EXPECT_EQ(failure(tagged("handle", {{"id", Expr::string("1")}, {"z", {}}})), "ok");
}

TEST(RefTest, ContentBytesAreExactly32) {
  const Expr algorithm = Expr::symbol(content_algorithm());
  for (const std::size_t octets : {std::size_t{0}, std::size_t{31}, std::size_t{33}})
    EXPECT_THAT(failure(tagged("content", {{"algorithm", algorithm}, {"bytes", digest_bytes(octets)}})),
                HasSubstr("exactly 32"));
}

TEST(RefTest, AnUnknownTagIsRefused) {
  EXPECT_THAT(failure(tagged("pointer", {})), HasSubstr("unknown ref kind stream/ref/pointer"));
}

TEST(RefTest, WhatIsNeitherSymbolNorMapIsRefused) {
  EXPECT_EQ(failure(Expr::string("x")), "type mismatch: expected ref, found string");
}

TEST(RefTest, ACoordinateWantsAContentAsItsOrdinal) {
  const Expr space = Expr::symbol(Symbol::unqualified("s"));
  const Expr handle = expr_from_ref(HandleId{0, 1});
  EXPECT_THAT(failure(tagged("coord", {{"space", space}, {"ordinal", handle}})), HasSubstr("ordinal"));
}

TEST(RefTest, RecordsNameTheKindAndItsParts) {
  const Datum datum = datum_from_ref(HandleId{0x0102030405060708, 9});
  EXPECT_EQ(datum,
            Datum::node(Symbol::qualified("core", "ref"),
                        {{Symbol::unqualified("kind"), Datum::symbol(Symbol::qualified("core", "handle"))},
                         {Symbol::unqualified("id"),
                          Datum::bytes({1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0, 9})}}));
}

TEST(RefTest, RecordsOfDifferentRefsDiffer) {
  const std::vector<Ref>& refs = one_of_each();
  for (std::size_t i = 0; i < refs.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      EXPECT_NE(content_id(datum_from_ref(refs[i])), content_id(datum_from_ref(refs[j])));
}

TEST(HandleIdTest, TheLargestHandleHas39Digits) {
  const HandleId largest{~std::uint64_t{0}, ~std::uint64_t{0}};
  EXPECT_EQ(to_decimal(largest), "340282366920938463463374607431768211455");
  EXPECT_EQ(handle_from_decimal(to_decimal(largest)), largest);
}

TEST(HandleIdTest, ALargerNumberIsRefused) {
  EXPECT_EQ(handle_from_decimal("340282366920938463463374607431768211456"), std::nullopt);
  EXPECT_EQ(handle_from_decimal("3402823669209384634633746074317682114550"), std::nullopt);
}

TEST(HandleIdTest, OnlyDigitsAreRead) {
  for (const char* text : {"", "-1", "+1", " 1", "1 ", "0x1"})
    EXPECT_EQ(handle_from_decimal(text), std::nullopt);
}

}  // namespace
}  // namespace fleetsim::core
