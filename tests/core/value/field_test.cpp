#include "core/value/field.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fleetsim::core {
namespace {

using testing::HasSubstr;

Expr qualified_key(const char* name) {
  return Expr::symbol(Symbol::qualified("ns", name));
}

TEST(FieldTest, TheFirstBareKeyCounts) {
  const Expr map = Expr::map({{Expr::string("x"), Expr::string("by string")},
                              {qualified_key("x"), Expr::string("by qualified symbol")},
                              {Expr::symbol(Symbol::unqualified("x")), Expr::string("first")},
                              {Expr::symbol(Symbol::unqualified("x")), Expr::string("second")}});
  EXPECT_EQ(string_field(map, "x"), std::string("first"));
}

TEST(FieldTest, AMissingFieldIsNamedWithTheLabelOfItsReader) {
  const Expr map = field_map({});
  EXPECT_EQ(string_field(map, "x").error(), Error::eval("string field is missing field x"));
  EXPECT_EQ(symbol_field(map, "x").error(), Error::eval("symbol field is missing field x"));
  EXPECT_EQ(list_field(map, "x").error(), Error::eval("list field is missing field x"));
  EXPECT_EQ(bool_field(map, "x").error(), Error::eval("bool field is missing field x"));
  EXPECT_THAT(any_field(map, "x").error().text(), HasSubstr("missing field x"));
}

TEST(FieldTest, AFieldOfAnotherKindIsATypeMismatch) {
  const Expr map = field_map({{"x", Expr::vector({})}});
  EXPECT_EQ(string_field(map, "x").error(), Error::type_mismatch("string field", "vector"));
  EXPECT_EQ(symbol_field(map, "x").error(), Error::type_mismatch("symbol field", "vector"));
  EXPECT_EQ(list_field(map, "x").error(), Error::type_mismatch("list field", "vector"));
  EXPECT_EQ(bool_field(map, "x").error(), Error::type_mismatch("bool field", "vector"));
}

TEST(FieldTest, IntegersAreDecimalStringsThatFit) {
  const auto map = [](const char* text) { return field_map({{"n", Expr::string(text)}}); };
  EXPECT_EQ(u64_field(map("18446744073709551615"), "n"), ~std::uint64_t{0});
  EXPECT_EQ(i64_field(map("-5"), "n"), std::int64_t{-5});
  EXPECT_EQ(u16_field(map("65535"), "n"), std::uint16_t{65535});
  EXPECT_FALSE(u16_field(map("65536"), "n"));
  EXPECT_FALSE(u32_field(map("4294967296"), "n"));
  for (const char* text : {"", "-1", "+1", " 1", "1.0", "18446744073709551616"})
    EXPECT_EQ(u64_field(map(text), "n").error().kind, ErrorKind::eval) << text;
}

TEST(FieldTest, NilIsNoNumber) {
  EXPECT_EQ(optional_u64_field(field_map({{"n", Expr::nil()}}), "n"), std::optional<std::uint64_t>());
  EXPECT_EQ(optional_u64_field(field_map({{"n", decimal(std::uint64_t{3})}}), "n"),
            std::optional<std::uint64_t>(3));
  EXPECT_FALSE(optional_u64_field(field_map({}), "n"));
}

TEST(FieldTest, AClosedMapRefusesWhatItDoesNotKnow) {
  EXPECT_TRUE(check_closed(field_map({{"a", {}}}), {"a", "b"}, "thing"));
  EXPECT_EQ(check_closed(field_map({{"c", {}}}), {"a", "b"}, "thing").error(),
            Error::eval("unknown thing field c"));
  EXPECT_EQ(check_closed(Expr::map({{qualified_key("a"), {}}}), {"a"}, "thing").error(),
            Error::eval("unknown thing field ns/a"));
  EXPECT_EQ(check_closed(Expr::map({{Expr::nil(), {}}}), {"a"}, "thing").error(),
            Error::type_mismatch("symbol thing field", "nil"));
}

}  // namespace
}  // namespace fleetsim::core
