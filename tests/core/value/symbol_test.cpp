#include "core/value/symbol.h"

#include <gtest/gtest.h>

namespace fleetsim::core {
namespace {

TEST(SymbolTest, AnAbsentNamespaceSortsBeforeAnEmptyOne) {
  EXPECT_LT(Symbol::unqualified("b"), Symbol::qualified("", "a"));
  EXPECT_NE(Symbol::unqualified("a"), Symbol::qualified("", "a"));
}

TEST(SymbolTest, NamesSortByUnsignedBytes) {
  EXPECT_LT(Symbol::unqualified("a"), Symbol::unqualified("\xC3\xA9"));
  EXPECT_LT(Symbol::unqualified("\xEF\xBF\xBF"), Symbol::unqualified("\xF0\x90\x80\x80"));
}

TEST(SymbolTest, TheNamespaceDecidesBeforeTheName) {
  EXPECT_LT(Symbol::qualified("a", "z"), Symbol::qualified("b", "a"));
}

TEST(SymbolTest, SymbolsThatRenderAlikeAreUnequal) {
  EXPECT_EQ(Symbol::unqualified("a/b").text(), Symbol::qualified("a", "b").text());
  EXPECT_NE(Symbol::unqualified("a/b"), Symbol::qualified("a", "b"));
}

TEST(SymbolTest, ACheckedNameMayHoldNoSeparator) {
  const Result<Symbol> symbol = Symbol::checked(std::string("a/\0", 3));
  ASSERT_FALSE(symbol);
  EXPECT_EQ(symbol.error().first, "symbol name \"a/\\0\" contains the reserved namespace separator '/'");
}

TEST(SymbolTest, ACheckedNameMayHoldNoControlCharacter) {
  for (const std::string& name :
       {std::string("a\0b", 3), std::string("\x7F"), std::string("\xC2\x80"), std::string("\n")}) {
    const Result<Symbol> symbol = Symbol::checked(name);
    ASSERT_FALSE(symbol) << name;
    EXPECT_NE(symbol.error().first.find("contains a control character"), std::string::npos);
  }
}

TEST(SymbolTest, ACheckedNameMayHoldAnythingElse) {
  EXPECT_EQ(*Symbol::checked("\xC2\xA0 \xF4\x8F\xBF\xBF"), Symbol::unqualified("\xC2\xA0 \xF4\x8F\xBF\xBF"));
}

}  // namespace
}  // namespace fleetsim::core
