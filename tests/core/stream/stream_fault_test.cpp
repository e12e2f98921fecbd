#include "core/stream/stream_fault.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/value/field.h"
#include "tests/support/streams.h"

namespace fleetsim::core {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::text_item;

std::vector<std::string> after(StreamFaultKind kind, std::uint64_t count, std::vector<const char*> texts) {
  std::vector<StreamItem> items;
  for (const char* text : texts) items.push_back(text_item(text));
  const StreamFaultPlan plan{{StreamFaultSpec::make(kind, count)}};
  const StreamFaultPlan::Outcome outcome = *plan.apply(std::move(items));
  std::vector<std::string> left;
  for (const StreamItem& item : outcome.items)
    left.push_back(std::get<DataPacket>(item.packet).payload.text());
  return left;
}

// B-125
TEST(StreamFaultTest, EachFaultIsNamedInOrderAndTheInertOnesChangeNothing) {
  StreamFaultPlan plan;
  std::vector<Symbol> names;
  for (std::uint8_t i = 0; i < kStreamFaultKinds; ++i) {
    plan.faults.push_back(StreamFaultSpec::make(static_cast<StreamFaultKind>(i), 1));
    names.push_back(symbol(static_cast<StreamFaultKind>(i)));
  }
  const auto outcome = plan.apply({text_item("a"), text_item("b"), text_item("c")});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->diagnostics, names);
  EXPECT_EQ(outcome->items.size(), 3u);
}

TEST(StreamFaultTest, DropTakesFromTheFront) {
  EXPECT_THAT(after(StreamFaultKind::drop, 2, {"a", "b", "c"}), ElementsAre("c"));
  EXPECT_THAT(after(StreamFaultKind::drop, 9, {"a"}), IsEmpty());
}

TEST(StreamFaultTest, ReorderSwapsTheFirstTwo) {
  EXPECT_THAT(after(StreamFaultKind::reorder, 5, {"a", "b", "c"}), ElementsAre("b", "a", "c"));
  EXPECT_THAT(after(StreamFaultKind::reorder, 1, {"a"}), ElementsAre("a"));
}

TEST(StreamFaultTest, DuplicatePutsCopiesInFront) {
  EXPECT_THAT(after(StreamFaultKind::duplicate, 2, {"a", "b"}), ElementsAre("a", "a", "a", "b"));
  EXPECT_THAT(after(StreamFaultKind::duplicate, 2, {}), IsEmpty());
}

TEST(StreamFaultTest, DelayRotatesToTheLeft) {
  EXPECT_THAT(after(StreamFaultKind::delay, 1, {"a", "b", "c"}), ElementsAre("b", "c", "a"));
  EXPECT_THAT(after(StreamFaultKind::delay, 7, {"a", "b"}), ElementsAre("a", "b"));
}

TEST(StreamFaultTest, ACountFromOutsideDoesNotFillTheMemory) {
  const StreamFaultPlan plan{{StreamFaultSpec::make(StreamFaultKind::duplicate, ~std::uint64_t{0})}};
  EXPECT_EQ(plan.apply({text_item("a")}).error().code, ErrorCode::limit_exceeded);
}

TEST(StreamFaultTest, ACountOfZeroIsOne) {
  EXPECT_EQ(StreamFaultSpec::make(StreamFaultKind::drop, 0).count, 1u);
}

TEST(StreamFaultTest, APlanComesBackFromItsList) {
  const StreamFaultPlan plan{{StreamFaultSpec::make(StreamFaultKind::delay, 3),
                              StreamFaultSpec::make(StreamFaultKind::unsupported_profile, 1)}};
  EXPECT_EQ(StreamFaultPlan::from_expr(plan.to_expr()), plan);
}

TEST(StreamFaultTest, WhatIsNoPlanIsRefused) {
  EXPECT_FALSE(StreamFaultPlan::from_expr(Expr::nil()));
  EXPECT_FALSE(StreamFaultPlan::from_expr(Expr::list({Expr::nil()})));
  const Expr unknown = field_map({{"fault", Expr::symbol(Symbol::unqualified("melt"))}});
  EXPECT_THAT(StreamFaultPlan::from_expr(Expr::list({unknown})).error().text(),
              HasSubstr("unknown stream fault melt"));
}

}  // namespace
}  // namespace fleetsim::core
