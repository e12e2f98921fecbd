#include "core/stream/transport_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/stream/rate_contract.h"
#include "core/value/field.h"

namespace fleetsim::core {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Capability = StreamCapability;

std::string refusal(LatencyClass latency_class, std::vector<Capability> capabilities) {
  const Result<TransportProfile> profile =
      TransportProfile::make(Symbol::unqualified("p"), latency_class, std::move(capabilities));
  return profile ? "ok" : profile.error().text();
}

struct Preset {
  TransportProfile profile;
  const char* name;
  LatencyClass latency_class;
  std::vector<Capability> capabilities;
};

std::vector<Preset> presets() {
  using P = TransportProfile;
  return {
      {P::memory_local(),
       "memory-local",
       LatencyClass::block_local,
       {Capability::exact, Capability::deterministic, Capability::bounded, Capability::replayable}},
      {P::realtime_local_audio(),
       "realtime-local-audio",
       LatencyClass::sample_exact,
       {Capability::exact, Capability::realtime, Capability::bounded}},
      {P::buffered_pcm_preview(),
       "buffered-pcm-preview",
       LatencyClass::buffered_preview,
       {Capability::bounded, Capability::preview, Capability::lossy}},
      {P::remote_stream_fabric(),
       "remote-stream-fabric",
       LatencyClass::remote_collaboration,
       {Capability::remote, Capability::bounded, Capability::replayable, Capability::resumable}},
      {P::lan_midi_control(),
       "lan-midi-control",
       LatencyClass::interactive,
       {Capability::remote, Capability::bounded, Capability::replayable}},
      {P::lan_buffered_audio_preview(),
       "lan-buffered-audio-preview",
       LatencyClass::buffered_preview,
       {Capability::remote, Capability::bounded, Capability::preview, Capability::lossy}},
      {P::lan_render_return(),
       "lan-render-return",
       LatencyClass::offline_render,
       {Capability::remote, Capability::bounded, Capability::deterministic, Capability::replayable,
        Capability::resumable}},
      {server_buffered_preview_profile(),
       "server-buffered-preview",
       LatencyClass::buffered_preview,
       {Capability::remote, Capability::bounded, Capability::preview, Capability::lossy}},
      {server_render_return_profile(),
       "server-render-return",
       LatencyClass::offline_render,
       {Capability::remote, Capability::bounded, Capability::deterministic, Capability::replayable,
        Capability::resumable}},
  };
}

// B-120
TEST(TransportProfileTest, PresetsHaveTheirNamesLatenciesAndCapabilities) {
  for (const Preset& preset : presets()) {
    EXPECT_EQ(preset.profile.name(), Symbol::qualified("stream/profile", preset.name));
    EXPECT_EQ(preset.profile.latency_class(), preset.latency_class) << preset.name;
    EXPECT_EQ(preset.profile.capabilities(), preset.capabilities) << preset.name;
  }
}

// B-81
TEST(TransportProfileTest, ServerProfilesArePreviewAndRender) {
  EXPECT_EQ(server_buffered_preview_profile().latency_class(), LatencyClass::buffered_preview);
  EXPECT_EQ(server_render_return_profile().latency_class(), LatencyClass::offline_render);
}

// B-120
TEST(TransportProfileTest, InvalidCombinationsSayWhichRuleTheyBreak) {
  EXPECT_THAT(refusal(LatencyClass::block_local, {Capability::exact, Capability::lossy}),
              HasSubstr("exact and lossy"));
  EXPECT_THAT(refusal(LatencyClass::sample_exact, {Capability::remote}), HasSubstr("sample-exact"));
  EXPECT_THAT(refusal(LatencyClass::remote_collaboration, {Capability::realtime}), HasSubstr("realtime"));
  EXPECT_THAT(refusal(LatencyClass::offline_render, {Capability::realtime}), HasSubstr("realtime"));
}

TEST(TransportProfileTest, ExactAndLossyIsFoundFirst) {
  EXPECT_THAT(refusal(LatencyClass::sample_exact, {Capability::remote, Capability::lossy, Capability::exact}),
              HasSubstr("exact and lossy"));
}

TEST(TransportProfileTest, TheOrderOfCapabilitiesCounts) {
  const auto profile = [](std::vector<Capability> capabilities) {
    return TransportProfile::make(Symbol::unqualified("p"), LatencyClass::interactive,
                                  std::move(capabilities));
  };
  EXPECT_NE(profile({Capability::remote, Capability::bounded}),
            profile({Capability::bounded, Capability::remote}));
}

TEST(TransportProfileTest, PresetsComeBackFromTheirMaps) {
  for (const Preset& preset : presets())
    EXPECT_EQ(TransportProfile::from_expr(preset.profile.to_expr()), preset.profile) << preset.name;
}

TEST(TransportProfileTest, ReadingIsClosedAndChecksAgain) {
  const Expr name = Expr::symbol(Symbol::unqualified("p"));
  const Expr block = Expr::symbol(symbol(LatencyClass::block_local));
  const std::vector<Symbol> contradiction{symbol(Capability::exact), symbol(Capability::lossy)};
  EXPECT_THAT(TransportProfile::from_expr(field_map({{"name", name}, {"x", {}}})).error().text(),
              HasSubstr("unknown transport profile field x"));
  EXPECT_THAT(
      TransportProfile::from_expr(
          field_map({{"name", name}, {"latency-class", block}, {"capabilities", symbol_list(contradiction)}}))
          .error()
          .text(),
      HasSubstr("exact and lossy"));
}

// B-121
TEST(RateContractTest, CompatibleMeansSameDomainAndClass) {
  EXPECT_TRUE(RateContract::control().compatible(RateContract::control()));
  EXPECT_FALSE(RateContract::control().compatible(RateContract::midi_tick()));
  EXPECT_FALSE(RateContract::control().compatible({ClockDomain::control, LatencyClass::block_local, {}}));
}

// B-121
TEST(RateContractTest, RatesAreEqualOrNotBothGiven) {
  RateContract any_rate = RateContract::sample_exact(48'000);
  any_rate.nominal_rate_hz.reset();
  EXPECT_TRUE(RateContract::sample_exact(48'000).compatible(RateContract::sample_exact(48'000)));
  EXPECT_FALSE(RateContract::sample_exact(48'000).compatible(RateContract::sample_exact(44'100)));
  EXPECT_TRUE(RateContract::sample_exact(48'000).compatible(any_rate));
  EXPECT_TRUE(any_rate.compatible(RateContract::sample_exact(48'000)));
}

TEST(RateContractTest, PresetsHaveTheirDomainAndClass) {
  EXPECT_EQ(RateContract::sample_exact(1),
            (RateContract{ClockDomain::sample, LatencyClass::sample_exact, 1}));
  EXPECT_EQ(RateContract::block_local(), (RateContract{ClockDomain::block, LatencyClass::block_local, {}}));
  EXPECT_EQ(RateContract::trace_step(),
            (RateContract{ClockDomain::trace_step, LatencyClass::offline_render, {}}));
}

}  // namespace
}  // namespace fleetsim::core
