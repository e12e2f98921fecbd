#include "core/session/session_options.h"

#include <gtest/gtest.h>

#include "core/session/pacer.h"

namespace fleetsim::core {
namespace {

TEST(SessionOptionsTest, TheDefaultsAreThoseOfRemoteStreams) {
  EXPECT_EQ(SessionOptions::from_limits(StreamRemoteLimits{}), SessionOptions{});
  EXPECT_TRUE(SessionOptions{}.validate());
}

TEST(SessionOptionsTest, LimitsThatNoClockHoldsAreCutToWhatOneDoes) {
  StreamRemoteLimits limits;
  limits.max_duration_ms = ~std::uint64_t{0};
  EXPECT_TRUE(SessionOptions::from_limits(limits).validate());
}

TEST(SessionOptionsTest, ZerosAndOversizesAreErrorsThatNameTheOption) {
  EXPECT_EQ(SessionOptions{.rate_items_max = 0}.validate().error().text(),
            "evaluation error: session option rate_items_max is 0, not in 1..18446744073709551615");
  EXPECT_FALSE(SessionOptions{.window_items = 65'537}.validate());
  EXPECT_FALSE(SessionOptions{.silence_max = Duration{}}.validate());
}

TEST(PacerTest, NoSpanSeesMoreThanTheRateAndTheBurst) {
  SessionOptions options;
  options.rate_items_max = 7;  // a second; the spacing is no whole number
  options.rate_burst = 3;
  Pacer pacer(options);
  std::vector<Instant> sent;
  Instant now{};
  while (now < Instant{} + seconds(5)) {
    now = std::max(now, pacer.ready());
    pacer.take(now);
    sent.push_back(now);
  }
  for (std::size_t i = 0; i + 3 + 7 < sent.size(); ++i) EXPECT_GT(sent[i + 3 + 7] - sent[i], seconds(1));
  EXPECT_EQ(sent[2], Instant{});
  EXPECT_GT(sent[3], Instant{});
}

}  // namespace
}  // namespace fleetsim::core
