// Both ends of a session with a bad way between them.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/session_link.h"

namespace fleetsim::core {
namespace {

using tests::LinkFaults;
using tests::SessionLink;

SessionOptions fast() {
  SessionOptions options;
  options.rate_items_max = 100'000;
  options.rate_burst = 64;
  return options;
}

const SessionStart kStart{7, 0};

TEST(SessionTest, OverAGoodWayAStreamArrivesWholeAndNothingIsSentTwice) {
  SessionLink link(kStart, fast(), 200, {}, 1);
  link.run();
  EXPECT_EQ(link.delivered.size(), 200u);
  EXPECT_TRUE(link.delivered_in_order());
  EXPECT_EQ(link.sender_ends, (std::vector<SessionEnd>{{200, SessionWhy::finished}}));
  EXPECT_EQ(link.receiver_ends, (std::vector<SessionEnd>{{200, SessionWhy::finished}}));
  EXPECT_EQ(link.sender.retransmissions(), 0u);
}

TEST(SessionTest, AnEmptyStreamIsWholeToo) {
  SessionLink link(kStart, fast(), 0, {}, 1);
  link.run();
  EXPECT_EQ(link.sender_ends, (std::vector<SessionEnd>{{0, SessionWhy::finished}}));
  EXPECT_EQ(link.receiver_ends, (std::vector<SessionEnd>{{0, SessionWhy::finished}}));
}

// OQ-40: the total is far above what may be in flight.
TEST(SessionTest, InFlightMeansUnacknowledgedNotEverSent) {
  SessionOptions options = fast();
  options.in_flight_max = 4;
  SessionLink link(kStart, options, 300, {}, 1);
  link.run();
  EXPECT_EQ(link.in_flight_most, 4u);
  EXPECT_EQ(link.delivered.size(), 300u);
  ASSERT_EQ(link.receiver_ends.size(), 1u);
  EXPECT_TRUE(link.receiver_ends[0].whole());
}

TEST(SessionTest, LossReorderingAndDuplicatesNeverShowInWhatIsDelivered) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    tests::SplitMix random(seed);
    LinkFaults faults;
    faults.loss_percent = random.below(60);
    faults.duplicate_percent = random.below(50);
    faults.delay_spread = milliseconds(static_cast<std::int64_t>(random.below(300)));
    SessionOptions options = fast();
    options.window_items = 1 + random.below(20);
    options.in_flight_max = 1 + random.below(20);
    options.buffer_items_max = 1 + random.below(20);
    options.retransmissions_max = static_cast<std::uint32_t>(random.below(9));
    const std::uint64_t first = random.below(3) * 1000;
    const std::uint64_t items = random.below(120);
    SessionLink link({seed, first}, options, items, faults, seed);
    link.run();

    EXPECT_TRUE(link.delivered_in_order());
    ASSERT_EQ(link.receiver_ends.size(), 1u);
    ASSERT_EQ(link.sender_ends.size(), 1u);
    const SessionEnd at = link.receiver_ends[0];
    EXPECT_EQ(at.sequence, first + link.delivered.size());
    EXPECT_TRUE(!at.whole() || link.delivered.size() == items);
    EXPECT_TRUE(!link.sender_ends[0].whole() || at.whole());
    // The sender never claims more than came.
    EXPECT_LE(link.sender_ends[0].sequence, at.sequence);
    EXPECT_LE(link.waiting_most, options.window_items);
    EXPECT_LE(link.in_flight_most, options.in_flight_max);
  }
}

TEST(SessionTest, ATenthOfAllFramesLostCostsRetransmissionsAndNothingElse) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    LinkFaults faults{.loss_percent = 10, .duplicate_percent = 10, .delay_spread = milliseconds(20)};
    SessionLink link(kStart, fast(), 100, faults, seed);
    link.run();
    ASSERT_EQ(link.receiver_ends.size(), 1u);
    EXPECT_TRUE(link.receiver_ends[0].whole()) << link.receiver_ends[0].text();
    EXPECT_GT(link.sender.retransmissions(), 0u);
  }
}

TEST(SessionTest, ABreakShorterThanTheBudgetIsSurvived) {
  LinkFaults faults{.cut_from = Instant{} + milliseconds(3), .cut_until = Instant{} + seconds(4)};
  SessionOptions options = fast();
  options.in_flight_max = 8;
  SessionLink link(kStart, options, 100, faults, 1);
  link.run();
  ASSERT_EQ(link.receiver_ends.size(), 1u);
  EXPECT_TRUE(link.receiver_ends[0].whole()) << link.receiver_ends[0].text();
}

TEST(SessionTest, ABreakLongerThanTheBudgetEndsBothSidesAtAPlace) {
  LinkFaults faults{.cut_from = Instant{} + milliseconds(3), .cut_until = kNever};
  SessionOptions options = fast();
  options.in_flight_max = 8;
  SessionLink link(kStart, options, 100, faults, 1);
  link.run();
  ASSERT_EQ(link.receiver_ends.size(), 1u);
  ASSERT_EQ(link.sender_ends.size(), 1u);
  EXPECT_EQ(link.receiver_ends[0].why, SessionWhy::peer_gone);
  EXPECT_EQ(link.sender_ends[0].why, SessionWhy::peer_gone);
  EXPECT_EQ(link.receiver_ends[0].sequence, link.delivered.size());
  EXPECT_GT(link.delivered.size(), 0u);
  EXPECT_LT(link.delivered.size(), 100u);
}

// OQ-42: the place where one session stopped is where another goes on.
TEST(SessionTest, ABrokenStreamIsResumedByASessionThatBeginsWhereItEnded) {
  LinkFaults faults{.cut_from = Instant{} + milliseconds(3), .cut_until = kNever};
  SessionOptions options = fast();
  options.in_flight_max = 8;
  SessionLink before(kStart, options, 100, faults, 1);
  before.run();
  ASSERT_EQ(before.receiver_ends.size(), 1u);
  const std::uint64_t place = before.receiver_ends[0].sequence;

  SessionLink after({8, place}, options, 100 - place, {}, 1);
  after.run();
  ASSERT_EQ(after.receiver_ends.size(), 1u);
  EXPECT_EQ(after.receiver_ends[0], (SessionEnd{100, SessionWhy::finished}));
  EXPECT_TRUE(after.delivered_in_order());
  EXPECT_EQ(before.delivered.size() + after.delivered.size(), 100u);
}

TEST(SessionTest, AConsumerThatTakesNoMoreStopsTheSenderWithoutEndingTheSession) {
  SessionOptions options = fast();
  options.window_items = 4;
  SessionLink link(kStart, options, 100, {}, 1, 10);
  link.run(Instant{} + seconds(30));
  EXPECT_EQ(link.delivered.size(), 10u);
  EXPECT_LE(link.sender.acknowledged(), 14u);
  EXPECT_FALSE(link.sender.end());
  EXPECT_FALSE(link.receiver.end());

  SessionEffects effects;
  link.receiver.want(SessionReceiver::kAll, link.now, effects);
  link.carry_out(effects, false);
  link.run();
  ASSERT_EQ(link.receiver_ends.size(), 1u);
  EXPECT_TRUE(link.receiver_ends[0].whole());
  EXPECT_EQ(link.delivered.size(), 100u);
}

TEST(SessionTest, WhoeverCancelsEndsBothSides) {
  for (const bool sender_cancels : {true, false}) {
    SessionOptions options = fast();
    options.in_flight_max = 2;
    SessionLink link(kStart, options, 1000, {}, 1);
    link.run(Instant{} + milliseconds(20));
    SessionEffects effects;
    if (sender_cancels)
      link.sender.cancel(link.now, effects);
    else
      link.receiver.cancel(link.now, effects);
    link.carry_out(effects, sender_cancels);
    link.run();
    ASSERT_EQ(link.sender_ends.size(), 1u);
    ASSERT_EQ(link.receiver_ends.size(), 1u);
    EXPECT_EQ(link.sender_ends[0].why, SessionWhy::cancelled);
    EXPECT_EQ(link.receiver_ends[0], (SessionEnd{link.delivered.size(), SessionWhy::cancelled}));
  }
}

TEST(SessionTest, ALimitEndsTheStreamAtThatItemAndAllBeforeItArrive) {
  SessionOptions options = fast();
  options.items_max = 30;
  LinkFaults faults{.loss_percent = 20, .delay_spread = milliseconds(5)};
  SessionLink link(kStart, options, 100, faults, 3);
  link.run();
  EXPECT_EQ(link.receiver_ends, (std::vector<SessionEnd>{{30, SessionWhy::item_limit}}));
  EXPECT_EQ(link.sender_ends, (std::vector<SessionEnd>{{30, SessionWhy::item_limit}}));
  EXPECT_TRUE(link.delivered_in_order());
  EXPECT_EQ(link.receiver_ends[0].text(), "stream/fabric session broken: item_limit; resume at sequence 30");
}

// OQ-41
TEST(SessionTest, TheRateIsKeptOnTheClock) {
  SessionOptions options;  // 120 a second, 8 at once
  SessionLink link(kStart, options, 128, {}, 1);
  link.run();
  ASSERT_EQ(link.receiver_ends.size(), 1u);
  EXPECT_TRUE(link.receiver_ends[0].whole());
  EXPECT_GE(link.now, Instant{} + milliseconds(1'000));
  EXPECT_LE(link.now, Instant{} + milliseconds(1'010));
}

// OQ-41
TEST(SessionTest, TheTimeLimitIsElapsedTimeAndWhatWasSentStillArrives) {
  SessionOptions options;  // 120 a second
  options.duration_max = milliseconds(500);
  SessionLink link(kStart, options, 1'000, {}, 1);
  link.run();
  ASSERT_EQ(link.receiver_ends.size(), 1u);
  EXPECT_EQ(link.receiver_ends[0].why, SessionWhy::time_limit);
  EXPECT_EQ(link.receiver_ends, link.sender_ends);
  EXPECT_EQ(link.delivered.size(), link.receiver_ends[0].sequence);
  EXPECT_NEAR(static_cast<double>(link.delivered.size()), 68, 2);
}

TEST(SessionTest, ACopyOfBothEndsGoesOnAlike) {
  LinkFaults faults{.loss_percent = 20, .duplicate_percent = 20, .delay_spread = milliseconds(50)};
  SessionLink link(kStart, fast(), 100, faults, 5);
  link.run(Instant{} + milliseconds(300));
  SessionLink copy = link;
  link.run();
  copy.run();
  EXPECT_EQ(link.sent, copy.sent);
  EXPECT_EQ(link.now, copy.now);
}

// The property of what is delivered must be able to fail.
TEST(SessionTest, FramesThatLieAboutTheirNumberAreFoundByTheProperty) {
  bool found = false;
  for (std::uint64_t seed = 1; seed <= 10 && !found; ++seed) {
    SessionLink link(kStart, fast(), 100, {.relabel_percent = 5}, seed);
    link.run();
    found = !link.delivered_in_order();
  }
  EXPECT_TRUE(found);
}

}  // namespace
}  // namespace fleetsim::core
