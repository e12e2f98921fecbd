#include "reports/virtual_time.h"

#include <limits>

#include <gtest/gtest.h>

namespace fleetsim::tests {
namespace {

TEST(VirtualTimeTest, SecondsAreExact) {
  const auto text = [](std::int64_t ns) { return reports::seconds_text(core::Instant{ns}); };
  EXPECT_EQ(text(0), "0s");
  EXPECT_EQ(text(1), "0.000000001s");
  EXPECT_EQ(text(4'200'000'000), "4.2s");
  EXPECT_EQ(text(60'000'000'000), "60s");
  EXPECT_EQ(text(-1'500'000'000), "-1.5s");
  EXPECT_EQ(text(std::numeric_limits<std::int64_t>::max()), "9223372036.854775807s");
  EXPECT_EQ(text(std::numeric_limits<std::int64_t>::min()), "-9223372036.854775808s");
}

}  // namespace
}  // namespace fleetsim::tests
