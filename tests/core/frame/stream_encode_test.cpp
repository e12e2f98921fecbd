#include "core/frame/stream_encode.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/frame/stream_decode.h"
#include "core/frame/stream_kinds.h"
#include "tests/support/frames.h"

namespace fleetsim::core {
namespace {

using testing::HasSubstr;
using testing::Not;

StreamEnvelope envelope_at(const std::vector<ServerFrame>& frames, std::size_t i) {
  return *StreamEnvelope::from_expr(**stream_frame_to_expr(Cx(), frames.at(i)));
}

Result<std::vector<ServerFrame>> limited(StreamValue& stream, const StreamFrameLimits& limits,
                                         const FrameRules& rules = {}) {
  return stream_to_frames_with_limits(tests::network_cx(), stream, tests::binary(), {},
                                      TransportProfile::remote_stream_fabric(), limits, rules);
}

std::string limit_message(const std::vector<ServerFrame>& frames, const FrameRules& rules) {
  Cx cx;
  return tests::message_of(tests::drained(*stream_frames_to_stream(cx, frames, rules)),
                           stream_limit_diagnostic_kind());
}

// B-48
TEST(StreamEncodeTest, TheFirstChunkIsTheEnvelopeOfTheFirstItem) {
  StreamValue stream = tests::midi_stream();
  const auto frames = *stream_to_frames(tests::network_cx(), stream, tests::lisp());
  ASSERT_EQ(frames.size(), 4u);
  EXPECT_TRUE(is<frame::StreamStart>(frames[0].kind));
  EXPECT_TRUE(is<frame::StreamEnd>(frames[3].kind));
  EXPECT_TRUE(frames[3].payload.empty());
  const StreamEnvelope first = envelope_at(frames, 1);
  EXPECT_EQ(first.stream_id, stream.metadata().id);
  EXPECT_EQ(first.sequence, 0u);
  EXPECT_EQ(first.profile.name().name, "remote-stream-fabric");
  EXPECT_EQ(first.packet, tests::midi_packet(1));
  EXPECT_EQ(envelope_at(frames, 2).sequence, 1u);
}

// B-49
TEST(StreamEncodeTest, EncodingRequiresTheNetwork) {
  StreamValue stream = tests::midi_stream();
  EXPECT_EQ(stream_to_frames(Cx(), stream, tests::lisp()).error(),
            Error::capability_denied("stream.remote.network"));
  EXPECT_EQ(stream.pending(), 2u);
}

TEST(StreamEncodeTest, EveryFrameHasTheGivenEnvelope) {
  FrameEnvelope envelope;
  envelope.hop = 2;
  StreamValue stream = tests::midi_stream();
  const auto frames = *stream_to_frames_with_envelope(tests::network_cx(), stream, tests::lisp(), envelope);
  EXPECT_EQ(frames.size(), 4u);
  for (const ServerFrame& each : frames) EXPECT_EQ(each.envelope, envelope);
}

struct LimitCase {
  const char* name;
  StreamFrameLimits limits;
  const char* token;
};

class StreamLimitTest : public testing::TestWithParam<LimitCase> {};

// B-55, B-56, B-57, B-58
TEST_P(StreamLimitTest, EndsInADiagnosticThatNamesTheLimit) {
  for (const FrameRules& rules : tests::both_rules()) {
    // A diagnostic in a stream of data is what the original cannot fold into a recording, but can fold.
    StreamValue stream = tests::text_stream(3);
    const auto frames = limited(stream, GetParam().limits, rules);
    ASSERT_TRUE(frames) << frames.error().text();
    const std::string message = limit_message(*frames, rules);
    EXPECT_THAT(message, HasSubstr(GetParam().token));
    EXPECT_TRUE(message.starts_with("stream/fabric")) << message;
    EXPECT_TRUE(is<frame::StreamEnd>(frames->back().kind));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Limits, StreamLimitTest,
    testing::Values(LimitCase{"frame_size", {.max_frame_payload_bytes = 1}, "frame-size"},
                    LimitCase{"stream_size", {.max_stream_frames = 0}, "stream-size"},
                    LimitCase{"inflight", {.max_inflight_frames = 1}, "inflight-frame"},
                    LimitCase{"duration_rate", {.max_duration_ms = 1, .max_rate_hz = 1}, "duration-rate"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(StreamEncodeTest, ALimitDiagnosticHasTheShapeOfTheContract) {
  StreamValue stream = tests::text_stream(3);
  const auto frames = *limited(stream, {.max_stream_frames = 2});
  ASSERT_EQ(frames.size(), 5u);
  const StreamEnvelope notice = envelope_at(frames, 3);
  EXPECT_EQ(notice.packet_id, Symbol::qualified("stream/packet-id", "demo#diagnostic-2"));
  EXPECT_EQ(notice.media, StreamMedia::diagnostic);
  EXPECT_EQ(notice.direction, StreamDirection::source);
  EXPECT_EQ(notice.sequence, 2u);
  EXPECT_TRUE(notice.ticks.empty());
  EXPECT_EQ(notice.clock_domain, ClockDomain::server_frame);
  EXPECT_EQ(notice.profile, TransportProfile::remote_stream_fabric());
  EXPECT_EQ(notice.diagnostics, std::vector<Symbol>{stream_limit_diagnostic_kind()});
  EXPECT_THAT(std::get<StreamDiagnostic>(notice.packet).message, HasSubstr("2 chunks"));
}

TEST(StreamEncodeTest, ZeroFramesAreADiagnosticAndNothingElse) {
  for (const StreamFrameLimits& limits :
       {StreamFrameLimits{.max_stream_frames = 0}, StreamFrameLimits{.max_inflight_frames = 0}}) {
    StreamValue stream = tests::text_stream(3);
    const auto frames = *limited(stream, limits);
    EXPECT_EQ(frames.size(), 3u);
    EXPECT_EQ(stream.pending(), 3u);
  }
}

TEST(StreamEncodeTest, ZeroSizesDurationsAndRatesAreRefused) {
  for (const StreamFrameLimits& limits :
       {StreamFrameLimits{.max_frame_payload_bytes = 0}, StreamFrameLimits{.max_duration_ms = 0},
        StreamFrameLimits{.max_rate_hz = 0}}) {
    StreamValue stream = tests::text_stream(1);
    EXPECT_EQ(limited(stream, limits).error().kind, ErrorKind::eval);
  }
}

// U-9
TEST(StreamEncodeTest, TheNumberOfChunksIsCheckedBeforeTheFramesInFlight) {
  for (const FrameRules& rules : tests::both_rules()) {
    StreamValue stream = tests::text_stream(3);
    EXPECT_THAT(
        limit_message(*limited(stream, {.max_stream_frames = 1, .max_inflight_frames = 2}, rules), rules),
        HasSubstr("stream-size"));
    StreamValue slow = tests::text_stream(3);
    EXPECT_THAT(
        limit_message(
            *limited(slow, {.max_inflight_frames = 2, .max_duration_ms = 1, .max_rate_hz = 1}, rules), rules),
        HasSubstr("duration-rate"));
  }
}

// U-9
TEST(StreamEncodeTest, TheFramesInFlightAreCheckedBeforeTheEnvelopeAndThatBeforeTheSize) {
  // A packet of another media than the stream's has no envelope.
  const auto wrong = [] {
    return StreamValue::pull(tests::plain_metadata(StreamMedia::midi), {tests::text_item("t")});
  };
  for (const FrameRules& rules : tests::both_rules()) {
    StreamValue in_flight = wrong();
    EXPECT_TRUE(limited(in_flight, {.max_frame_payload_bytes = 1, .max_inflight_frames = 1}, rules));
    StreamValue too_large = wrong();
    const auto refused = limited(too_large, {.max_frame_payload_bytes = 1}, rules);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().text(), HasSubstr("does not match packet media"));
  }
}

// U-9
TEST(StreamEncodeTest, TheStartCountsTowardsTheFramesInFlight) {
  StreamValue stream = tests::text_stream(3);
  // Start, one chunk, the diagnostic, the end.
  EXPECT_EQ(limited(stream, {.max_inflight_frames = 2})->size(), 4u);
}

// U-9
TEST(StreamEncodeTest, TheItemThatMeetsALimitIsLostByTheReferenceAndStaysOtherwise) {
  StreamValue lossy = tests::text_stream(5);
  ASSERT_TRUE(limited(lossy, {.max_stream_frames = 2}, FrameRules::reference()));
  EXPECT_EQ(lossy.pending(), 2u);
  StreamValue kept = tests::text_stream(5);
  ASSERT_TRUE(limited(kept, {.max_stream_frames = 2}));
  EXPECT_EQ(kept.pending(), 3u);
}

TEST(StreamEncodeTest, ALimitNamesTheNumberToResumeAtAndTheRestFollowsFromThere) {
  StreamValue stream = tests::text_stream(5);
  const auto frames = *limited(stream, {.max_stream_frames = 2});
  EXPECT_THAT(limit_message(frames, {}), HasSubstr("resume at sequence 2"));
  Cx cx;
  const StreamEvents read = *stream_frames_to_events(cx, frames, Symbol::unqualified("run"));
  EXPECT_EQ(read.ending, StreamEnding::truncated);
  EXPECT_EQ(read.next_sequence, 2u);
  EXPECT_EQ(limited(stream, {})->size(), 5u);
}

// U-10
TEST(StreamEncodeTest, UnderTheDefaultLimitsAStreamIsCutAfter63Chunks) {
  for (const FrameRules& rules : tests::both_rules()) {
    StreamValue stream = tests::text_stream(100);
    const auto frames = *stream_to_frames(tests::network_cx(), stream, tests::binary(), rules);
    EXPECT_EQ(frames.size(), 64u + 2u);
    EXPECT_THAT(limit_message(frames, rules), HasSubstr("inflight-frame"));
    Cx cx;
    EXPECT_EQ(tests::drained(*stream_frames_to_stream(cx, frames, rules)).size(), 63u + 1u);
  }
}

TEST(StreamEncodeTest, AnOpenStreamSaysSoInsteadOfLookingComplete) {
  StreamValue open = StreamValue::push(tests::plain_metadata(StreamMedia::data));
  ASSERT_TRUE(open.push(tests::text_item("t")));
  Cx cx = tests::network_cx();
  const auto frames = *stream_to_frames(cx, open, tests::binary());
  const StreamEvents read = *stream_frames_to_events(cx, frames, Symbol::unqualified("run"));
  EXPECT_EQ(read.ending, StreamEnding::open);
  EXPECT_FALSE(std::holds_alternative<event::Done>(read.events.back().kind));
  EXPECT_THAT(
      tests::message_of(tests::drained(*stream_frames_to_stream(cx, frames)), stream_open_diagnostic_kind()),
      HasSubstr("resume at sequence 1"));
}

TEST(StreamEncodeTest, ByTheReferenceAnOpenStreamLooksComplete) {
  StreamValue open = StreamValue::push(tests::plain_metadata(StreamMedia::data));
  ASSERT_TRUE(open.push(tests::text_item("t")));
  EXPECT_EQ(stream_to_frames(tests::network_cx(), open, tests::binary(), FrameRules::reference())->size(),
            3u);
}

TEST(StreamEncodeTest, AProfileThatMayNotTravelIsRefusedUnlessByTheReference) {
  const TransportProfile unbounded = *TransportProfile::make(
      Symbol::unqualified("p"), LatencyClass::interactive, {StreamCapability::remote});
  for (const TransportProfile& profile : {TransportProfile::realtime_local_audio(), unbounded}) {
    StreamValue stream = tests::text_stream(1);
    EXPECT_EQ(
        stream_to_frames_with_profile(tests::network_cx(), stream, tests::lisp(), {}, profile).error().kind,
        ErrorKind::eval);
    EXPECT_EQ(stream.pending(), 1u);
    EXPECT_TRUE(stream_to_frames_with_profile(tests::network_cx(), stream, tests::lisp(), {}, profile,
                                              FrameRules::reference()));
  }
}

TEST(StreamEncodeTest, ADiagnosticInAStreamOfAnotherMediaCanBeEncodedAgainUnlessByTheReference) {
  const auto cut = [](const FrameRules& rules) {
    StreamValue stream = tests::midi_stream();
    Cx cx = tests::network_cx();
    StreamValue again =
        *stream_frames_to_stream(cx, *limited(stream, {.max_stream_frames = 1}, rules), rules);
    return stream_to_frames(cx, again, tests::binary(), rules);
  };
  EXPECT_TRUE(cut({}));
  EXPECT_THAT(cut(FrameRules::reference()).error().text(), HasSubstr("does not match packet media"));
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
TEST(StreamEncodeTest, TheCompatibilityHelpersAreTheHelpersOfServers) {
  const Cx cx;
  const Expr expr = Expr::string("x");
  const ServerFrame chunk = *expr_to_stream_chunk_frame(cx, tests::lisp(), expr, {});
  EXPECT_EQ(chunk, *stream_chunk_frame_from_expr(cx, tests::lisp(), expr, {}));
  EXPECT_EQ(*stream_chunk_frame_to_expr(cx, chunk), expr);
  const ServerFrame response = *reply_frame(cx, tests::lisp(), text_reply("x"));
  EXPECT_THAT(stream_chunk_frame_to_expr(cx, response).error().text(), HasSubstr("response"));
}
#pragma GCC diagnostic pop

}  // namespace
}  // namespace fleetsim::core
