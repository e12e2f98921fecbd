#include "core/lookup/circuit_breakers.h"

#include <gtest/gtest.h>

namespace fleetsim::core {
namespace {

Instant s(std::int64_t n) {
  return Instant{} + seconds(n);
}

const BreakerOptions kTwo{.failures = 2, .backoff = seconds(1), .backoff_max = seconds(3)};

TEST(CircuitBreakersTest, APeerIsPassedOverAfterSoManyFailuresInARow) {
  CircuitBreakers breakers(kTwo);
  breakers.failed(7, s(0));
  EXPECT_TRUE(breakers.allows(7, s(0)));
  breakers.failed(7, s(0));
  EXPECT_FALSE(breakers.allows(7, s(0)));
  EXPECT_TRUE(breakers.allows(8, s(0)));
  EXPECT_TRUE(breakers.allows(7, s(1)));
}

TEST(CircuitBreakersTest, EachFurtherFailureDoublesTheTimeUpToItsMaximum) {
  CircuitBreakers breakers(kTwo);
  for (int i = 0; i < 3; ++i) breakers.failed(7, s(0));
  EXPECT_FALSE(breakers.allows(7, s(1)));
  EXPECT_TRUE(breakers.allows(7, s(2)));
  for (int i = 0; i < 200; ++i) breakers.failed(7, s(0));
  EXPECT_FALSE(breakers.allows(7, s(2)));
  EXPECT_TRUE(breakers.allows(7, s(3)));
}

TEST(CircuitBreakersTest, ASignOfLifeForgivesEverything) {
  CircuitBreakers breakers(kTwo);
  for (int i = 0; i < 5; ++i) breakers.failed(7, s(0));
  breakers.heard(7);
  EXPECT_EQ(breakers.size(), 0u);
  breakers.failed(7, s(0));
  EXPECT_TRUE(breakers.allows(7, s(0)));
}

TEST(CircuitBreakersTest, WithoutThemNobodyIsEverPassedOver) {
  CircuitBreakers breakers({.failures = 0});
  for (int i = 0; i < 5; ++i) breakers.failed(7, s(0));
  EXPECT_TRUE(breakers.allows(7, s(0)));
  EXPECT_EQ(breakers.size(), 0u);
}

}  // namespace
}  // namespace fleetsim::core
