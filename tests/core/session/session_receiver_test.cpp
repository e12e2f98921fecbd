#include "core/session/session_receiver.h"

#include <gtest/gtest.h>

#include "tests/support/session_link.h"

namespace fleetsim::core {
namespace {

using tests::numbered_item;

const Instant kBegin{};

SessionFrame item(std::uint64_t sequence) {
  return {
      .session = 7, .kind = SessionFrameKind::item, .sequence = sequence, .payload = numbered_item(sequence)};
}

SessionFrame end(std::uint64_t sequence, SessionWhy why = SessionWhy::finished) {
  return {.session = 7, .kind = SessionFrameKind::end, .why = why, .sequence = sequence};
}

class SessionReceiverTest : public testing::Test {
 protected:
  void give(const SessionFrame& frame, Instant now = kBegin) { receiver.on_frame(frame, now, out); }
  std::vector<std::uint64_t> delivered() const {
    std::vector<std::uint64_t> numbers;
    for (const SessionEffect& each : out)
      if (const auto* item = std::get_if<Deliver>(&each)) numbers.push_back(item->sequence);
    return numbers;
  }
  /// The last frame sent.
  SessionFrame said() const {
    for (auto each = out.rbegin(); each != out.rend(); ++each)
      if (const auto* send = std::get_if<SendFrame>(&*each)) return send->frame;
    return {};
  }

  SessionReceiver receiver{{7, 0}, SessionOptions{.window_items = 8}, kBegin};
  SessionEffects out;
};

TEST_F(SessionReceiverTest, ItemsThatComeEarlyWaitForTheirTurn) {
  give(item(1));
  give(item(2));
  EXPECT_TRUE(delivered().empty());
  give(item(0));
  EXPECT_EQ(delivered(), (std::vector<std::uint64_t>{0, 1, 2}));
}

TEST_F(SessionReceiverTest, TheAcknowledgementNamesWhatCameBeyondAGap) {
  give(item(0));
  give(item(2));
  give(item(4));
  EXPECT_EQ(said().kind, SessionFrameKind::ack);
  EXPECT_EQ(said().sequence, 1u);
  EXPECT_EQ(said().credit, 9u);
  EXPECT_EQ(*said().payload, Bytes{0b101});
}

TEST_F(SessionReceiverTest, WhatComesTwiceIsDeliveredOnceAndAcknowledgedAgain) {
  give(item(0));
  give(item(0));
  give(item(2));
  give(item(2));
  EXPECT_EQ(delivered(), (std::vector<std::uint64_t>{0}));
  EXPECT_EQ(receiver.duplicates(), 2u);
}

TEST_F(SessionReceiverTest, WhatIsBeyondTheWindowIsNotKept) {
  give(item(8));
  EXPECT_EQ(receiver.waiting(), 0u);
  EXPECT_EQ(receiver.beyond_window(), 1u);
}

TEST_F(SessionReceiverTest, TheEndCountsOnlyWhenAllBeforeItCame) {
  give(item(0));
  give(end(2));
  EXPECT_FALSE(receiver.end());
  EXPECT_EQ(said().sequence, 1u);
  give(item(1));
  EXPECT_EQ(receiver.end(), (SessionEnd{2, SessionWhy::finished}));
  EXPECT_EQ(said().sequence, 3u);
}

TEST_F(SessionReceiverTest, AfterTheEndItStillAcknowledges) {
  give(end(0));
  out.clear();
  give(end(0));
  EXPECT_EQ(said().kind, SessionFrameKind::ack);
  EXPECT_EQ(said().sequence, 1u);
  EXPECT_EQ(out.size(), 1u) << "it ends once";
}

TEST_F(SessionReceiverTest, ItemsBehindTheEndAndAnotherEndBreakTheRules) {
  give(end(2));
  SessionReceiver other = receiver;
  give(item(2));
  EXPECT_EQ(receiver.end(), (SessionEnd{0, SessionWhy::broken_rules}));
  EXPECT_EQ(said().kind, SessionFrameKind::reset);
  other.on_frame(end(3), kBegin, out);
  EXPECT_EQ(other.end(), (SessionEnd{0, SessionWhy::broken_rules}));
}

TEST_F(SessionReceiverTest, TheOpeningIsRepeatedUntilTheOtherSideIsHeard) {
  receiver.open(share({1, 2}), kBegin, out);
  EXPECT_EQ(said().kind, SessionFrameKind::open);
  EXPECT_EQ(*said().payload, (Bytes{1, 2}));
  EXPECT_EQ(said().credit, 8u);
  EXPECT_EQ(receiver.wake(), kBegin + milliseconds(200));
  receiver.on_time(kBegin + milliseconds(200), out);
  EXPECT_EQ(out.size(), 2u);
  give(item(0), kBegin + milliseconds(210));
  EXPECT_EQ(receiver.wake(), kBegin + milliseconds(210) + seconds(20));
}

TEST_F(SessionReceiverTest, AnOpeningThatNobodyAnswersEndsInPeerGone) {
  receiver.open(share({}), kBegin, out);
  while (!receiver.end()) receiver.on_time(*receiver.wake(), out);
  EXPECT_EQ(receiver.end(), (SessionEnd{0, SessionWhy::peer_gone}));
}

TEST_F(SessionReceiverTest, ASilentSenderIsGone) {
  give(item(0));
  EXPECT_EQ(receiver.wake(), kBegin + seconds(20));
  receiver.on_time(kBegin + seconds(20), out);
  EXPECT_EQ(receiver.end(), (SessionEnd{1, SessionWhy::peer_gone}));
}

TEST_F(SessionReceiverTest, ASenderThatTricklesForEverIsNotHeardForEver) {
  Instant now = kBegin;
  for (std::uint64_t i = 0; !receiver.end(); ++i) {
    now = now + seconds(10);
    receiver.on_time(now, out);
    give(item(i), now);
  }
  EXPECT_EQ(receiver.end()->why, SessionWhy::time_limit);
  EXPECT_EQ(now, kBegin + seconds(120));
}

TEST_F(SessionReceiverTest, AReturnAfterABreakSaysWhereItStandsUntilItIsHeard) {
  give(item(0));
  receiver.on_break(kBegin);
  receiver.on_reconnect(kBegin + seconds(25), out);
  EXPECT_EQ(said().kind, SessionFrameKind::resume);
  EXPECT_EQ(said().sequence, 1u);
  out.clear();
  receiver.on_time(*receiver.wake(), out);
  EXPECT_EQ(said().kind, SessionFrameKind::resume);
  give(item(1), kBegin + seconds(26));
  EXPECT_EQ(receiver.delivered(), 2u);
  EXPECT_FALSE(receiver.end());
}

TEST_F(SessionReceiverTest, AResetTellsWhyAndHereIsWhere) {
  give(item(0));
  give({.session = 7, .kind = SessionFrameKind::reset, .why = SessionWhy::peer_forgot, .sequence = 0});
  EXPECT_EQ(receiver.end(), (SessionEnd{1, SessionWhy::peer_forgot}));
}

TEST_F(SessionReceiverTest, TheConsumersDemandHoldsItemsBackWithinTheWindow) {
  SessionReceiver slow({7, 0}, SessionOptions{.window_items = 8}, kBegin, 1);
  for (std::uint64_t i = 0; i < 20; ++i) slow.on_frame(item(i), kBegin, out);
  EXPECT_EQ(delivered(), (std::vector<std::uint64_t>{0}));
  EXPECT_EQ(slow.waiting(), 8u);
  slow.want(2, kBegin, out);
  EXPECT_EQ(delivered(), (std::vector<std::uint64_t>{0, 1, 2}));
  EXPECT_EQ(said().credit, 11u);
}

TEST_F(SessionReceiverTest, AnItemAboveTheLimitsEndsTheSessionThere) {
  SessionReceiver strict({7, 0}, SessionOptions{.items_max = 2, .item_bytes_max = 8}, kBegin);
  SessionFrame long_one = item(0);
  long_one.payload = share(Bytes(9));
  SessionReceiver other = strict;
  other.on_frame(long_one, kBegin, out);
  EXPECT_EQ(other.end(), (SessionEnd{0, SessionWhy::byte_limit}));
  for (std::uint64_t i = 0; i < 3; ++i) strict.on_frame(item(i), kBegin, out);
  EXPECT_EQ(strict.end(), (SessionEnd{2, SessionWhy::item_limit}));
}

}  // namespace
}  // namespace fleetsim::core
