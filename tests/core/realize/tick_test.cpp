#include "core/realize/tick.h"

#include <gtest/gtest.h>

#include "core/value/field.h"

namespace fleetsim::core {
namespace {

Tick tick(const char* clock, std::uint64_t n) {
  return {Symbol::qualified("clock", clock), clock_index(n)};
}

TEST(TickTest, DistinctClocksAreValid) {
  EXPECT_TRUE(check_ticks(std::vector{tick("sample", 1), tick("block", 1)}));
  EXPECT_TRUE(check_ticks({}));
}

TEST(TickTest, ARepeatedClockIsNamed) {
  const Result<void> refused =
      check_ticks(std::vector{tick("sample", 1), tick("block", 1), tick("sample", 2)});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), Error::eval("duplicate event tick clock clock/sample"));
}

TEST(TickTest, AClockIndexIsASymbolThatCarriesTheCount) {
  EXPECT_EQ(clock_index(48'000), Ref(Symbol::qualified("stream/clock-index", "48000")));
}

TEST(TickTest, TicksComeBackFromTheWireForm) {
  const std::vector<Tick> ticks{tick("sample", 1), {Symbol::unqualified("x"), HandleId{1, 2}}};
  EXPECT_EQ(ticks_from_expr(expr_from_ticks(ticks)), ticks);
}

TEST(TickTest, ATickThatIsNoMapIsRefused) {
  EXPECT_EQ(ticks_from_expr(Expr::list({Expr::nil()})).error(), Error::type_mismatch("tick map", "nil"));
  EXPECT_EQ(ticks_from_expr(Expr::nil()).error(), Error::type_mismatch("list field", "nil"));
}

TEST(TickTest, RecordsKeepTheOrderOfTicks) {
  const std::vector<Tick> ticks{tick("sample", 1), tick("block", 2)};
  const std::vector<Tick> turned{ticks[1], ticks[0]};
  EXPECT_NE(content_id(datum_from_ticks(ticks)), content_id(datum_from_ticks(turned)));
}

}  // namespace
}  // namespace fleetsim::core
