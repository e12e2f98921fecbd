#include "sim/event/event_queue.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/env/dice.h"

namespace fleetsim::sim {
namespace {

TEST(EventQueueTest, EarlierInstantComesFirst) {
  EventQueue<int> queue;
  queue.push({{20}, 0, 0}, 2);
  queue.push({{10}, 9, 9}, 1);
  EXPECT_EQ(queue.pop().second, 1);
  EXPECT_EQ(queue.pop().second, 2);
  EXPECT_TRUE(queue.empty());
}

TEST(EventQueueTest, OfOneInstantTheLowerOriginComesFirstThenTheLowerSequence) {
  EventQueue<int> queue;
  queue.push({{10}, 2, 0}, 3);
  queue.push({{10}, 1, 7}, 2);
  queue.push({{10}, 1, 3}, 1);
  EXPECT_EQ(queue.pop().second, 1);
  EXPECT_EQ(queue.pop().second, 2);
  EXPECT_EQ(queue.pop().second, 3);
}

TEST(EventQueueTest, PopsInKeyOrderWhateverTheOrderOfPushesAndPops) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    SCOPED_TRACE(seed);
    core::Dice dice(seed, "queue");
    EventQueue<EventKey> queue;
    std::vector<EventKey> pending;
    for (std::uint64_t i = 0; i < 2000; ++i) {
      if (dice.below(3) > 0 || pending.empty()) {
        const EventKey key{{static_cast<std::int64_t>(dice.below(50))}, static_cast<Origin>(dice.below(4)), i};
        queue.push(key, key);
        pending.push_back(key);
      } else {
        const auto least = std::min_element(pending.begin(), pending.end());
        const auto [key, payload] = queue.pop();
        ASSERT_EQ(key, *least);
        ASSERT_EQ(payload, *least);
        pending.erase(least);
      }
      ASSERT_EQ(queue.size(), pending.size());
    }
  }
}

TEST(EventQueueTest, ACopyGoesOnAlike) {
  EventQueue<int> queue;
  for (int i = 0; i < 100; ++i) queue.push({{(i * 37) % 10}, 0, static_cast<std::uint64_t>(i)}, i);
  EventQueue<int> copy = queue;
  while (!queue.empty()) EXPECT_EQ(queue.pop().second, copy.pop().second);
  EXPECT_TRUE(copy.empty());
}

TEST(EventQueueTest, PoppingAnEmptyQueueIsABug) {
  EventQueue<int> queue;
  EXPECT_THROW(queue.pop(), core::BrokenInvariant);
}

}  // namespace
}  // namespace fleetsim::sim
