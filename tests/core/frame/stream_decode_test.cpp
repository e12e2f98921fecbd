#include "core/frame/stream_decode.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/frame/stream_encode.h"
#include "core/frame/stream_kinds.h"
#include "core/value/field.h"
#include "tests/support/frames.h"

namespace fleetsim::core {
namespace {

using testing::AllOf;
using testing::HasSubstr;

const Symbol kRun = Symbol::unqualified("run");

std::vector<ServerFrame> encoded(StreamValue stream, const FrameRules& rules = {},
                                 const TransportProfile& profile = TransportProfile::remote_stream_fabric()) {
  return *stream_to_frames_with_profile(tests::network_cx(), stream, tests::lisp(), {}, profile, rules);
}

// The original's decoder, but for how ids are spelled: so that it reads frames encoded by the default rules.
FrameRules lenient() {
  FrameRules rules = FrameRules::reference();
  rules.stream = {};
  return rules;
}

ServerFrame start_of(StreamMedia media, const FrameRules& rules = {}) {
  return *stream_start_frame(Cx(), tests::lisp(), tests::plain_metadata(media), {}, rules);
}

ServerFrame chunk_of(const Expr& expr) {
  return *stream_chunk_frame_from_expr(Cx(), tests::lisp(), expr, {});
}

std::vector<StreamItem> items_of(const std::vector<ServerFrame>& frames, const FrameRules& rules = {}) {
  Cx cx;
  const Result<StreamValue> stream = stream_frames_to_stream(cx, frames, rules);
  if (!stream) ADD_FAILURE() << stream.error().text();
  return stream ? tests::drained(*stream) : std::vector<StreamItem>{};
}

// B-47
TEST(StreamDecodeTest, MetadataAndPacketsOfAMidiStreamComeBack) {
  for (const FrameRules& rules : tests::both_rules()) {
    const StreamValue stream = tests::midi_stream();
    Cx cx;
    const StreamValue back = *stream_frames_to_stream(cx, encoded(stream, rules), rules);
    EXPECT_EQ(back.metadata(), stream.metadata());
    EXPECT_EQ(tests::drained(back), tests::drained(stream));
  }
}

TEST(StreamDecodeTest, ANamespaceInTheIdComesBackUnlessByTheReference) {
  const StreamValue stream = StreamValue::pull(tests::stream_metadata(StreamMedia::midi), {});
  Cx cx;
  EXPECT_EQ(stream_frames_to_stream(cx, encoded(stream))->metadata(), stream.metadata());
  const FrameRules reference = FrameRules::reference();
  EXPECT_EQ(stream_frames_to_stream(cx, encoded(stream, reference), reference)->metadata().id,
            Symbol::unqualified("demo/midi"));
}

// B-50
TEST(StreamDecodeTest, AChunkThatIsABarePacketIsThatPacket) {
  for (const FrameRules& rules : tests::both_rules()) {
    const std::vector<StreamItem> items = items_of(
        {start_of(StreamMedia::midi, rules), chunk_of(expr_from_packet(tests::midi_packet(5)))}, rules);
    ASSERT_FALSE(items.empty());
    EXPECT_EQ(items[0], tests::item(tests::midi_packet(5)));
    // That there was no end is only said by the default rules.
    EXPECT_EQ(items.size(), rules.strict_sequence ? 2u : 1u);
  }
}

// B-51
TEST(StreamDecodeTest, AChunkThatWantsToEvaluateIsDenied) {
  for (const FrameRules& rules : tests::both_rules()) {
    Cx cx;
    const Result<StreamValue> denied = stream_frames_to_stream(
        cx, std::vector{start_of(StreamMedia::data, rules), tests::text_chunk("#. 1")}, rules);
    ASSERT_FALSE(denied);
    EXPECT_EQ(denied.error(), Error::capability_denied("read-eval"));
  }
}

// B-52
TEST(StreamDecodeTest, ARealtimeProfileIsRefusedWithTheOneToUseInstead) {
  const auto frames =
      encoded(tests::pcm_stream(), FrameRules::reference(), TransportProfile::realtime_local_audio());
  for (const FrameRules& rules : tests::both_rules()) {
    const std::vector<StreamItem> items = items_of(frames, rules);
    ASSERT_EQ(items.size(), 2u);
    EXPECT_EQ(std::get<StreamDiagnostic>(items[0].packet).kind, refused_profile_diagnostic_kind());
    EXPECT_THAT(tests::message_of(items, refused_profile_diagnostic_kind()),
                AllOf(HasSubstr("realtime-local-audio"), HasSubstr("lan-buffered-audio-preview")));
    EXPECT_TRUE(items[0].ticks.empty());
  }
}

TEST(StreamDecodeTest, AProfileThatIsRemoteWithoutBoundsIsRefusedUnlessByTheReference) {
  const TransportProfile unbounded = *TransportProfile::make(
      Symbol::unqualified("p"), LatencyClass::interactive, {StreamCapability::remote});
  const auto frames = encoded(tests::pcm_stream(), FrameRules::reference(), unbounded);
  EXPECT_NE(tests::message_of(items_of(frames), refused_profile_diagnostic_kind()), "");
  EXPECT_EQ(items_of(frames, FrameRules::reference()), tests::drained(tests::pcm_stream()));
}

// B-53
TEST(StreamDecodeTest, BufferedPreviewsTravel) {
  for (const FrameRules& rules : tests::both_rules())
    for (const TransportProfile& profile :
         {TransportProfile::buffered_pcm_preview(), TransportProfile::lan_buffered_audio_preview()})
      EXPECT_EQ(items_of(encoded(tests::pcm_stream(), rules, profile), rules),
                tests::drained(tests::pcm_stream()));
}

// B-54
TEST(StreamDecodeTest, LanMidiAndLanRendersTravel) {
  for (const FrameRules& rules : tests::both_rules()) {
    EXPECT_EQ(items_of(encoded(tests::midi_stream(), rules, TransportProfile::lan_midi_control()), rules),
              tests::drained(tests::midi_stream()));
    EXPECT_EQ(items_of(encoded(tests::pcm_stream(), rules, TransportProfile::lan_render_return()), rules),
              tests::drained(tests::pcm_stream()));
  }
}

// B-59
TEST(StreamDecodeTest, ACancelledStreamYieldsNoneEverAfter) {
  Cx cx;
  StreamValue stream = *stream_frames_to_stream(cx, encoded(tests::midi_stream()));
  stream.cancel();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(stream.next(), std::nullopt);
  EXPECT_TRUE(stream.is_done());
}

ServerFrame error_of(const char* text) {
  return *frame_from_expr(Cx(), tests::lisp(), frame::Error{}, Expr::string(text));
}

// B-60
TEST(StreamDecodeTest, ARemoteErrorIsADiagnosticPacket) {
  for (const FrameRules& rules : tests::both_rules()) {
    const std::vector<StreamItem> items =
        items_of({start_of(StreamMedia::midi, rules), error_of("remote failed")}, rules);
    ASSERT_EQ(items.size(), 1u);
    EXPECT_EQ(tests::message_of(items, remote_error_diagnostic_kind()), "remote failed");
  }
}

// B-62
TEST(StreamDecodeTest, FramesAreRecordedAndEncodedAgain) {
  for (const FrameRules& rules : tests::both_rules()) {
    Cx cx = tests::network_cx();
    const StreamCassette cassette = *stream_frames_to_cassette(
        cx, encoded(tests::midi_stream(), rules, TransportProfile::lan_midi_control()), rules);
    EXPECT_EQ(cassette.envelopes.size(), 2u);
    EXPECT_EQ(cassette.envelopes[0].profile, TransportProfile::remote_stream_fabric());
    const auto again = *cassette_to_stream_frames(cx, cassette, tests::binary(), {}, rules);
    EXPECT_EQ(items_of(again, rules), tests::drained(tests::midi_stream()));
  }
}

TEST(StreamDecodeTest, WhatDidNotComeWholeIsNotRecordedUnlessByTheReference) {
  auto frames = encoded(tests::midi_stream());
  frames.pop_back();
  Cx cx;
  EXPECT_THAT(stream_frames_to_cassette(cx, frames).error().text(), HasSubstr("missing-end"));
  EXPECT_TRUE(stream_frames_to_cassette(cx, frames, lenient()));
}

// B-63
TEST(StreamDecodeTest, AModelEventComesBackEqual) {
  const StreamItem event =
      tests::item(DataPacket{data_model_event_kind(),
                             field_map({{"event", Expr::string("delta")}, {"text", Expr::string("hello")}})});
  const StreamValue stream = StreamValue::pull(tests::plain_metadata(StreamMedia::data), {event});
  for (const FrameRules& rules : tests::both_rules())
    EXPECT_EQ(items_of(encoded(stream, rules), rules), std::vector{event});
}

// B-64
TEST(StreamDecodeTest, ARankFrontierComesBackEqual) {
  const auto number = [](const char* text) {
    return Expr::number({Symbol::qualified("numbers", "f64"), text});
  };
  std::vector<StreamItem> items{tests::item(DataPacket{
      data_rank_frontier_kind(), field_map({{"entries", number("2")}, {"best", number("0.75")}})})};
  for (const char* ordinal : {"0", "1"})
    items.push_back(
        tests::item(DataPacket{Symbol::qualified("stream/data", "rank-entry"),
                               field_map({{"ordinal", number(ordinal)}, {"score", number("0.5")}})}));
  const StreamValue stream = StreamValue::pull(tests::plain_metadata(StreamMedia::data), items);
  for (const FrameRules& rules : tests::both_rules()) {
    Cx cx;
    const StreamValue back = *stream_frames_to_stream(cx, encoded(stream, rules), rules);
    EXPECT_EQ(back.metadata().media, StreamMedia::data);
    EXPECT_EQ(tests::drained(back), items);
  }
}

// B-65
TEST(StreamDecodeTest, AChunkThatIsACallIsADiagnostic) {
  const Expr call = Expr::call(Expr::symbol(Symbol::unqualified("f")), {});
  for (const FrameRules& rules : tests::both_rules())
    EXPECT_THAT(tests::message_of(items_of({start_of(StreamMedia::data, rules), chunk_of(call)}, rules),
                                  Symbol::qualified("stream/fabric", "ChunkPayloadError")),
                HasSubstr("datum conversion failed"));
}

// B-66
TEST(StreamDecodeTest, AChunkThatIsDataIsReadBackUnchangedAndDecodedAsADataPacket) {
  const Expr raw = field_map({{"event", Expr::string("delta")}, {"n", Expr::list({Expr::nil()})}});
  for (const FrameRules& rules : tests::both_rules()) {
    EXPECT_EQ(**stream_frame_to_expr(Cx(), chunk_of(raw), rules), raw);
    const auto items = items_of({start_of(StreamMedia::data, rules), chunk_of(raw)}, rules);
    EXPECT_EQ(items.at(0), tests::item(DataPacket{data_expr_kind(), raw}));
  }
}

TEST(StreamDecodeTest, AStartIsNoEventAndOtherKindsAreErrors) {
  Cx cx;
  EXPECT_EQ(*remote_frame_to_event(cx, kRun, 0, start_of(StreamMedia::data)), std::nullopt);
  const auto done = *remote_frame_to_event(cx, kRun, 4, stream_end_frame(tests::lisp(), {}));
  EXPECT_EQ(*done, (Event{kRun, 4, {}, event::Done{}}));
  ServerFrame ping;
  ping.kind = frame::Ping{};
  EXPECT_THAT(remote_frame_to_event(cx, kRun, 0, ping).error().text(), HasSubstr("ping"));
}

// U-11
TEST(StreamDecodeTest, FramesAfterTheFirstEndAreIgnored) {
  for (const FrameRules& rules : tests::both_rules()) {
    auto frames = encoded(tests::midi_stream(), rules);
    frames.push_back(error_of("late"));
    EXPECT_EQ(items_of(frames, rules), tests::drained(tests::midi_stream()));
  }
}

// U-11
TEST(StreamDecodeTest, ByTheReferenceTheLastStartWinsWhereverItStands) {
  const FrameRules reference = FrameRules::reference();
  Cx cx;
  const auto frames = std::vector{start_of(StreamMedia::data, reference), chunk_of(Expr::nil()),
                                  start_of(StreamMedia::midi, reference)};
  const StreamEvents read = *stream_frames_to_events(cx, frames, kRun, reference);
  EXPECT_EQ(read.metadata.media, StreamMedia::midi);
  EXPECT_EQ(read.events.size(), 1u);
}

// U-11
TEST(StreamDecodeTest, ByTheReferenceAnErrorEndsNothingAndTheEndMayBeMissing) {
  const FrameRules reference = FrameRules::reference();
  const auto items =
      items_of({start_of(StreamMedia::data, reference), error_of("one"), chunk_of(Expr::nil())}, reference);
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items[1], tests::item(DataPacket{data_expr_kind(), Expr::nil()}));
}

// U-11
TEST(StreamDecodeTest, OtherKindsOfFramesAreErrorsAndSoIsNoStart) {
  ServerFrame ping;
  ping.kind = frame::Ping{};
  for (const FrameRules& rules : tests::both_rules()) {
    Cx cx;
    EXPECT_FALSE(
        stream_frames_to_events(cx, std::vector{start_of(StreamMedia::data, rules), ping}, kRun, rules));
    EXPECT_FALSE(stream_frames_to_events(cx, std::vector{chunk_of(Expr::nil())}, kRun, rules));
    EXPECT_FALSE(stream_frames_to_events(cx, std::vector<ServerFrame>{}, kRun, rules));
  }
}

TEST(StreamDecodeTest, AStartWithoutMetadataIsAnError) {
  const ServerFrame start =
      *stream_frame_from_expr(Cx(), tests::lisp(), frame::StreamStart{}, Expr::nil(), {});
  for (const FrameRules& rules : tests::both_rules()) {
    Cx cx;
    EXPECT_THAT(stream_frames_to_events(cx, std::vector{start}, kRun, rules).error().text(),
                HasSubstr("lacks stream metadata"));
  }
}

struct BrokenCase {
  const char* name;
  std::vector<std::size_t> order;  ///< of a start (0), three chunks (1 to 3), an end (4)
  StreamEnding ending;
  std::uint64_t resume_at;
  std::size_t lenient_items;
};

class BrokenStreamTest : public testing::TestWithParam<BrokenCase> {};

TEST_P(BrokenStreamTest, IsMarkedWithThePlaceToResumeAtUnlessByTheReference) {
  const auto whole = encoded(tests::text_stream(3));
  std::vector<ServerFrame> frames;
  for (const std::size_t i : GetParam().order) frames.push_back(whole.at(i));
  Cx cx;
  const StreamEvents read = *stream_frames_to_events(cx, frames, kRun);
  EXPECT_STREQ(to_string(read.ending), to_string(GetParam().ending));
  EXPECT_EQ(read.next_sequence, GetParam().resume_at);
  EXPECT_FALSE(std::holds_alternative<event::Done>(read.events.back().kind));
  const auto items = items_of(frames);
  EXPECT_EQ(items.size(), GetParam().resume_at + 1);
  EXPECT_THAT(tests::message_of(items, stream_incomplete_diagnostic_kind()),
              HasSubstr("resume at sequence " + std::to_string(GetParam().resume_at)));
  // The original takes what comes.
  EXPECT_EQ(items_of(frames, lenient()).size(), GetParam().lenient_items);
}

INSTANTIATE_TEST_SUITE_P(Orders, BrokenStreamTest,
                         testing::Values(BrokenCase{"gap", {0, 1, 3, 4}, StreamEnding::broken, 1, 2},
                                         BrokenCase{"repeat", {0, 1, 1, 2, 3, 4}, StreamEnding::broken, 1, 4},
                                         BrokenCase{"reordered", {0, 2, 1, 3, 4}, StreamEnding::broken, 0, 3},
                                         BrokenCase{
                                             "second_start", {0, 1, 0, 2, 3, 4}, StreamEnding::broken, 1, 3},
                                         BrokenCase{"no_end", {0, 1, 2}, StreamEnding::missing_end, 2, 2}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(StreamDecodeTest, APacketOfAnotherStreamBreaksTheStreamUnlessByTheReference) {
  StreamMetadata other = tests::plain_metadata(StreamMedia::data);
  other.id = Symbol::unqualified("other");
  const StreamEnvelope stray = *StreamEnvelope::from_item(other, 0, tests::text_item("t"));
  const std::vector<ServerFrame> frames{start_of(StreamMedia::data), chunk_of(stray.to_expr()),
                                        stream_end_frame(tests::lisp(), {})};
  Cx cx;
  EXPECT_EQ(stream_frames_to_events(cx, frames, kRun)->ending, StreamEnding::broken);
  EXPECT_THAT(tests::message_of(items_of(frames), stream_incomplete_diagnostic_kind()), HasSubstr("other"));
  EXPECT_EQ(items_of(frames, lenient()).size(), 1u);
}

TEST(StreamDecodeTest, AnErrorEndsTheStream) {
  Cx cx;
  const std::vector<ServerFrame> frames{start_of(StreamMedia::data), error_of("one"), chunk_of(Expr::nil())};
  const StreamEvents read = *stream_frames_to_events(cx, frames, kRun);
  EXPECT_EQ(read.ending, StreamEnding::failed);
  EXPECT_EQ(read.events.size(), 1u);
}

TEST(StreamDecodeTest, APacketBehindALimitBreaksTheStream) {
  StreamValue stream = tests::text_stream(2);
  auto frames =
      *stream_to_frames_with_limits(tests::network_cx(), stream, tests::lisp(), {},
                                    TransportProfile::remote_stream_fabric(), {.max_stream_frames = 1});
  frames.insert(frames.end() - 1, encoded(tests::text_stream(2)).at(2));
  Cx cx;
  EXPECT_EQ(stream_frames_to_events(cx, frames, kRun)->ending, StreamEnding::broken);
}

TEST(StreamDecodeTest, AnUnreadableChunkCostsThatChunkAndByTheReferenceTheStream) {
  auto frames = encoded(tests::text_stream(3));
  frames[2] = tests::text_chunk("((");
  const auto items = items_of(frames);
  ASSERT_EQ(items.size(), 3u);
  EXPECT_EQ(std::get<StreamDiagnostic>(items[1].packet).kind, chunk_payload_error_kind());
  Cx cx;
  EXPECT_EQ(stream_frames_to_events(cx, frames, kRun)->ending, StreamEnding::complete);
  EXPECT_EQ(stream_frames_to_events(cx, frames, kRun, lenient()).error().kind, ErrorKind::codec);
}

TEST(StreamDecodeTest, APayloadThatIsNoDataInsideOfAnEnvelopeCostsThatChunkAndByTheReferenceTheStream) {
  const StreamItem call = tests::item(DataPacket{data_expr_kind(), Expr::call(Expr::nil(), {})});
  const StreamValue stream =
      StreamValue::pull(tests::plain_metadata(StreamMedia::data), {call, tests::text_item("t")});
  const auto items = items_of(encoded(stream));
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(std::get<StreamDiagnostic>(items[0].packet).kind, chunk_payload_error_kind());
  EXPECT_EQ(items[1], tests::text_item("t"));
  Cx cx;
  const FrameRules reference = FrameRules::reference();
  EXPECT_FALSE(stream_frames_to_stream(cx, encoded(stream, reference), reference));
}

TEST(StreamDecodeTest, RepeatedKeysOutsideOfAnEnvelopeAreADiagnosticByEitherRules) {
  const ServerFrame twice = tests::text_chunk("(expr:map [a 1] [a 2])");
  for (const FrameRules& rules : tests::both_rules())
    EXPECT_NE(tests::message_of(items_of({start_of(StreamMedia::data, rules), twice}, rules),
                                chunk_payload_error_kind()),
              "");
}

TEST(StreamDecodeTest, VectorsAndSetsInPayloadsStayWhatTheyAreUnlessByTheReference) {
  const Expr payload = Expr::vector({Expr::set({Expr::nil()})});
  const StreamValue stream = StreamValue::pull(tests::plain_metadata(StreamMedia::data),
                                               {tests::item(DataPacket{data_expr_kind(), payload})});
  EXPECT_EQ(items_of(encoded(stream)), tests::drained(stream));
  const FrameRules reference = FrameRules::reference();
  EXPECT_EQ(items_of(encoded(stream, reference), reference).at(0),
            tests::item(DataPacket{data_expr_kind(), Expr::list({Expr::list({Expr::nil()})})}));
}

TEST(StreamDecodeTest, WhatClaimsToBeAnEnvelopeAndIsNoneIsADiagnosticAndByTheReferenceData) {
  const ServerFrame claim = tests::text_chunk("(expr:map [envelope stream/envelope/v1] [version \"1\"])");
  const auto items = items_of({start_of(StreamMedia::data), claim});
  EXPECT_NE(tests::message_of(items, chunk_payload_error_kind()), "");
  const FrameRules reference = FrameRules::reference();
  EXPECT_TRUE(std::holds_alternative<DataPacket>(
      items_of({start_of(StreamMedia::data, reference), claim}, reference).at(0).packet));
}

}  // namespace
}  // namespace fleetsim::core
