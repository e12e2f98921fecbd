#include "sim/net/streams.h"

#include <gtest/gtest.h>

namespace fleetsim::sim {
namespace {

core::Letter message(std::uint8_t content) { return {core::share(core::Bytes{content})}; }

core::Instant at_ms(std::int64_t ms) { return core::Instant{} + core::milliseconds(ms); }

TEST(StreamsTest, MessagesComeInTheOrderOfSendingWheneverTheyHaveCrossed) {
  Streams streams;
  const auto first = streams.send(1, 2, message(1));
  const auto second = streams.send(1, 2, message(2));
  streams.crossed(second, at_ms(5));
  EXPECT_FALSE(streams.take(1, 2, 0, at_ms(9))) << "the first one is still under way";
  streams.crossed(first, at_ms(20));
  EXPECT_FALSE(streams.take(1, 2, 0, at_ms(19)));
  EXPECT_EQ(*streams.take(1, 2, 0, at_ms(20))->bytes, core::Bytes{1});
  EXPECT_EQ(*streams.take(1, 2, 0, at_ms(20))->bytes, core::Bytes{2});
  EXPECT_FALSE(streams.take(1, 2, 0, at_ms(20)));
}

TEST(StreamsTest, AResetLosesWhatIsUnderWayAndBeginsAnotherStream) {
  Streams streams;
  const auto lost = streams.send(1, 2, message(1));
  streams.crossed(lost, at_ms(5));
  streams.send(1, 2, message(2));
  EXPECT_EQ(streams.reset(1, 2), 2U);
  EXPECT_FALSE(streams.is_open(lost));
  EXPECT_FALSE(streams.take(1, 2, 0, at_ms(9)));
  const auto next = streams.send(1, 2, message(3));
  streams.crossed(next, at_ms(10));
  EXPECT_FALSE(streams.take(1, 2, 0, at_ms(10))) << "an event of the stream that has ended";
  EXPECT_EQ(*streams.take(1, 2, 1, at_ms(10))->bytes, core::Bytes{3});
}

TEST(StreamsTest, DirectionsAndPairsAreApart) {
  Streams streams;
  const auto there = streams.send(1, 2, message(1));
  const auto back = streams.send(2, 1, message(2));
  streams.crossed(there, at_ms(1));
  streams.crossed(back, at_ms(1));
  EXPECT_EQ(streams.reset(1, 2), 1U);
  EXPECT_EQ(*streams.take(2, 1, 0, at_ms(1))->bytes, core::Bytes{2});
  EXPECT_EQ(streams.reset(5, 6), 0U);
}

}  // namespace
}  // namespace fleetsim::sim
