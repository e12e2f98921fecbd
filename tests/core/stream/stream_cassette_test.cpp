#include "core/stream/stream_cassette.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/value/field.h"
#include "tests/support/streams.h"

namespace fleetsim::core {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using tests::stream_metadata;

const char* const kGolden = "fixtures/streams/golden/demo.simcassette";

StreamItem note(const char* message) {
  return {tests::diagnostic_packet(message), {}};
}

StreamCassette record(StreamMedia media, std::vector<StreamItem> items) {
  StreamValue stream = StreamValue::pull(stream_metadata(media), std::move(items));
  return *StreamCassette::record(stream);
}

StreamCassette record_data(Expr payload) {
  return record(StreamMedia::data, {{tests::data_packet(std::move(payload)), {}}});
}

std::string golden_failure(const StreamCassette& cassette, std::string_view path = kGolden) {
  const Result<void> valid = validate_golden_fixture(path, cassette);
  return valid ? "ok" : valid.error().text();
}

// B-118
TEST(StreamCassetteTest, ARecordingComesBackFromItsMap) {
  const StreamCassette cassette = record(StreamMedia::diagnostic, {note("a"), note("b")});
  EXPECT_EQ(StreamCassette::from_expr(cassette.to_expr()), cassette);
}

// B-118
TEST(StreamCassetteTest, ARecordingKnowsItsTimingDiagnosticsAndStats) {
  const StreamCassette cassette = record(StreamMedia::diagnostic, {note("a"), note("b")});
  EXPECT_EQ(cassette.timing, (StreamTiming{cassette.metadata.clock, 2, 0, 1, true}));
  EXPECT_THAT(cassette.diagnostics, ElementsAre(Symbol::qualified("demo", "note")));
  EXPECT_EQ(cassette.final_stats.yielded, 2u);
  EXPECT_EQ(cassette.envelopes[1].sequence, 1u);
}

// B-118
TEST(StreamCassetteTest, ReplayYieldsTheSameItems) {
  const std::vector<StreamItem> items{{tests::midi_packet(1), {tests::tick_on("clock/sample", 1)}},
                                      {tests::midi_packet(2), {}}};
  StreamValue replay = record(StreamMedia::midi, items).replay();
  EXPECT_EQ(replay.take(9), items);
  EXPECT_TRUE(replay.is_done());
}

TEST(StreamCassetteTest, AnOpenStreamCannotBeRecorded) {
  StreamValue stream = StreamValue::push(stream_metadata(StreamMedia::data));
  EXPECT_THAT(StreamCassette::record(stream).error().text(), HasSubstr("still open"));
}

TEST(StreamCassetteTest, AnEmptyRecordingHasNoSequences) {
  EXPECT_EQ(record(StreamMedia::data, {}).timing.first_sequence, std::nullopt);
}

TEST(StreamCassetteTest, DiagnosticsInAStreamOfOtherMediaAreRecorded) {
  const StreamCassette cassette = record(StreamMedia::midi, {{tests::midi_packet(1), {}}, note("limit")});
  EXPECT_EQ(cassette.envelopes[1].media, StreamMedia::diagnostic);
  EXPECT_THAT(cassette.diagnostics, ElementsAre(Symbol::qualified("demo", "note")));
}

TEST(StreamCassetteTest, InTheOriginalAPacketOfOtherMediaFailsTheRecording) {
  StreamValue stream = StreamValue::pull(stream_metadata(StreamMedia::midi), {note("limit")});
  const Result<StreamCassette> cassette =
      StreamCassette::record(stream, TransportProfile::memory_local(), StreamRules::reference());
  EXPECT_THAT(cassette.error().text(), HasSubstr("does not match packet media"));
}

TEST(StreamCassetteTest, InTheOriginalTheFirstEnvelopeRestoresTheNamespaceOfTheId) {
  const StreamRules reference = StreamRules::reference();
  const StreamCassette cassette = record(StreamMedia::diagnostic, {note("a")});
  EXPECT_EQ(StreamCassette::from_expr(cassette.to_expr(reference), reference), cassette);
  const StreamCassette empty = record(StreamMedia::diagnostic, {});
  EXPECT_EQ(StreamCassette::from_expr(empty.to_expr(reference), reference)->metadata.id,
            Symbol::unqualified("demo/diagnostic"));
}

TEST(StreamCassetteTest, AnEmptyRecordingKeepsTheNamespaceOfTheId) {
  const StreamCassette empty = record(StreamMedia::diagnostic, {});
  EXPECT_EQ(StreamCassette::from_expr(empty.to_expr()), empty);
}

TEST(StreamCassetteTest, UnknownFieldsAndFormatsAreRefused) {
  const auto failure = [](const Expr& map) { return StreamCassette::from_expr(map).error().text(); };
  EXPECT_THAT(failure(field_map({{"x", {}}})), HasSubstr("unknown stream cassette field x"));
  EXPECT_THAT(failure(field_map({{"cassette", Expr::symbol(Symbol::qualified("stream/cassette", "v9"))}})),
              HasSubstr("unknown stream cassette format stream/cassette/v9"));
  EXPECT_EQ(failure(Expr::nil()), "type mismatch: expected stream cassette map, found nil");
}

// B-119
TEST(GoldenFixtureTest, AnUnredactedRecordingIsRefusedAndItsRedactedCopyPasses) {
  const StreamCassette cassette = record_data(Expr::string("token=abc"));
  EXPECT_THAT(golden_failure(cassette), HasSubstr("unredacted"));
  EXPECT_EQ(golden_failure(redacted(cassette)), "ok");
}

// B-119
TEST(GoldenFixtureTest, WrongRootsAndExtensionsAreRefused) {
  const StreamCassette cassette = record_data(Expr::string("x"));
  EXPECT_EQ(golden_failure(cassette), "ok");
  for (const char* path :
       {"fixtures/streams/demo.simcassette", "fixtures/streams/golden-ish/demo.simcassette",
        "other/fixtures/streams/golden/demo.simcassette", "fixtures/streams/golden/demo.cassette",
        "fixtures/streams/golden/../demo.simcassette"})
    EXPECT_THAT(golden_failure(cassette, path), HasSubstr(path));
}

TEST(GoldenFixtureTest, ItIsFiniteAndCountedFromZero) {
  StreamCassette cassette = record_data(Expr::string("x"));
  cassette.envelopes[0].sequence = 1;
  EXPECT_THAT(golden_failure(cassette), HasSubstr("sequence 1"));
  cassette.timing.finite = false;
  EXPECT_THAT(golden_failure(cassette), HasSubstr("finite"));
}

TEST(GoldenFixtureTest, ItsProfilesCanBeRepeated) {
  StreamCassette cassette = record_data(Expr::string("x"));
  cassette.envelopes[0].profile = TransportProfile::realtime_local_audio();
  EXPECT_THAT(golden_failure(cassette), HasSubstr("realtime-local-audio"));
  cassette.envelopes[0].profile = TransportProfile::buffered_pcm_preview();
  EXPECT_EQ(golden_failure(cassette), "ok");
}

// B-119
TEST(CassetteRedactionTest, ADeviceClockBecomesTheServerFrameDomain) {
  StreamCassette cassette = record_data(Expr::string("x"));
  cassette.metadata.clock = Symbol::qualified("device", "hw:0");
  cassette.timing.clock = cassette.metadata.clock;
  const StreamCassette copy = redacted(cassette);
  EXPECT_EQ(copy.metadata.clock, symbol(ClockDomain::server_frame));
  EXPECT_EQ(copy.timing.clock, symbol(ClockDomain::server_frame));
}

// B-119
TEST(CassetteRedactionTest, DeviceSymbolsInTicksAreReplaced) {
  StreamCassette cassette = record_data(Expr::string("x"));
  cassette.envelopes[0].ticks = {{Symbol::qualified("device", "hw:0"), Symbol::qualified("device", "hw:0")}};
  const StreamCassette copy = redacted(cassette);
  EXPECT_EQ(copy.envelopes[0].ticks[0].clock, Symbol::qualified("stream/redacted", "device"));
  EXPECT_EQ(copy.envelopes[0].ticks[0].index, Ref(Symbol::qualified("stream/redacted", "device")));
}

TEST(CassetteRedactionTest, TwoDeviceClocksStayTwo) {
  StreamCassette cassette = record_data(Expr::string("x"));
  cassette.envelopes[0].ticks = {tests::tick_on("device/a", 0), tests::tick_on("device/b", 0)};
  const std::vector<Tick> ticks = redacted(cassette).envelopes[0].ticks;
  EXPECT_TRUE(check_ticks(ticks));
  EXPECT_EQ(ticks[1].clock, Symbol::qualified("stream/redacted", "device-2"));
}

struct PrivateCase {
  const char* name;
  Expr payload;
};

// B-124
TEST(CassetteRedactionTest, DataPacketsWithFindingsLoseTheirPayload) {
  const std::vector<PrivateCase> cases{
      {"private path", Expr::string("private-path=session.sim")},
      {"absolute path", Expr::string("C:\\temp\\x")},
      {"host", Expr::string("https://studio.example")},
      {"credential", Expr::list({Expr::string("token=abc")})},
      {"patch bank", Expr::string("my patch-bank dump")},
      {"large bytes", Expr::bytes(Bytes(262'145, 0))},
      {"private flag", field_map({{"private", Expr::boolean(true)}})},
  };
  for (const PrivateCase& each : cases)
    EXPECT_EQ(redacted(record_data(each.payload)).envelopes[0].packet,
              StreamPacket(DataPacket{data_redacted_kind(), Expr::string("[redacted stream payload]")}))
        << each.name;
}

// B-124
TEST(CassetteRedactionTest, DiagnosticPacketsWithFindingsLoseTheirText) {
  for (const char* text : {"private-path=x", "C:\\temp\\x", "https://x", "token=x", "a patch-bank dump"})
    EXPECT_EQ(std::get<StreamDiagnostic>(
                  redacted(record(StreamMedia::diagnostic, {note(text)})).envelopes[0].packet)
                  .message,
              "[redacted stream metadata]")
        << text;
}

TEST(CassetteRedactionTest, ADataKindThatSaysPrivateIsPrivate) {
  const StreamSecurityPolicy policy = StreamSecurityPolicy::reference();
  EXPECT_TRUE(is_private({Symbol::qualified("my", "private-notes"), {}}, policy));
  EXPECT_FALSE(
      is_private({Symbol::qualified("my", "notes"), field_map({{"private", Expr::boolean(false)}})}, policy));
}

TEST(CassetteRedactionTest, InnocentPacketsAreLeftAlone) {
  const StreamCassette cassette = record(StreamMedia::midi, {{tests::midi_packet(1), {}}});
  EXPECT_EQ(redacted(cassette), cassette);
}

TEST(CassetteRedactionTest, RedactingTwiceChangesNothingMore) {
  StreamCassette cassette = record_data(Expr::string("token=abc"));
  cassette.metadata.id = Symbol::qualified("device", "mic");
  cassette.envelopes[0].stream_id = cassette.metadata.id;
  cassette.envelopes[0].diagnostics = {Symbol::qualified("secret", "x")};
  const StreamCassette once = redacted(cassette);
  EXPECT_EQ(redacted(once), once);
  EXPECT_EQ(once.metadata.id, Symbol::qualified("stream/redacted", "device"));
  EXPECT_THAT(once.envelopes[0].diagnostics, ElementsAre(Symbol::qualified("stream/redacted", "security")));
}

}  // namespace
}  // namespace fleetsim::core
