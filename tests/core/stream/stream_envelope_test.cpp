#include "core/stream/stream_envelope.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/value/field.h"
#include "tests/support/streams.h"

namespace fleetsim::core {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using tests::stream_metadata;
using tests::tick_on;

Result<StreamEnvelope> midi_envelope(std::vector<Tick> ticks) {
  StreamMetadata metadata = stream_metadata(StreamMedia::midi);
  metadata.clock = Symbol::qualified("clock", "sample");
  return StreamEnvelope::from_item(metadata, 7, {tests::midi_packet(1), std::move(ticks)});
}

/// The envelope map with one value replaced.
Expr with(const StreamEnvelope& envelope, const char* field, Expr value) {
  const Expr map = envelope.to_expr();
  std::vector<Expr> children(map.children().begin(), map.children().end());
  for (std::size_t i = 0; i < children.size(); i += 2)
    if (children[i].symbol().name == field) children[i + 1] = value;
  return map.with_children(children);
}

std::string failure(const Expr& expr) {
  const Result<StreamEnvelope> envelope = StreamEnvelope::from_expr(expr);
  return envelope ? "ok" : envelope.error().text();
}

// B-114
TEST(StreamEnvelopeTest, AnItemBecomesAVersionedEnvelope) {
  const Result<StreamEnvelope> envelope =
      midi_envelope({tick_on("clock/sample", 9), tick_on("clock/transport", 2)});
  ASSERT_TRUE(envelope);
  EXPECT_EQ(*bare_field(envelope->to_expr(), "version"), Expr::string("1"));
  EXPECT_EQ(envelope->packet_id, Symbol::qualified("stream/packet-id", "demo/midi#7"));
  EXPECT_EQ(envelope->sequence, 7u);
}

// B-114
TEST(StreamEnvelopeTest, TickClocksThatAreDomainsJoinTheClockDomains) {
  EXPECT_THAT(midi_envelope({tick_on("clock/sample", 9), tick_on("clock/transport", 2)})->clock_domains,
              ElementsAre(ClockDomain::sample, ClockDomain::transport));
}

// B-114
TEST(StreamEnvelopeTest, TheDefaultProfileIsLocalMemory) {
  const TransportProfile profile = midi_envelope({})->profile;
  EXPECT_EQ(profile.latency_class(), LatencyClass::block_local);
  EXPECT_TRUE(profile.has(StreamCapability::replayable));
}

// B-115
TEST(StreamEnvelopeTest, OtherTickClocksStayTicksOnly) {
  const Result<StreamEnvelope> envelope = midi_envelope({tick_on("studio/tape", 3)});
  EXPECT_THAT(envelope->clock_domains, ElementsAre(ClockDomain::sample));
  EXPECT_THAT(envelope->ticks, ElementsAre(tick_on("studio/tape", 3)));
}

// B-116
TEST(StreamEnvelopeTest, AMediaThatIsNotThePacketsIsRefused) {
  StreamEnvelope draft = *midi_envelope({});
  draft.media = StreamMedia::pcm;
  EXPECT_THAT(StreamEnvelope::make(draft).error().text(), HasSubstr("does not match packet media"));
}

// B-117
TEST(StreamEnvelopeTest, AMetadataClockThatIsNoDomainIsRefused) {
  StreamMetadata metadata = stream_metadata(StreamMedia::data);
  metadata.clock = Symbol::qualified("clock", "external");
  EXPECT_THAT(StreamEnvelope::from_item(metadata, 0, tests::text_item("x")).error().text(),
              HasSubstr("unknown stream clock domain clock/external"));
}

// B-117
TEST(StreamEnvelopeTest, EveryNameOfAMetadataClockIsAccepted) {
  StreamMetadata metadata = stream_metadata(StreamMedia::data);
  for (const char* clock : {"sample", "clock/sample", "stream/clock-domain/sample", "midi", "clock/midi-tick",
                            "stream/clock-domain/midi-tick"}) {
    metadata.clock = tick_on(clock, 0).clock;
    EXPECT_TRUE(StreamEnvelope::from_item(metadata, 0, tests::text_item("x"))) << clock;
  }
}

TEST(StreamEnvelopeTest, RepeatedTickClocksAreFoundBeforeTheMedia) {
  StreamEnvelope draft = *midi_envelope({});
  draft.media = StreamMedia::pcm;
  draft.ticks = {tick_on("a/b", 0), tick_on("a/b", 1)};
  EXPECT_THAT(StreamEnvelope::make(draft).error().text(), HasSubstr("duplicate event tick clock a/b"));
}

TEST(StreamEnvelopeTest, GivenClockDomainsStandBetweenPrimaryAndTicks) {
  StreamEnvelope draft = *midi_envelope({tick_on("clock/job", 0), tick_on("clock/wall", 0)});
  draft.clock_domains = {ClockDomain::wall, ClockDomain::sample, ClockDomain::wall};
  EXPECT_THAT(StreamEnvelope::make(draft)->clock_domains,
              ElementsAre(ClockDomain::sample, ClockDomain::wall, ClockDomain::job));
}

TEST(StreamEnvelopeTest, ADiagnosticTravelsInAStreamOfAnyMedia) {
  const Result<StreamEnvelope> envelope = StreamEnvelope::from_item(stream_metadata(StreamMedia::midi), 0,
                                                                    {tests::diagnostic_packet("limit"), {}});
  ASSERT_TRUE(envelope);
  EXPECT_EQ(envelope->media, StreamMedia::diagnostic);
}

TEST(StreamEnvelopeTest, InTheOriginalADiagnosticIsRefusedElsewhere) {
  const Result<StreamEnvelope> envelope = StreamEnvelope::from_item(
      stream_metadata(StreamMedia::midi), 0, {tests::diagnostic_packet("limit"), {}},
      TransportProfile::memory_local(), StreamRules::reference());
  EXPECT_THAT(envelope.error().text(), HasSubstr("does not match packet media"));
}

TEST(StreamEnvelopeTest, AnEnvelopeComesBackFromItsMap) {
  StreamEnvelope envelope =
      *midi_envelope({tick_on("clock/sample", 9), {Symbol::unqualified("h"), HandleId{1, 2}}});
  envelope.diagnostics = {Symbol::qualified("d", "one")};
  EXPECT_EQ(StreamEnvelope::from_expr(envelope.to_expr()), envelope);
}

TEST(StreamEnvelopeTest, TheMapHasItsThirteenFieldsInOrder) {
  const Expr map = midi_envelope({})->to_expr();
  std::vector<std::string> names;
  for (std::size_t i = 0; i < map.children().size(); i += 2)
    names.push_back(map.children()[i].symbol().text());
  EXPECT_THAT(names,
              ElementsAre("envelope", "version", "stream-id", "packet-id", "media", "direction", "sequence",
                          "ticks", "clock-domain", "clock-domains", "profile", "diagnostics", "packet"));
}

TEST(StreamEnvelopeTest, UnknownFieldsTagsAndVersionsAreFoundInThatOrder) {
  const StreamEnvelope envelope = *midi_envelope({});
  Expr map = with(envelope, "version", Expr::string("2"));
  EXPECT_THAT(failure(map), HasSubstr("version 2"));
  map = Expr::map({{Expr::symbol(Symbol::unqualified("envelope")), Expr::symbol(Symbol::unqualified("v2"))},
                   {Expr::symbol(Symbol::unqualified("version")), Expr::string("2")}});
  EXPECT_THAT(failure(map), HasSubstr("format v2"));
  map = field_map({{"envelope", Expr::symbol(Symbol::unqualified("v2"))}, {"x", {}}});
  EXPECT_THAT(failure(map), HasSubstr("unknown stream envelope field x"));
}

TEST(StreamEnvelopeTest, ReadingBuildsAgain) {
  EXPECT_THAT(failure(with(*midi_envelope({}), "media", Expr::symbol(symbol(StreamMedia::pcm)))),
              HasSubstr("does not match packet media"));
}

TEST(StreamEnvelopeTest, EveryMissingFieldIsAnErrorAndNoCrash) {
  const Expr map = midi_envelope({})->to_expr();
  for (std::size_t skip = 0; skip < map.children().size(); skip += 2) {
    std::vector<Expr::Entry> entries;
    for (std::size_t i = 0; i < map.children().size(); i += 2)
      if (i != skip) entries.emplace_back(map.children()[i], map.children()[i + 1]);
    EXPECT_THAT(failure(Expr::map(std::move(entries))), HasSubstr(map.children()[skip].symbol().name));
  }
}

TEST(StreamItemTest, RepeatedTickClocksAreRefused) {
  EXPECT_FALSE(StreamItem::make(tests::pcm_packet(), {tick_on("a/b", 0), tick_on("a/b", 1)}));
}

}  // namespace
}  // namespace fleetsim::core
