#include "sim/net/pipe.h"

#include <deque>

#include <gtest/gtest.h>

#include "core/env/dice.h"

namespace fleetsim::sim {
namespace {

constexpr std::uint64_t kMbit = 1'000'000;

core::Instant at_us(std::int64_t us) { return core::Instant{} + core::microseconds(us); }

TEST(PipeTest, APacketHoldsTheLineForItsBits) {
  EXPECT_EQ(Pipe::time_of(1250, 10 * kMbit), core::milliseconds(1));
  EXPECT_EQ(Pipe::time_of(1, 3), core::Duration{2'666'666'667}) << "rounded up";
  Pipe pipe;
  EXPECT_EQ(pipe.offer(1250, at_us(0), {10 * kMbit, 0}), at_us(1000));
}

TEST(PipeTest, PacketsWaitForEachOtherInOrder) {
  Pipe pipe;
  const PipeOptions options{10 * kMbit, 0};
  EXPECT_EQ(pipe.offer(1250, at_us(0), options), at_us(1000));
  EXPECT_EQ(pipe.offer(1250, at_us(400), options), at_us(2000));
  EXPECT_EQ(pipe.backlog_bytes(at_us(400)), 2000U);
  EXPECT_EQ(pipe.backlog_bytes(at_us(2000)), 0U);
  EXPECT_EQ(pipe.offer(1250, at_us(9000), options), at_us(10'000)) << "the line was idle";
}

TEST(PipeTest, WhatDoesNotFitIsDroppedAndChangesNothing) {
  Pipe pipe;
  const PipeOptions options{10 * kMbit, 2500};
  ASSERT_TRUE(pipe.offer(1250, at_us(0), options));
  ASSERT_TRUE(pipe.offer(1250, at_us(0), options));
  EXPECT_FALSE(pipe.offer(1, at_us(0), options)) << "2500 bytes wait";
  EXPECT_EQ(pipe.backlog_bytes(at_us(0)), 2500U);
  EXPECT_TRUE(pipe.offer(1250, at_us(1000), options)) << "1250 have left";
}

TEST(PipeTest, AnIdleLineTakesAPacketOfAnyLength) {
  Pipe pipe;
  EXPECT_TRUE(pipe.offer(10'000, at_us(0), {kMbit, 100}));
  EXPECT_FALSE(pipe.offer(1, at_us(0), {kMbit, 100}));
}

TEST(PipeTest, AnUnboundedQueueEndsWhereInstantsWould) {
  Pipe pipe;
  int taken = 0;
  while (taken < 1000 && pipe.offer(1ULL << 30, at_us(0), {1000, 0})) ++taken;
  EXPECT_LT(taken, 1000);
}

// Against a queue that is kept packet by packet, with packets that fill whole nanoseconds.
TEST(PipeTest, AgreesWithAQueueOfPackets) {
  constexpr std::uint64_t kRate = 8 * kMbit;  // a byte a microsecond
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    core::Dice dice(seed, "pipe");
    Pipe pipe;
    struct Waiting {
      core::Instant leaves;
      std::uint64_t bytes;
    };
    std::deque<Waiting> queue;
    core::Instant now;
    for (int i = 0; i < 300; ++i) {
      now = now + core::microseconds(static_cast<std::int64_t>(dice.below(900)));
      while (!queue.empty() && queue.front().leaves <= now) queue.pop_front();
      const std::uint64_t bytes = 1 + dice.below(1000);
      std::uint64_t waiting = 0;
      for (std::size_t k = 0; k < queue.size(); ++k)
        waiting += k == 0 ? static_cast<std::uint64_t>((queue[0].leaves - now).ns) / 1000 : queue[k].bytes;
      const bool fits = queue.empty() || waiting + bytes <= 2000;
      const auto sent = pipe.offer(bytes, now, {kRate, 2000});
      ASSERT_EQ(sent.has_value(), fits) << "packet " << i;
      if (!fits) continue;
      const core::Instant begins = queue.empty() ? now : queue.back().leaves;
      queue.push_back({begins + core::microseconds(static_cast<std::int64_t>(bytes)), bytes});
      ASSERT_EQ(*sent, queue.back().leaves);
    }
  }
}

}  // namespace
}  // namespace fleetsim::sim
