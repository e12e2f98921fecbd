#include "core/stream/vocabulary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fleetsim::core {
namespace {

using testing::HasSubstr;

Symbol bare(const std::string& text) {
  return Symbol::unqualified(text);
}

template <class Word, class Parse>
void expect_full_form_only(std::uint8_t count, Parse parse) {
  for (std::uint8_t i = 0; i < count; ++i) {
    const auto word = static_cast<Word>(i);
    EXPECT_EQ(parse(symbol(word)), word);
    EXPECT_EQ(parse(bare(symbol(word).text())), word) << "the text form reads alike";
    EXPECT_FALSE(parse(bare(to_string(word)))) << to_string(word);
  }
}

template <class Word, class Parse>
void expect_label_or_full_form(std::uint8_t count, Parse parse) {
  for (std::uint8_t i = 0; i < count; ++i) {
    const auto word = static_cast<Word>(i);
    EXPECT_EQ(parse(symbol(word)), word);
    EXPECT_EQ(parse(bare(to_string(word))), word);
  }
}

TEST(VocabularyTest, MediaDirectionAndOverflowAreReadInFullFormOnly) {
  expect_full_form_only<StreamMedia>(kStreamMedia, parse_stream_media);
  expect_full_form_only<StreamDirection>(kStreamDirections, parse_stream_direction);
  expect_full_form_only<BufferOverflowPolicy>(kBufferOverflowPolicies, parse_buffer_overflow_policy);
}

TEST(VocabularyTest, LatenciesCapabilitiesAndFaultsAreReadBareOrInFull) {
  expect_label_or_full_form<LatencyClass>(kLatencyClasses, parse_latency_class);
  expect_label_or_full_form<StreamCapability>(kStreamCapabilities, parse_stream_capability);
  expect_label_or_full_form<StreamFaultKind>(kStreamFaultKinds, parse_stream_fault_kind);
}

// B-106
TEST(VocabularyTest, BackpressureOutcomesComeBackFromTheirSymbols) {
  expect_label_or_full_form<BackpressureOutcome>(kBackpressureOutcomes, parse_backpressure_outcome);
  EXPECT_EQ(symbol(BackpressureOutcome::timed_out), Symbol::qualified("stream/backpressure", "timed-out"));
}

TEST(VocabularyTest, ClockDomainsAreReadBareAfterClockAndInFull) {
  expect_label_or_full_form<ClockDomain>(kClockDomains, parse_clock_domain);
  for (std::uint8_t i = 0; i < kClockDomains; ++i) {
    const auto word = static_cast<ClockDomain>(i);
    EXPECT_EQ(parse_clock_domain(Symbol::qualified("clock", to_string(word))), word);
  }
}

// B-117
TEST(VocabularyTest, TheMidiClockHasShortNames) {
  for (const char* text :
       {"midi", "clock/midi", "midi-tick", "clock/midi-tick", "stream/clock-domain/midi-tick"})
    EXPECT_EQ(parse_clock_domain(bare(text)), ClockDomain::midi_tick) << text;
}

// B-117
TEST(VocabularyTest, AnUnknownClockIsNamed) {
  EXPECT_THAT(parse_clock_domain(Symbol::qualified("clock", "external")).error().text(),
              HasSubstr("unknown stream clock domain clock/external"));
}

TEST(VocabularyTest, LabelsThatDoNotFollowFromTheirNames) {
  EXPECT_STREQ(to_string(LatencyClass::collab_bar_delay), "collab-bardelay");
  EXPECT_EQ(symbol(StreamEndpointKind::eval_site), Symbol::qualified("stream/endpoint-kind", "eval-site"));
  EXPECT_EQ(symbol(StreamInspectorStatus::refused_profile),
            Symbol::qualified("stream/inspector-status", "refused-profile"));
  EXPECT_EQ(symbol(StreamFaultKind::unsupported_profile),
            Symbol::qualified("stream/fault", "unsupported-profile"));
}

// B-121
TEST(VocabularyTest, EachCapabilityImpliesALatencyClass) {
  using Capability = StreamCapability;
  const std::vector<std::pair<LatencyClass, std::vector<Capability>>> implied{
      {LatencyClass::sample_exact, {Capability::exact, Capability::realtime}},
      {LatencyClass::offline_render, {Capability::deterministic, Capability::replayable}},
      {LatencyClass::block_local, {Capability::bounded}},
      {LatencyClass::remote_collaboration,
       {Capability::remote, Capability::persistent, Capability::resumable}},
      {LatencyClass::buffered_preview, {Capability::preview, Capability::lossy}},
  };
  for (const auto& [latency_class, capabilities] : implied)
    for (const Capability capability : capabilities)
      EXPECT_EQ(implied_latency_class(capability), latency_class) << to_string(capability);
}

}  // namespace
}  // namespace fleetsim::core
