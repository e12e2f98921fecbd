// Streams through a session: StreamEncoder at one end, StreamDecoder at the other.

#include <gtest/gtest.h>

#include "core/session/stream_decoder.h"
#include "core/session/stream_encoder.h"
#include "tests/support/frames.h"
#include "tests/support/session_link.h"

namespace fleetsim::core {
namespace {

const SessionStart kStart{7, 0};

StreamCoding coding() {
  return {.codec = tests::binary()};
}

struct Carried {
  std::vector<StreamItem> items;
  std::optional<StreamMetadata> metadata;
  std::optional<SessionEnd> end;
};

/// Encoder to decoder and back until nothing moves; every `lose`-th frame of the encoder is lost (0: none).
Carried carry(const Cx& cx, StreamEncoder& encoder, StreamValue& stream, StreamDecoder decoder,
              SessionReceiver receiver, std::size_t lose = 0) {
  Carried carried;
  Instant now{};
  std::size_t frames = 0;
  for (int rounds = 0; rounds < 100'000 && !(encoder.session().end() && receiver.end()); ++rounds) {
    SessionEffects forth;
    const Result<void> pumped = encoder.pump(cx, stream, now, forth);
    EXPECT_TRUE(pumped);
    encoder.session().on_time(now, forth);
    SessionEffects back;
    for (const SessionEffect& each : forth)
      if (const auto* send = std::get_if<SendFrame>(&each))
        if (lose == 0 || ++frames % lose != 0) receiver.on_frame(send->frame, now, back);
    SessionEffects ignored;
    for (const SessionEffect& each : back) {
      if (const auto* send = std::get_if<SendFrame>(&each))
        encoder.session().on_frame(send->frame, now, ignored);
      if (const auto* delivered = std::get_if<Deliver>(&each)) {
        const Result<std::optional<StreamItem>> item = decoder.take(cx, *delivered);
        EXPECT_TRUE(item) << item.error().text();
        if (item && *item) carried.items.push_back(**item);
      }
    }
    // What on_frame wanted to send is lost here, and sent again in its time.
    now = std::min(encoder.session().wake().value_or(now), now + milliseconds(50));
    if (forth.empty()) now = now + milliseconds(1);
  }
  carried.metadata = decoder.metadata();
  carried.end = receiver.end();
  return carried;
}

TEST(StreamCodingTest, AStreamComesOutAsItWentIn) {
  const Cx cx = tests::network_cx();
  for (const std::size_t lose : {std::size_t{0}, std::size_t{3}}) {
    StreamValue stream = tests::midi_stream();
    const std::vector<StreamItem> items = tests::drained(tests::midi_stream());
    Result<StreamEncoder> encoder = StreamEncoder::make(cx, kStart, coding(), {}, {}, 64);
    ASSERT_TRUE(encoder);
    const Carried carried =
        carry(cx, *encoder, stream, StreamDecoder(), SessionReceiver(kStart, {}, {}), lose);
    EXPECT_EQ(carried.items, items);
    EXPECT_EQ(carried.metadata, stream.metadata());
    ASSERT_TRUE(carried.end);
    EXPECT_EQ(*carried.end, (SessionEnd{items.size() + 1, SessionWhy::finished}));
  }
}

// OQ-40: the batch encoder stops at 63 chunks of such a stream.
TEST(StreamCodingTest, MoreThanMayBeInFlightAtOnceArrivesWhole) {
  const Cx cx = tests::network_cx();
  StreamValue stream = tests::text_stream(200);
  Result<StreamEncoder> encoder = StreamEncoder::make(cx, kStart, coding(), {}, {}, 64);
  ASSERT_TRUE(encoder);
  const Carried carried = carry(cx, *encoder, stream, StreamDecoder(), SessionReceiver(kStart, {}, {}));
  EXPECT_EQ(carried.items.size(), 200u);
  ASSERT_TRUE(carried.end);
  EXPECT_TRUE(carried.end->whole());
}

TEST(StreamCodingTest, TheItemThatMeetsALimitStaysInTheStreamAndAnotherSessionGoesOnThere) {
  const Cx cx = tests::network_cx();
  StreamValue stream = tests::text_stream(10);
  SessionOptions options;
  options.items_max = 5;  // the start and four packets
  Result<StreamEncoder> encoder = StreamEncoder::make(cx, kStart, coding(), options, {}, 64);
  ASSERT_TRUE(encoder);
  const Carried first = carry(cx, *encoder, stream, StreamDecoder(), SessionReceiver(kStart, {}, {}));
  ASSERT_TRUE(first.end);
  EXPECT_EQ(*first.end, (SessionEnd{5, SessionWhy::item_limit}));
  EXPECT_EQ(stream.pending(), 6u);

  const SessionStart again{8, first.end->sequence};
  Result<StreamEncoder> rest = StreamEncoder::make(cx, again, coding(), {}, {}, 70);
  ASSERT_TRUE(rest);
  const Carried second = carry(cx, *rest, stream, StreamDecoder(*first.metadata, first.items.size()),
                               SessionReceiver(again, {}, {}));
  ASSERT_TRUE(second.end);
  EXPECT_TRUE(second.end->whole());
  EXPECT_EQ(first.items.size() + second.items.size(), 10u);
}

TEST(StreamCodingTest, AnOpenStreamDoesNotEndTheSession) {
  const Cx cx = tests::network_cx();
  StreamValue stream = StreamValue::push(tests::plain_metadata(StreamMedia::data));
  Result<StreamEncoder> encoder = StreamEncoder::make(cx, kStart, coding(), {}, {}, 64);
  ASSERT_TRUE(encoder);
  SessionEffects effects;
  ASSERT_TRUE(encoder->pump(cx, stream, {}, effects));
  EXPECT_EQ(encoder->session().next_sequence(), 1u);
  EXPECT_TRUE(encoder->session().accepts());
}

TEST(StreamCodingTest, WithoutTheNetworkNothingIsEncoded) {
  EXPECT_EQ(StreamEncoder::make(Cx(1), kStart, coding(), {}, {}).error().text(),
            "capability denied: stream.remote.network");
}

TEST(StreamCodingTest, AProfileThatMayNotTravelIsRefusedUnlessByTheReference) {
  StreamCoding local = coding();
  local.profile = TransportProfile::realtime_local_audio();
  EXPECT_FALSE(StreamEncoder::make(tests::network_cx(), kStart, local, {}, {}));
  local.rules = FrameRules::reference();
  EXPECT_TRUE(StreamEncoder::make(tests::network_cx(), kStart, local, {}, {}));
}

TEST(StreamCodingTest, WhatIsNotDueIsAnErrorThatSaysSo) {
  const Cx cx = tests::network_cx();
  StreamValue stream = tests::text_stream(2);
  Result<StreamEncoder> encoder = StreamEncoder::make(cx, kStart, coding(), {}, {}, 64);
  ASSERT_TRUE(encoder);
  SessionEffects effects;
  ASSERT_TRUE(encoder->pump(cx, stream, {}, effects));
  const auto frame_of = [&](std::size_t i) { return std::get<SendFrame>(effects.at(i)).frame; };
  StreamDecoder decoder;
  EXPECT_EQ(decoder.take(cx, {1, frame_of(1).payload}).error().text(),
            "evaluation error: item 1 of the session is a stream-chunk where a stream-start is due");
  ASSERT_TRUE(decoder.take(cx, {0, frame_of(0).payload}));
  EXPECT_FALSE(decoder.take(cx, {1, frame_of(0).payload}));
  EXPECT_EQ(decoder.take(cx, {2, frame_of(2).payload}).error().text(),
            "evaluation error: packet 1 where 0 is due");
  EXPECT_FALSE(decoder.take(cx, {1, share({1, 2, 3})}));
}

}  // namespace
}  // namespace fleetsim::core
