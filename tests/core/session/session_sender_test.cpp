#include "core/session/session_sender.h"

#include <gtest/gtest.h>

#include "tests/support/session_link.h"

namespace fleetsim::core {
namespace {

using tests::numbered_item;

const SessionStart kStart{7, 0};
const Instant kBegin{};

SessionFrame ack(std::uint64_t sequence, std::uint64_t credit, Bytes beyond = {}) {
  return {.session = 7,
          .kind = SessionFrameKind::ack,
          .sequence = sequence,
          .credit = credit,
          .payload = share(std::move(beyond))};
}

std::vector<std::uint64_t> items_sent(const SessionEffects& effects) {
  std::vector<std::uint64_t> numbers;
  for (const SessionEffect& each : effects)
    if (const auto* send = std::get_if<SendFrame>(&each); send && send->frame.kind == SessionFrameKind::item)
      numbers.push_back(send->frame.sequence);
  return numbers;
}

class SessionSenderTest : public testing::Test {
 protected:
  SessionSender with_items(std::uint64_t n, std::uint64_t credit, SessionOptions options = fast()) {
    SessionSender sender(kStart, options, kBegin, credit);
    for (std::uint64_t i = 0; i < n; ++i) sender.offer(numbered_item(i), kBegin, out);
    return sender;
  }
  static SessionOptions fast() {
    SessionOptions options;
    options.rate_burst = 64;
    return options;
  }

  SessionEffects out;
};

TEST_F(SessionSenderTest, NothingIsSentAboveTheCredit) {
  SessionSender sender = with_items(5, 2);
  EXPECT_EQ(items_sent(out), (std::vector<std::uint64_t>{0, 1}));
  out.clear();
  sender.on_frame(ack(1, 4), kBegin, out);
  EXPECT_EQ(items_sent(out), (std::vector<std::uint64_t>{2, 3}));
}

TEST_F(SessionSenderTest, OldCreditTakesNothingBack) {
  SessionSender sender = with_items(5, 4);
  sender.on_frame(ack(0, 1), kBegin, out);
  sender.on_frame(ack(4, 5), kBegin, out);
  EXPECT_EQ(items_sent(out), (std::vector<std::uint64_t>{0, 1, 2, 3, 4}));
}

TEST_F(SessionSenderTest, OnlyWhatIsMissingIsSentAgain) {
  SessionSender sender = with_items(4, 4);
  sender.on_frame(ack(1, 4, {0b10}), kBegin, out);  // 0 and 3 came
  EXPECT_EQ(sender.in_flight(), 2u);
  out.clear();
  sender.on_time(kBegin + milliseconds(200), out);
  EXPECT_EQ(items_sent(out), (std::vector<std::uint64_t>{1, 2}));
}

TEST_F(SessionSenderTest, EveryTryWaitsTwiceAsLongUpToTheMost) {
  SessionSender sender = with_items(1, 1);
  std::vector<std::int64_t> waits;
  Instant now = kBegin;
  while (!sender.end()) {
    const Instant due = *sender.wake();
    waits.push_back((due - now).ns / 1'000'000);
    now = due;
    sender.on_time(now, out);
  }
  EXPECT_EQ(waits, (std::vector<std::int64_t>{200, 400, 800, 1600, 2000, 2000, 2000, 2000, 2000}));
  EXPECT_EQ(*sender.end(), (SessionEnd{0, SessionWhy::peer_gone}));
}

TEST_F(SessionSenderTest, AnItemThatNeverGetsThroughToAPeerThatAnswersIsAFailedDelivery) {
  SessionSender sender = with_items(1, 1);
  Instant now = kBegin;
  while (!sender.end()) {
    now = *sender.wake();
    sender.on_time(now, out);
    now = now + milliseconds(1);
    sender.on_frame(ack(0, 1), now, out);
  }
  EXPECT_EQ(*sender.end(), (SessionEnd{0, SessionWhy::delivery_failed}));
}

TEST_F(SessionSenderTest, AFullBufferBlocksAndAnAcknowledgementMakesRoom) {
  SessionOptions options = fast();
  options.buffer_items_max = 2;
  SessionSender sender = with_items(2, 9, options);
  EXPECT_EQ(sender.offer(numbered_item(2), kBegin, out), BackpressureOutcome::blocked);
  sender.on_frame(ack(1, 9), kBegin, out);
  EXPECT_EQ(sender.offer(numbered_item(2), kBegin, out), BackpressureOutcome::accepted);
}

TEST_F(SessionSenderTest, AnItemThatIsTooLongEndsTheStreamBeforeIt) {
  SessionOptions options = fast();
  options.item_bytes_max = 8;
  SessionSender sender = with_items(2, 9, options);
  EXPECT_EQ(sender.offer(share(Bytes(9)), kBegin, out), BackpressureOutcome::rejected);
  EXPECT_EQ(sender.offer(numbered_item(3), kBegin, out), BackpressureOutcome::closed);
  EXPECT_FALSE(sender.end()) << "what was sent is not acknowledged yet";
  sender.on_frame(ack(3, 9), kBegin, out);
  EXPECT_EQ(*sender.end(), (SessionEnd{2, SessionWhy::byte_limit}));
}

TEST_F(SessionSenderTest, AllBytesTogetherHaveALimitToo) {
  SessionOptions options = fast();
  options.bytes_max = 20;
  SessionSender sender = with_items(2, 9, options);
  EXPECT_EQ(sender.offer(numbered_item(2), kBegin, out), BackpressureOutcome::rejected);
}

TEST_F(SessionSenderTest, WithoutAnythingToSendItAsksWhetherTheOtherSideIsThere) {
  SessionSender sender(kStart, fast(), kBegin, 1);
  sender.on_time(kBegin + seconds(1), out);
  ASSERT_EQ(out.size(), 1u);
  EXPECT_EQ(std::get<SendFrame>(out[0]).frame.kind, SessionFrameKind::probe);
  while (!sender.end()) sender.on_time(*sender.wake(), out);
  EXPECT_EQ(sender.end()->why, SessionWhy::peer_gone);
}

TEST_F(SessionSenderTest, AnAcknowledgementOfWhatWasNeverSentBreaksTheRules) {
  SessionSender sender = with_items(3, 2);
  sender.on_frame(ack(3, 9), kBegin, out);
  EXPECT_EQ(*sender.end(), (SessionEnd{0, SessionWhy::broken_rules}));
}

TEST_F(SessionSenderTest, FramesOfOtherSessionsAndOfItsOwnKindChangeNothing) {
  SessionSender sender = with_items(1, 1);
  SessionFrame other = ack(1, 9);
  other.session = 8;
  SessionFrame echo = ack(1, 9);
  echo.kind = SessionFrameKind::item;
  sender.on_frame(other, kBegin, out);
  sender.on_frame(echo, kBegin, out);
  EXPECT_EQ(sender.acknowledged(), 0u);
}

TEST_F(SessionSenderTest, ABreakCostsNoTriesAndTheReturnSendsWhatIsMissingAtOnce) {
  SessionSender sender = with_items(2, 2);
  sender.on_break(kBegin + milliseconds(10));
  sender.on_time(kBegin + seconds(20), out);
  out.clear();
  sender.on_reconnect(kBegin + seconds(20), out);
  EXPECT_EQ(items_sent(out), (std::vector<std::uint64_t>{0, 1}));
  EXPECT_FALSE(sender.end());
}

TEST_F(SessionSenderTest, ABreakThatLastsTooLongIsTheEnd) {
  SessionSender sender = with_items(2, 2);
  sender.on_break(kBegin);
  EXPECT_EQ(sender.wake(), kBegin + seconds(30));
  sender.on_time(kBegin + seconds(30), out);
  EXPECT_EQ(*sender.end(), (SessionEnd{0, SessionWhy::peer_gone}));
}

TEST_F(SessionSenderTest, AWishToResumeIsAnsweredAtOnceFromTheNumberItNames) {
  SessionSender sender = with_items(3, 3);
  out.clear();
  SessionFrame resume = ack(1, 3);
  resume.kind = SessionFrameKind::resume;
  sender.on_frame(resume, kBegin + milliseconds(1), out);
  EXPECT_EQ(items_sent(out), (std::vector<std::uint64_t>{1, 2}));
  out.clear();
  for (int i = 2; i < 100; ++i) sender.on_frame(resume, kBegin + milliseconds(i), out);
  EXPECT_EQ(items_sent(out), std::vector<std::uint64_t>()) << "not for every copy of the wish";
}

TEST_F(SessionSenderTest, ASourceThatFailsIsADiagnosticAtThatItem) {
  SessionSender sender = with_items(2, 9);
  sender.finish(kBegin, out, SessionWhy::source_failed);
  sender.on_frame(ack(3, 9), kBegin, out);
  ASSERT_TRUE(sender.end());
  EXPECT_EQ(*sender.end(), (SessionEnd{2, SessionWhy::source_failed}));
  EXPECT_EQ(sender.end()->diagnostic().message,
            "stream/fabric session broken: source_failed; resume at sequence 2");
}

}  // namespace
}  // namespace fleetsim::core
