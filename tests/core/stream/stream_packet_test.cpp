#include "core/stream/stream_packet.h"

#include <bit>
#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/value/field.h"
#include "tests/support/split_mix.h"
#include "tests/support/streams.h"

namespace fleetsim::core {
namespace {

using testing::HasSubstr;

F32 f32(float value) {
  return {std::bit_cast<std::uint32_t>(value)};
}

std::vector<std::int16_t> i16s(std::vector<std::int16_t> samples) {
  return samples;
}

std::string failure(const Expr& expr, const StreamRules& rules = {}) {
  const Result<StreamPacket> packet = packet_from_expr(expr, rules);
  return packet ? "ok" : packet.error().text();
}

/// A packet map with one more field.
Expr with_field(const StreamPacket& packet, Symbol key, Expr value) {
  std::vector<Expr::Entry> entries;
  const Expr map = expr_from_packet(packet);
  for (std::size_t i = 0; i < map.children().size(); i += 2)
    entries.emplace_back(map.children()[i], map.children()[i + 1]);
  entries.emplace_back(Expr::symbol(std::move(key)), std::move(value));
  return Expr::map(std::move(entries));
}

Expr repeated_keys() {
  return field_map({{"a", Expr::string("1")}, {"a", Expr::string("2")}});
}

// B-104
TEST(PcmPacketTest, ACountThatDoesNotMatchIsRefused) {
  EXPECT_THAT(PcmPacket::make(2, 2, i16s({1, 2, 3})).error().text(), HasSubstr("does not match"));
}

// B-104
TEST(PcmPacketTest, NoFramesAreValidInBothFormatsAndComeBack) {
  for (const PcmPacket::Samples& samples :
       {PcmPacket::Samples(i16s({})), PcmPacket::Samples(std::vector<F32>{})}) {
    const Result<PcmPacket> packet = PcmPacket::make(2, 0, samples);
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet_from_expr(expr_from_packet(*packet)), StreamPacket(*packet));
  }
}

// B-104
TEST(PcmPacketTest, FramesWithoutSamplesAreRefused) {
  EXPECT_THAT(PcmPacket::make(1, 1, i16s({})).error().text(), HasSubstr("does not match"));
  EXPECT_THAT(PcmPacket::make(1, 1, std::vector<F32>{}).error().text(), HasSubstr("does not match"));
}

// B-104
TEST(PcmPacketTest, F32SamplesComeBackBitByBit) {
  const std::vector<F32> samples{f32(0.0F),  f32(-0.0F),  f32(0.1F),
                                 f32(-1.0F), f32(1e-45F), f32(std::numeric_limits<float>::max())};
  const PcmPacket packet = *PcmPacket::make(1, samples.size(), samples);
  EXPECT_EQ(packet_from_expr(expr_from_packet(packet)), StreamPacket(packet));
}

// B-104
TEST(PcmPacketTest, SamplesThatAreNotFiniteAreRefused) {
  for (const float value : {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()})
    EXPECT_THAT(PcmPacket::make(1, 1, std::vector<F32>{f32(value)}).error().text(),
                HasSubstr("must be finite"));
}

TEST(PcmPacketTest, NoChannelIsRefused) {
  EXPECT_EQ(PcmPacket::make(0, 0, i16s({})).error().kind, ErrorKind::eval);
}

TEST(PcmPacketTest, AProductThatOverflowsDoesNotMatch) {
  EXPECT_THAT(PcmPacket::make(std::uint64_t{1} << 32, std::uint64_t{1} << 32, i16s({})).error().text(),
              HasSubstr("does not match"));
}

TEST(PcmPacketTest, SamplesTravelAsDecimalStrings) {
  const Expr map = expr_from_packet(tests::pcm_packet());
  EXPECT_EQ(*bare_field(map, "samples"), Expr::list({Expr::string("-3"), Expr::string("7")}));
  EXPECT_EQ(*bare_field(map, "sample-format"), Expr::symbol(Symbol::qualified("pcm", "i16")));
}

TEST(F32Test, TextIsTheShortestWithoutExponent) {
  const std::vector<std::pair<float, const char*>> written{
      {0.0F, "0"},
      {-0.0F, "-0"},
      {1.0F, "1"},
      {0.1F, "0.1"},
      {-2.5F, "-2.5"},
      {1e20F, "100000000000000000000"},
      {1e-7F, "0.0000001"},
      {16'777'216.0F, "16777216"},
      {123'456.79F, "123456.79"},
      {std::numeric_limits<float>::max(), "340282350000000000000000000000000000000"},
      {std::numeric_limits<float>::denorm_min(), "0.000000000000000000000000000000000000000000001"},
  };
  for (const auto& [value, text] : written) {
    EXPECT_EQ(f32(value).to_text(), text);
    EXPECT_EQ(F32::from_text(text), f32(value));
  }
}

TEST(F32Test, EveryFiniteNumberComesBackFromItsText) {
  tests::SplitMix random(2026);
  for (int i = 0; i < 20'000; ++i) {
    const F32 sample{static_cast<std::uint32_t>(random.next())};
    if (!sample.is_finite()) continue;
    EXPECT_EQ(F32::from_text(sample.to_text()), sample) << sample.to_text();
  }
}

TEST(F32Test, OtherSpellingsAreReadAsTheNearestNumber) {
  EXPECT_EQ(F32::from_text("1e3"), f32(1000.0F));
  EXPECT_EQ(F32::from_text("+0.5"), f32(0.5F));
  EXPECT_EQ(F32::from_text("1e-60"), f32(0.0F));
  EXPECT_EQ(F32::from_text("-1e-60"), f32(-0.0F));
}

TEST(F32Test, WhatIsNoFiniteNumberIsRefused) {
  for (const char* text : {"1e60", "inf", "-inf", "nan", "infinity", "1e400"})
    EXPECT_THAT(F32::from_text(text).error().text(), HasSubstr("must be finite")) << text;
  for (const char* text : {"", "x", "1 ", " 1", "1,5", "0x10", "+-1"})
    EXPECT_THAT(F32::from_text(text).error().text(), HasSubstr("decimal number")) << text;
}

// B-105
TEST(MidiPacketTest, MixedTicksPerQuarterAreRefused) {
  EXPECT_THAT(MidiPacket::make({{0, 480, {}}, {1, 960, {}}}).error().text(), HasSubstr("shared TPQ"));
}

// B-105
TEST(MidiPacketTest, APacketNeedsAnEvent) {
  EXPECT_THAT(MidiPacket::make({}).error().text(), HasSubstr("at least one event"));
}

TEST(MidiPacketTest, TicksPerQuarterAreNotZero) {
  EXPECT_FALSE(MidiPacket::make({{0, 0, {}}}));
}

TEST(MidiPacketTest, APacketComesBackWithNegativeTicks) {
  const StreamPacket packet = tests::midi_packet(-7);
  EXPECT_EQ(packet_from_expr(expr_from_packet(packet)), packet);
}

TEST(MidiPacketTest, TheHeadersTicksPerQuarterAreTheEvents) {
  const Expr map = expr_from_packet(tests::midi_packet(1));
  std::vector<Expr> children(map.children().begin(), map.children().end());
  children[3] = Expr::string("96");
  EXPECT_THAT(failure(map.with_children(children)), HasSubstr("shared TPQ"));
}

TEST(StreamPacketTest, EveryKindComesBackFromItsMap) {
  for (const StreamPacket& packet :
       {tests::pcm_packet(), tests::midi_packet(3), tests::diagnostic_packet("m"),
        tests::data_packet(Expr::vector({Expr::nil()}))})
    EXPECT_EQ(packet_from_expr(expr_from_packet(packet)), packet);
}

TEST(StreamPacketTest, TheMediaIsThatOfTheKind) {
  EXPECT_EQ(media_of(tests::pcm_packet()), StreamMedia::pcm);
  EXPECT_EQ(media_of(tests::midi_packet(0)), StreamMedia::midi);
  EXPECT_EQ(media_of(tests::diagnostic_packet("m")), StreamMedia::diagnostic);
  EXPECT_EQ(media_of(tests::data_packet({})), StreamMedia::data);
}

// B-107
TEST(StreamPacketTest, AnUnknownKindIsNamed) {
  const Expr map = field_map({{"packet", Expr::symbol(Symbol::qualified("stream/packet", "video"))}});
  EXPECT_THAT(failure(map), HasSubstr("unknown stream packet kind stream/packet/video"));
}

// B-107
TEST(StreamPacketTest, AnUnknownDataFieldIsNamed) {
  EXPECT_THAT(failure(with_field(tests::data_packet({}), Symbol::unqualified("unexpected"), {})),
              HasSubstr("unknown data packet field unexpected"));
}

TEST(StreamPacketTest, OtherKindsAreOpen) {
  for (const StreamPacket& packet :
       {tests::pcm_packet(), tests::midi_packet(3), tests::diagnostic_packet("m")})
    EXPECT_EQ(failure(with_field(packet, Symbol::unqualified("unexpected"), {})), "ok");
}

TEST(StreamPacketTest, ThePacketFieldIsFoundByNameAlone) {
  const Expr map = expr_from_packet(tests::data_packet(Expr::string("x")));
  std::vector<Expr> children(map.children().begin(), map.children().end());
  children[0] = Expr::symbol(Symbol::qualified("elsewhere", "packet"));
  EXPECT_EQ(packet_from_expr(map.with_children(children)), tests::data_packet(Expr::string("x")));
}

TEST(StreamPacketTest, WhatIsNoPacketMapIsRefused) {
  EXPECT_EQ(failure(Expr::list({})), "type mismatch: expected stream packet map, found list");
  EXPECT_THAT(failure(field_map({})), HasSubstr("missing field packet"));
}

TEST(StreamPacketTest, RepeatedKeysInAPayloadAreFoundWhenItIsRead) {
  EXPECT_THAT(failure(expr_from_packet(DataPacket{data_expr_kind(), repeated_keys()})),
              HasSubstr("duplicate map key"));
  EXPECT_FALSE(make_data_packet(data_expr_kind(), Expr::list({Expr::set({Expr::nil(), Expr::nil()})})));
}

TEST(StreamPacketTest, InTheOriginalRepeatedKeysAreFoundWhenThePayloadIsInterned) {
  const Result<DataPacket> packet =
      make_data_packet(data_expr_kind(), repeated_keys(), StreamRules::reference());
  ASSERT_TRUE(packet);
  EXPECT_EQ(failure(expr_from_packet(*packet), StreamRules::reference()), "ok");
  DatumStore store;
  EXPECT_THAT(intern_packet(store, *packet).error().text(), HasSubstr("duplicate datum map key"));
}

TEST(StreamPacketTest, AnInternedPacketIsContentInTheStore) {
  DatumStore store;
  const Result<Ref> ref = intern_packet(store, tests::pcm_packet());
  ASSERT_TRUE(ref);
  const Datum datum = *store.get(std::get<ContentId>(*ref));
  EXPECT_EQ(packet_from_expr(*expr_from_datum(datum)), tests::pcm_packet());
}

TEST(StreamPacketTest, APayloadThatIsNoDatumCannotBeInterned) {
  DatumStore store;
  EXPECT_THAT(intern_packet(store, tests::data_packet(Expr::call({}, {}))).error().text(),
              HasSubstr("call expression"));
}

TEST(StreamPacketTest, ADeepPayloadIsCarriedAndRefusedByTheStore) {
  Expr deep;
  for (int i = 0; i < 100'000; ++i) deep = Expr::list({std::move(deep)});
  const Result<DataPacket> packet = make_data_packet(data_expr_kind(), deep);
  ASSERT_TRUE(packet);
  DatumStore store;
  EXPECT_EQ(intern_packet(store, *packet).error().code, ErrorCode::limit_exceeded);
}

}  // namespace
}  // namespace fleetsim::core
