#include "core/reconcile/coded_symbol.h"

#include <limits>

#include <gtest/gtest.h>

#include "core/reconcile/zig_zag.h"
#include "tests/support/split_mix.h"

namespace fleetsim::core {
namespace {

TEST(CodedSymbolTest, WhatIsAddedAndRemovedLeavesNothing) {
  CodedSymbol symbol;
  EXPECT_TRUE(symbol.empty());
  symbol.add(5);
  symbol.add(9);
  EXPECT_FALSE(symbol.is_single());
  symbol.remove(5);
  EXPECT_TRUE(symbol.is_single());
  EXPECT_EQ(symbol.sum, 9u);
  symbol.remove(9);
  EXPECT_TRUE(symbol.empty());
}

TEST(CodedSymbolTest, OneItemOfTheOtherSetIsSingleToo) {
  CodedSymbol symbol;
  symbol.remove(77);
  EXPECT_TRUE(symbol.is_single());
  EXPECT_EQ(symbol.count, -1);
}

TEST(CodedSymbolTest, SeveralItemsThatLookLikeOneDoNotCheck) {
  tests::SplitMix random(1);
  for (int trial = 0; trial < 10'000; ++trial) {
    CodedSymbol symbol;
    symbol.add(random.next());
    symbol.add(random.next());
    symbol.remove(random.next());
    ASSERT_EQ(symbol.count, 1);
    EXPECT_FALSE(symbol.is_single());
  }
}

TEST(CodedSymbolTest, TheItemZeroIsAnItem) {
  CodedSymbol symbol;
  symbol.add(0);
  EXPECT_FALSE(symbol.empty());
  EXPECT_TRUE(symbol.is_single());
}

TEST(CodedSymbolTest, CountsOfStrangersWrap) {
  CodedSymbol symbol{0, 0, std::numeric_limits<std::int64_t>::max()};
  symbol.add(1);
  EXPECT_EQ(symbol.count, std::numeric_limits<std::int64_t>::min());
  symbol += CodedSymbol{0, 0, -1};
  EXPECT_EQ(symbol.count, std::numeric_limits<std::int64_t>::max());
}

TEST(CodedSymbolTest, ComesBackFromItsBytes) {
  for (const std::int64_t count :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1}, std::int64_t{10'000},
        std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
    const CodedSymbol symbol{0x0123456789ABCDEF, 42, count};
    ByteWriter out;
    write(out, symbol);
    ByteReader in(out.view());
    EXPECT_EQ(read_coded_symbol(in), symbol);
    EXPECT_TRUE(in.finished());
  }
}

TEST(CodedSymbolTest, TakesSeventeenBytesWithUpTo63Items) {
  CodedSymbol symbol;
  for (ItemId item = 0; item < 63; ++item) symbol.add(item);
  ByteWriter out;
  write(out, symbol);
  EXPECT_EQ(out.size(), 17u);
}

TEST(CodedSymbolTest, BytesThatEndTooSoonAreRefused) {
  ByteWriter out;
  write(out, {1, 2, 300});
  for (std::size_t size = 0; size < out.size(); ++size) {
    ByteReader in(out.view().first(size));
    EXPECT_EQ(read_coded_symbol(in), CodedSymbol{});
    EXPECT_FALSE(in.ok());
  }
}

TEST(ZigZagTest, SmallNumbersOfEitherSignAreSmall) {
  EXPECT_EQ(zig_zag(0), 0u);
  EXPECT_EQ(zig_zag(-1), 1u);
  EXPECT_EQ(zig_zag(1), 2u);
  EXPECT_EQ(zig_zag(std::numeric_limits<std::int64_t>::min()), UINT64_MAX);
  for (const std::int64_t value :
       {std::int64_t{-3}, std::int64_t{64}, std::numeric_limits<std::int64_t>::max()})
    EXPECT_EQ(zag_zig(zig_zag(value)), value);
}

}  // namespace
}  // namespace fleetsim::core
