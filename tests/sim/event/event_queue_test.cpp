#include "sim/event/event_queue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

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

TEST(EventQueueTest, SaysWhatIsPendingInTheOrderInWhichItWouldPop) {
  core::Dice dice(3, "queue");
  EventQueue<std::string> queue;
  for (std::uint64_t i = 0; i < 5000; ++i) {
    const std::uint64_t spread = std::uint64_t{1} << dice.below(40);
    const auto at = static_cast<std::int64_t>(1000 + dice.below(spread));
    queue.push({{at}, static_cast<Origin>(dice.below(4)), i}, std::to_string(i));
  }
  for (int i = 0; i < 1700; ++i) queue.pop();
  const auto pending = queue.pending();
  ASSERT_EQ(pending.size(), queue.size());
  for (const auto& [key, payload] : pending) {
    const auto popped = queue.pop();
    ASSERT_EQ(popped.first, key);
    ASSERT_EQ(popped.second, payload);
  }
}

TEST(EventQueueTest, PopsInKeyOrderWhateverTheOrderOfPushesAndPops) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    SCOPED_TRACE(seed);
    core::Dice dice(seed, "queue");
    EventQueue<EventKey> queue;
    std::vector<EventKey> pending;
    std::int64_t now = 0;
    for (std::uint64_t i = 0; i < 2000; ++i) {
      if (dice.below(3) > 0 || pending.empty()) {
        const std::uint64_t spread = std::uint64_t{1} << dice.below(40);
        const auto later = static_cast<std::int64_t>(dice.below(spread));
        const EventKey key{{now + later}, static_cast<Origin>(dice.below(4)), i};
        queue.push(key, key);
        pending.push_back(key);
      } else {
        const auto least = std::min_element(pending.begin(), pending.end());
        ASSERT_EQ(queue.next_at(), least->at);
        const auto [key, payload] = queue.pop();
        now = key.at.ns;
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

TEST(EventQueueTest, PayloadsThatWaitInThePoolComeOutAsTheyWentIn) {
  EventQueue<std::string> queue;
  for (int round = 0; round < 3; ++round)
    for (int i = 0; i < 100; ++i)
      queue.push({{round * 1000 + (i * 37) % 100}, 0, static_cast<std::uint64_t>(i)}, std::to_string((i * 37) % 100));
  for (int i = 0; i < 300; ++i) EXPECT_EQ(queue.pop().second, std::to_string(i % 100));
}

TEST(EventQueueTest, InstantsMayBeAnywhereInTime) {
  EventQueue<int> queue;
  queue.push({{INT64_MAX}, 0, 0}, 3);
  queue.push({{0}, 0, 1}, 2);
  queue.push({{-5}, 0, 2}, 1);
  for (int expected = 1; expected <= 3; ++expected) EXPECT_EQ(queue.pop().second, expected);
}

// A million at one instant cost no more each than a few do.
TEST(EventQueueTest, ManyOfOneInstantComeInOrder) {
  EventQueue<int> queue;
  constexpr int kMany = 200'000;
  for (int i = 0; i < kMany; ++i) queue.push({{7}, static_cast<Origin>(kMany - i), 0}, kMany - i);
  for (int i = 1; i <= kMany; ++i) {
    ASSERT_EQ(queue.pop().second, i);
    if (i % 2 == 0) queue.push({{7}, static_cast<Origin>(kMany + i), 0}, kMany + i);
  }
  EXPECT_EQ(queue.size(), static_cast<std::size_t>(kMany / 2));
}

TEST(EventQueueTest, PoppingAnEmptyQueueAndPushingIntoThePastAreBugs) {
  EventQueue<int> queue;
  EXPECT_THROW(queue.pop(), core::BrokenInvariant);
  EXPECT_THROW(queue.next_at(), core::BrokenInvariant);
  queue.push({{10}, 0, 0}, 1);
  queue.pop();
  EXPECT_THROW(queue.push({{9}, 0, 1}, 1), core::BrokenInvariant);
}

}  // namespace
}  // namespace fleetsim::sim
