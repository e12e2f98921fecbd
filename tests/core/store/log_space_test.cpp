#include "core/store/log_space.h"

#include <deque>

#include <gtest/gtest.h>

#include "core/env/dice.h"

namespace fleetsim::core {
namespace {

TEST(LogSpaceTest, ASegmentIsFilledBeforeTheNextBegins) {
  LogSpace space(100);
  EXPECT_EQ(space.append(60), (RecordPlace{1, 60}));
  EXPECT_EQ(space.append(40), (RecordPlace{1, 40}));
  EXPECT_EQ(space.append(1), (RecordPlace{2, 1}));
  EXPECT_EQ(space.append(500), (RecordPlace{3, 500})) << "a record larger than a segment has one of its own";
}

TEST(LogSpaceTest, AFailedAppendIsNotBuiltOn) {
  LogSpace space(100);
  space.live(space.append(10));
  space.append(10);
  space.append_failed();
  EXPECT_EQ(space.append(10).segment, 2u);
}

TEST(LogSpaceTest, FailuresThatNothingGoodPrecedesStayInOneSegment) {
  LogSpace space(100);
  space.live(space.append(10));
  for (int i = 0; i < 5; ++i) {
    space.append(10);
    space.append_failed();
  }
  EXPECT_EQ(space.append(10).segment, 2u);
}

TEST(LogSpaceTest, TheOldestSegmentGoesOnceMoreThanHalfIsDead) {
  LogSpace space(100);
  std::vector<RecordPlace> places;
  for (int i = 0; i < 10; ++i) {
    places.push_back(space.append(50));
    space.live(places.back());
  }
  EXPECT_EQ(space.to_clean(), std::nullopt);
  for (int i = 1; i < 8; ++i) space.dead(places[static_cast<std::size_t>(i)]);
  EXPECT_EQ(space.to_clean(), 1u);
  space.dropped(1);
  EXPECT_EQ(space.to_clean(), 2u) << "nothing of it is live";
}

// Churn for a long time: what the log takes stays within its bound.
TEST(LogSpaceTest, TheLogIsAtMostTwiceWhatIsLiveAndOneSegment) {
  LogSpace space(1000);
  Dice dice(1, "churn");
  std::deque<RecordPlace> live;
  for (int i = 0; i < 20'000; ++i) {
    live.push_back(space.append(1 + dice.below(200)));
    space.live(live.back());
    if (live.size() > 40) {
      space.dead(live.front());
      live.pop_front();
    }
    while (const std::optional<SegmentId> oldest = space.to_clean()) {
      for (RecordPlace& place : live) {
        if (place.segment != *oldest) continue;
        const RecordPlace moved = space.append(place.bytes);
        space.dead(place);
        space.live(moved);
        place = moved;
      }
      space.dropped(*oldest);
    }
    ASSERT_LE(space.bytes(), 2 * space.live_bytes() + 1000 + 200);
  }
}

TEST(LogSpaceTest, WithoutABoundThereIsOneSegmentForEver) {
  LogSpace space(0);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(space.append(std::uint64_t{1} << 30).segment, 1u);
  EXPECT_EQ(space.to_clean(), std::nullopt);
}

}  // namespace
}  // namespace fleetsim::core
