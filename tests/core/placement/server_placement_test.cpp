#include "core/placement/server_placement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/placement/placement_report.h"
#include "core/placement/placement_symbols.h"
#include "core/value/field.h"
#include "tests/support/placements.h"
#include "tests/support/streams.h"

namespace fleetsim::core {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::envelope_in;
using tests::fragment_of;
using tests::fragment_with_audio;
using tests::payload_in;
using tests::place;
using tests::place_at;
using tests::placement_context;
using tests::told;
using Frames = Result<std::vector<ServerFrame>>;

struct Mode {
  const char* name;
  PlacementRules rules;
};

void PrintTo(const Mode& mode, std::ostream* out) {
  *out << mode.name;
}

/// What both the default and the original do.
class PlacementTest : public testing::TestWithParam<Mode> {
 protected:
  const PlacementRules& rules() const { return GetParam().rules; }
  bool is_reference() const { return !rules().preflight; }
};

INSTANTIATE_TEST_SUITE_P(Modes, PlacementTest,
                         testing::Values(Mode{"default", {}}, Mode{"reference", PlacementRules::reference()}),
                         [](const auto& row) { return std::string(row.param.name); });

PlacedFragment speaking() {
  return fragment_with_audio(Expr::string("hello"));
}

ServerPlacementRequest rendering(const PlacementResourceLimits& limits) {
  return ServerPlacementRequest::render_return(Expr::nil()).with_resource_limits(limits);
}

ServerPlacementRequest pinned() {
  return ServerPlacementRequest::render_return(Expr::nil()).with_realtime_pin(true);
}

ServerPlacementRequest with_profile(LatencyClass latency_class, std::vector<StreamCapability> capabilities) {
  return {Expr::nil(),
          *TransportProfile::make(Symbol::qualified("my", "profile"), latency_class, capabilities)};
}

PlacedFragment on_another_clock() {
  PlacedFragment fragment = speaking();
  fragment.input_edges.push_back(
      {Symbol::unqualified("in"), RateContract::midi_tick(), tests::stream_metadata(StreamMedia::midi), {}});
  return fragment;
}

/// The detail and reason of a refusal packet.
std::string reason_in(Cx& cx, const ServerFrame& frame) {
  return symbol_field(payload_in(cx, frame), "reason")->text();
}

std::string message_in(Cx& cx, const ServerFrame& frame) {
  return std::get<StreamDiagnostic>(envelope_in(cx, frame).packet).message;
}

/// Counts how often it is asked, and charges what it is told to.
class ChargingSite final : public Site {
 public:
  ChargingSite(Duration cpu_time, std::uint64_t memory_bytes)
      : Site(Symbol::unqualified("c"), StreamEndpointKind::eval_site, ClockDomain::control,
             LatencyClass::interactive),
        cpu_time_(cpu_time),
        memory_bytes_(memory_bytes) {}
  std::vector<Symbol> codecs() const override { return {Symbol::qualified("codec", "lisp")}; }
  Result<ServerFrame> answer(Cx& cx, const ServerFrame& request) const override {
    ++asked;
    return LocalSite().answer(cx, request);
  }
  Answer answer_metered(Cx& cx, const ServerFrame& request, const SiteBudget&) const override {
    return {answer(cx, request), cpu_time_, memory_bytes_, {}};
  }
  mutable int asked = 0;

 private:
  Duration cpu_time_;
  std::uint64_t memory_bytes_;
};

// B-71
TEST_P(PlacementTest, FramesBeginWithStartAndFinishWithEnd) {
  Cx cx = placement_context();
  const Frames frames = place(cx, speaking(), rules());
  ASSERT_TRUE(frames);
  EXPECT_THAT(told(cx, *frames),
              ElementsAre("start", "server-placement-request", "server-placement-result", "pcm", "end"));
}

// B-72
TEST_P(PlacementTest, FrameOneReportsTheRequest) {
  Cx cx = placement_context();
  const Frames frames = place(cx, speaking(), rules());
  ASSERT_TRUE(frames);
  const Expr report = payload_in(cx, (*frames)[1]);
  EXPECT_EQ(symbol_field(report, "operation"), server_placement_request_symbol());
  EXPECT_EQ(symbol_field(report, "site"), server_site_symbol());
  EXPECT_EQ(symbol_field(report, "declared-latency"), symbol(LatencyClass::offline_render));
  EXPECT_EQ(*bare_field(report, "required-capabilities"),
            Expr::list({Expr::string("stream.placement.run-node-on-server"),
                        Expr::string("stream.remote.network"), Expr::string("stream.remote.render")}));
  EXPECT_EQ(string_field(*bare_field(report, "resource-limits"), "max-cpu-time-ms"), std::string("5000"));
  EXPECT_EQ(list_field(report, "output-edges")->children().size(), 1u);
}

TEST_P(PlacementTest, TheRequestReportHasItsFieldsInOrder) {
  Cx cx = placement_context();
  // Read from the binary form's values: text and binary codecs sort maps, so order is seen before encoding.
  PlacementRedaction redaction;
  const Expr report = placement_request_report(speaking(), ServerPlacementRequest::render_return(Expr::nil()),
                                               Symbol::unqualified("f"), redaction, {});
  std::vector<std::string> names;
  for (std::size_t i = 0; i < report.children().size(); i += 2)
    names.push_back(report.children()[i].symbol().text());
  EXPECT_THAT(names, ElementsAre("operation", "site", "fragment-id", "node", "realtime-pinned",
                                 "placement-report", "declared-profile", "declared-latency",
                                 "resource-limits", "required-capabilities", "input-edges", "output-edges"));
}

// B-73
TEST_P(PlacementTest, FrameTwoReportsTheResult) {
  Cx cx = placement_context();
  const Frames frames = place(cx, speaking(), rules());
  ASSERT_TRUE(frames);
  const Expr report = payload_in(cx, (*frames)[2]);
  EXPECT_EQ(symbol_field(report, "operation"), server_placement_result_symbol());
  EXPECT_EQ(string_field(report, "node-result"), std::string("hello"));
  EXPECT_EQ(string_field(report, "output-envelope-count"), std::string("1"));
}

// B-74
TEST_P(PlacementTest, OutputsTravelUnderTheDeclaredProfile) {
  Cx cx = placement_context();
  const Frames frames = place(cx, speaking(), rules());
  ASSERT_TRUE(frames);
  const StreamEnvelope output = envelope_in(cx, (*frames)[3]);
  EXPECT_EQ(output.media, StreamMedia::pcm);
  EXPECT_EQ(output.packet, tests::pcm_packet());
  EXPECT_EQ(output.profile.name(), Symbol::qualified("stream/profile", "server-render-return"));
  EXPECT_EQ(output.profile.latency_class(), LatencyClass::offline_render);
  EXPECT_EQ(output.sequence, 0u) << "its own";
}

// B-76
TEST_P(PlacementTest, ARealtimePinIsRefusedInTheFrames) {
  Cx cx = placement_context();
  const Frames frames = place(cx, speaking(), pinned(), rules());
  ASSERT_TRUE(frames);
  const StreamEnvelope refusal = envelope_in(cx, (*frames)[2]);
  EXPECT_THAT(refusal.diagnostics, ElementsAre(server_placement_refusal_diagnostic_kind()));
  EXPECT_EQ(std::get<StreamDiagnostic>(refusal.packet).kind, server_placement_refusal_diagnostic_kind());
  EXPECT_THAT(
      std::get<StreamDiagnostic>(refusal.packet).message,
      AllOf(HasSubstr("realtime-pinned"), HasSubstr("stream/site/server"), HasSubstr("demo/fragment")));
  EXPECT_TRUE(is<frame::StreamEnd>(frames->back().kind));
}

TEST(ServerPlacementTest, ARefusalIsFollowedByAPacketThatAProgramCanRead) {
  Cx cx = placement_context();
  const Frames frames = place(cx, speaking(), pinned(), PlacementRules{});
  ASSERT_TRUE(frames);
  ASSERT_EQ(frames->size(), 5u);
  EXPECT_EQ(std::get<DataPacket>(envelope_in(cx, (*frames)[3]).packet).kind,
            server_placement_refusal_symbol());
  EXPECT_EQ(reason_in(cx, (*frames)[3]), "stream/placement-refusal/realtime-pinned");
  EXPECT_EQ(string_field(payload_in(cx, (*frames)[3]), "detail"), message_in(cx, (*frames)[2]));
}

TEST(ServerPlacementTest, InTheOriginalARefusalIsADiagnosticOnly) {
  Cx cx = placement_context();
  EXPECT_EQ(place(cx, speaking(), pinned(), PlacementRules::reference())->size(), 4u);
}

// B-77
TEST_P(PlacementTest, RunningANodeNeedsItsCapability) {
  Cx cx;
  EXPECT_EQ(place(cx, speaking(), rules()).error(),
            Error::capability_denied("stream.placement.run-node-on-server"));
}

TEST_P(PlacementTest, CapabilitiesAreRequiredInOrderAndBeforeTheLimits) {
  Cx cx;
  cx.grant("stream.placement.run-node-on-server");
  EXPECT_EQ(place(cx, fragment_of(Expr::string("hw:0")), rendering({0, 0, 0, 0, 0, 0, 0}), rules()).error(),
            Error::capability_denied("stream.remote.network"));
}

// B-78
TEST_P(PlacementTest, ACutoffOfTheStreamSizeIsFrameTwo) {
  Cx cx = placement_context();
  PlacementResourceLimits limits;
  limits.max_stream_frames = 1;
  const Frames frames = place(cx, speaking(), rendering(limits), rules());
  ASSERT_TRUE(frames);
  EXPECT_THAT(message_in(cx, (*frames)[2]), AllOf(HasSubstr("resource cutoff"), HasSubstr("stream-size")));
  EXPECT_TRUE(is<frame::StreamEnd>(frames->back().kind));
}

// B-79
TEST_P(PlacementTest, ANodeThatNamesADeviceNeedsItsCapability) {
  Cx cx;
  cx.grant("stream.placement.run-node-on-server");
  cx.grant("stream.remote.network");
  cx.grant("stream.remote.render");
  EXPECT_EQ(place(cx, fragment_of(Expr::string("open hw:0")), rules()).error(),
            Error::capability_denied("stream.host.device"));
}

TEST_P(PlacementTest, ADeviceAnywhereInThePlacementCounts) {
  const auto denied = [&](const PlacedFragment& fragment, const ServerPlacementRequest& request) {
    Cx cx;
    cx.grant("stream.placement.run-node-on-server");
    cx.grant("stream.remote.network");
    const Frames frames = place(cx, fragment, request, rules());
    return !frames && frames.error() == Error::capability_denied("stream.host.device");
  };
  const auto plain = ServerPlacementRequest::render_return(Expr::nil());
  PlacedFragment port = speaking();
  port.output_edges[0].port = Symbol::qualified("device", "out");
  EXPECT_TRUE(denied(port, plain));
  PlacedFragment metadata = speaking();
  metadata.output_edges[0].metadata.id = Symbol::qualified("device", "mic");
  EXPECT_TRUE(denied(metadata, plain));
  PlacedFragment envelope = speaking();
  envelope.output_edges[0].envelopes[0].diagnostics = {Symbol::unqualified("ALSA")};
  EXPECT_TRUE(denied(envelope, plain));
  EXPECT_TRUE(denied(speaking(), ServerPlacementRequest::render_return(Expr::string("/dev/snd"))));
}

// B-82
TEST_P(PlacementTest, ThePlacementReportIsRedactedBeforeItTravels) {
  Cx cx = placement_context();
  const Expr report = Expr::list({Expr::string("private-path=session.sim"), Expr::string("host=studio.local"),
                                  Expr::string("token=abc123"), Expr::bytes(Bytes(262'145, 7))});
  const Frames frames = place(cx, speaking(), ServerPlacementRequest::render_return(report), rules());
  ASSERT_TRUE(frames);
  const std::string text(as_text((*frames)[1].payload));
  EXPECT_THAT(text, AllOf(HasSubstr("[redacted placement data]"), HasSubstr("[redacted placement payload]")));
  for (const char* original : {"session.sim", "studio.local", "abc123"})
    EXPECT_EQ(text.find(original), std::string::npos) << original;
}

// U-14
TEST_P(PlacementTest, LimitsOfZeroAreErrors) {
  Cx cx = placement_context();
  EXPECT_THAT(place(cx, speaking(), rendering({0, 0, 0, 0, 0, 0, 0}), rules()).error().text(),
              HasSubstr("cpu"));
}

// U-14
TEST(ServerPlacementTest, InTheOriginalProfilesAndEdgesAreErrors) {
  Cx cx = placement_context();
  const PlacementRules reference = PlacementRules::reference();
  EXPECT_THAT(place(cx, speaking(), with_profile(LatencyClass::sample_exact, {}), reference).error().text(),
              HasSubstr("my/profile"));
  EXPECT_THAT(
      place(cx, speaking(), with_profile(LatencyClass::interactive, {StreamCapability::realtime}), reference)
          .error()
          .text(),
      HasSubstr("my/profile"));
  for (const LatencyClass each :
       {LatencyClass::block_local, LatencyClass::collab_bar_delay, LatencyClass::remote_collaboration})
    EXPECT_THAT(place(cx, speaking(), with_profile(each, {}), reference).error().text(),
                HasSubstr(to_string(each)));
  EXPECT_THAT(place(cx, on_another_clock(), reference).error().text(), HasSubstr("does not match endpoint"));
  EXPECT_THAT(place(cx, fragment_of(Expr::call({}, {})), reference).error().text(),
              HasSubstr("call expression"));
}

TEST(ServerPlacementTest, WhatIsWrongAfterTheStartIsARefusalWithAReason) {
  Cx cx = placement_context();
  const auto reason = [&](const Frames& frames) {
    EXPECT_TRUE(frames) << (frames ? "" : frames.error().text());
    return frames ? reason_in(cx, (*frames)[3]) : "";
  };
  EXPECT_EQ(reason(place(cx, speaking(), with_profile(LatencyClass::sample_exact, {}), PlacementRules{})),
            "stream/placement-refusal/profile");
  EXPECT_EQ(reason(place(cx, speaking(), with_profile(LatencyClass::block_local, {}), PlacementRules{})),
            "stream/placement-refusal/profile");
  EXPECT_EQ(reason(place(cx, on_another_clock(), PlacementRules{})), "stream/placement-refusal/input-edges");
  EXPECT_EQ(reason(place(cx, fragment_of(Expr::call({}, {})), PlacementRules{})),
            "stream/placement-refusal/evaluation");
}

TEST_P(PlacementTest, MissingAuthorityForTheProfileIsAnError) {
  Cx cx;
  cx.grant("stream.placement.run-node-on-server");
  cx.grant("stream.remote.network");
  EXPECT_EQ(place(cx, speaking(), rules()).error(), Error::capability_denied("stream.remote.render"));
  EXPECT_EQ(place(cx, speaking(), ServerPlacementRequest::buffered_preview(Expr::nil()), rules()).error(),
            Error::capability_denied("stream.remote.preview"));
}

class LanPeer final : public Site {
 public:
  LanPeer()
      : Site(Symbol::unqualified("lan"), StreamEndpointKind::eval_site, ClockDomain::control,
             LatencyClass::interactive) {}
  PlacementCapability run_capability() const override { return PlacementCapability::run_node_on_lan_peer; }
  std::vector<Symbol> codecs() const override { return {Symbol::qualified("codec", "lisp")}; }
  Result<ServerFrame> answer(Cx& cx, const ServerFrame& request) const override {
    return LocalSite().answer(cx, request);
  }
};

TEST(ServerPlacementTest, ALanPeerNeedsItsOwnCapabilityAndAServersDoesNotDo) {
  Cx cx;
  for (const char* each :
       {"stream.placement.run-node-on-server", "stream.remote.network", "stream.remote.render"})
    cx.grant(each);
  const auto request = ServerPlacementRequest::render_return(Expr::nil());
  EXPECT_EQ(place_at(cx, LanPeer(), speaking(), request, PlacementRules{}).error(),
            Error::capability_denied("stream.placement.run-node-on-lan-peer"));
  EXPECT_TRUE(place_at(cx, LanPeer(), speaking(), request, PlacementRules::reference()));
  cx.grant("stream.placement.run-node-on-lan-peer");
  const Frames frames = place_at(cx, LanPeer(), speaking(), request, PlacementRules{});
  ASSERT_TRUE(frames);
  EXPECT_EQ(list_field(payload_in(cx, (*frames)[1]), "required-capabilities")->children()[0],
            Expr::string("stream.placement.run-node-on-lan-peer"));
}

TEST(ServerPlacementTest, AProfileThatIsRemoteWithoutBoundsIsRefused) {
  Cx cx = placement_context();
  const auto unbounded = with_profile(LatencyClass::interactive, {StreamCapability::remote});
  EXPECT_EQ(reason_in(cx, (*place(cx, speaking(), unbounded, PlacementRules{}))[3]),
            "stream/placement-refusal/profile");
  EXPECT_EQ(place(cx, speaking(), unbounded, PlacementRules::reference())->size(), 5u);
}

TEST_P(PlacementTest, AnInteractiveProfileNeedsNoMore) {
  Cx cx;
  cx.grant("stream.placement.run-node-on-server");
  cx.grant("stream.remote.network");
  EXPECT_TRUE(place(cx, speaking(), with_profile(LatencyClass::interactive, {}), rules()));
}

// U-14
TEST(ServerPlacementTest, InTheOriginalTheCutoffAtTheResultComesAfterTheNodeRan) {
  Cx cx = placement_context();
  PlacementResourceLimits limits;
  limits.max_stream_frames = 1;
  const ChargingSite site({}, 0);
  ASSERT_TRUE(place_at(cx, site, speaking(), rendering(limits), PlacementRules::reference()));
  EXPECT_EQ(site.asked, 1);
}

TEST(ServerPlacementTest, WhatCannotBeSentIsRefusedBeforeTheNodeRuns) {
  Cx cx = placement_context();
  const ChargingSite site({}, 0);
  PlacementResourceLimits frames_limit;
  frames_limit.max_stream_frames = 2;
  PlacementResourceLimits work_limit;
  work_limit.max_inflight_work = 3;
  for (const PlacementResourceLimits& limits : {frames_limit, work_limit}) {
    const Frames frames = place_at(cx, site, speaking(), rendering(limits), PlacementRules{});
    ASSERT_TRUE(frames);
    EXPECT_THAT(message_in(cx, (*frames)[2]), HasSubstr("resource cutoff"));
  }
  EXPECT_EQ(site.asked, 0);
}

TEST(ServerPlacementTest, LookingAheadRefusesNothingThatFits) {
  Cx cx = placement_context();
  PlacementResourceLimits limits;
  limits.max_stream_frames = 3;
  limits.max_inflight_work = 4;
  const Frames frames = place(cx, speaking(), rendering(limits), PlacementRules{});
  ASSERT_TRUE(frames);
  EXPECT_EQ(frames->size(), 5u) << "start, request, result, output, end";
}

/// Limits that all cut off the request frame, one after the other lifted.
// U-15
TEST_P(PlacementTest, CutoffsAreFoundInTheContractsOrder) {
  Cx cx = placement_context();
  PlacementResourceLimits limits;
  limits.max_stream_frames = 1;
  limits.max_inflight_work = 2;
  const auto message = [&]() {
    const Frames frames = place(cx, speaking(), rendering(limits), rules());
    for (const std::string& each : told(cx, *frames))
      if (each.starts_with("diagnostic: ")) return each;
    return std::string();
  };
  EXPECT_THAT(message(), HasSubstr("stream-size"));
  limits.max_stream_frames = 10;
  EXPECT_THAT(message(), HasSubstr("inflight-work"));
  limits.max_inflight_work = 10;
  limits.max_frame_payload_bytes = 700;
  limits.max_memory_bytes = 900;
  EXPECT_THAT(message(), HasSubstr("frame-size"));
  limits.max_frame_payload_bytes = 1'048'576;
  EXPECT_THAT(message(), HasSubstr("memory"));
}

// U-15
TEST_P(PlacementTest, RefusalsAreExemptFromTheLimits) {
  Cx cx = placement_context();
  PlacementResourceLimits limits;
  limits.max_inflight_work = 1;
  const Frames frames = place(cx, speaking(), rendering(limits), rules());
  ASSERT_TRUE(frames);
  EXPECT_THAT(message_in(cx, (*frames)[1]), HasSubstr("inflight-work"));
  EXPECT_TRUE(is<frame::StreamEnd>(frames->back().kind));
}

TEST(ServerPlacementTest, CpuTimeAboveTheLimitIsRefused) {
  Cx cx = placement_context();
  PlacementResourceLimits limits;
  limits.max_cpu_time_ms = 2;
  const LocalSite slow(std::make_shared<DataSiteEvaluator>(milliseconds(1)));
  const PlacedFragment fragment = fragment_of(Expr::list({Expr::nil(), Expr::nil()}));
  const Frames frames = place_at(cx, slow, fragment, rendering(limits), PlacementRules{});
  ASSERT_TRUE(frames);
  EXPECT_THAT(message_in(cx, (*frames)[2]), AllOf(HasSubstr("resource cutoff"), HasSubstr("cpu-time")));
  EXPECT_EQ(reason_in(cx, (*frames)[3]), "stream/placement-refusal/cpu-time");
  limits.max_cpu_time_ms = 3;
  EXPECT_EQ(told(cx, *place_at(cx, slow, fragment, rendering(limits), PlacementRules{}))[2],
            "server-placement-result");
}

TEST(ServerPlacementTest, ASiteThatOverrunsItsBudgetIsCaughtAfterwards) {
  Cx cx = placement_context();
  const auto refusal = [&](const ChargingSite& site) {
    return reason_in(cx, (*place_at(cx, site, speaking(), rendering({}), PlacementRules{}))[3]);
  };
  EXPECT_EQ(refusal(ChargingSite(milliseconds(5'001), 0)), "stream/placement-refusal/cpu-time");
  EXPECT_EQ(refusal(ChargingSite(milliseconds(5'000), 67'108'864)), "stream/placement-refusal/memory");
}

TEST(ServerPlacementTest, InTheOriginalNobodyEnforcesTheCpuLimit) {
  Cx cx = placement_context();
  PlacementResourceLimits limits;
  limits.max_cpu_time_ms = 1;
  const LocalSite slow(std::make_shared<DataSiteEvaluator>(seconds(1)));
  EXPECT_EQ(told(cx, *place_at(cx, slow, speaking(), rendering(limits), PlacementRules::reference()))[2],
            "server-placement-result");
}

TEST(ServerPlacementTest, TheStartFrameAndTheInputsCountAsMemory) {
  Cx cx = placement_context();
  PlacedFragment fragment = fragment_of(Expr::nil());
  StreamEdge edge{
      Symbol::unqualified("in"), RateContract::control(), tests::stream_metadata(StreamMedia::data), {}};
  edge.envelopes.push_back(
      *StreamEnvelope::from_item(edge.metadata, 0, tests::text_item(std::string(5'000, 'i').c_str())));
  fragment.input_edges.push_back(edge);
  const std::uint64_t sent = [&] {
    const Frames frames = place(cx, fragment, PlacementRules::reference());
    return (*frames)[0].payload.size() + (*frames)[1].payload.size() + (*frames)[2].payload.size();
  }();
  PlacementResourceLimits limits;
  limits.max_memory_bytes = sent;
  EXPECT_EQ(place(cx, fragment, rendering(limits), PlacementRules::reference())->size(), 4u);
  EXPECT_EQ(reason_in(cx, (*place(cx, fragment, rendering(limits), PlacementRules{}))[3]),
            "stream/placement-refusal/memory");
  limits.max_memory_bytes = 10;
  EXPECT_THAT(told(cx, *place(cx, fragment, rendering(limits), PlacementRules{}))[1], HasSubstr("memory"));
}

PlacedFragment with_secret_output() {
  PlacedFragment fragment = fragment_of(Expr::string("token=result"));
  StreamEdge edge{
      Symbol::unqualified("out"), RateContract::control(), tests::stream_metadata(StreamMedia::data), {}};
  edge.envelopes.push_back(*StreamEnvelope::from_item(edge.metadata, 0, tests::text_item("token=output")));
  fragment.output_edges.push_back(edge);
  return fragment;
}

/// Whether the two secrets are in the result and in the output frame.
std::vector<bool> delivered(const PlacementRules& rules) {
  Cx cx = placement_context();
  const Frames frames = place(cx, with_secret_output(), rules);
  const auto holds = [&](std::size_t frame, const char* text) {
    return as_text((*frames)[frame].payload).find(text) != std::string_view::npos;
  };
  return {holds(2, "token=result"), holds(3, "token=output")};
}

TEST(ServerPlacementTest, ResultsAndOutputsAreRedactedAlike) {
  EXPECT_THAT(delivered(PlacementRules{}), ElementsAre(false, false));
}

// U-17
TEST(ServerPlacementTest, InTheOriginalOutputEnvelopesAreNotRedacted) {
  EXPECT_THAT(delivered(PlacementRules::reference()), ElementsAre(false, true));
}

TEST(ServerPlacementTest, ACallerWhoMayHaveThePayloadGetsIt) {
  PlacementRules rules;
  rules.delivery = PayloadDelivery::deliver;
  EXPECT_THAT(delivered(rules), ElementsAre(true, true));
}

TEST(ServerPlacementTest, SensitivePayloadsCanBeRefused) {
  Cx cx = placement_context();
  PlacementRules rules;
  rules.delivery = PayloadDelivery::refuse;
  EXPECT_EQ(reason_in(cx, (*place(cx, with_secret_output(), rules))[3]),
            "stream/placement-refusal/sensitive-payload");
  EXPECT_EQ(reason_in(cx, (*place(cx, fragment_of(Expr::string("token=result")), rules))[3]),
            "stream/placement-refusal/sensitive-payload");
}

TEST(ServerPlacementTest, TwoSensitiveFragmentsAreTwoStreams) {
  Cx cx = placement_context();
  const auto stream_id = [&](const char* name, const PlacementRules& rules) {
    PlacedFragment fragment = speaking();
    fragment.id = Symbol::qualified("password", name);
    return envelope_in(cx, (*place(cx, fragment, rules))[1]).stream_id;
  };
  EXPECT_NE(stream_id("one", {}), stream_id("two", {}));
  EXPECT_THAT(stream_id("one", {}).text(), testing::Not(HasSubstr("password")));
  const PlacementRules reference = PlacementRules::reference();
  EXPECT_EQ(stream_id("one", reference), Symbol::qualified("stream/redacted", "placement"));
  EXPECT_EQ(stream_id("one", reference), stream_id("two", reference));
}

TEST_P(PlacementTest, ChunksAreNumberedAndNamedAfterThePlacement) {
  Cx cx = placement_context();
  const Frames frames = place(cx, speaking(), rules());
  const StreamEnvelope result = envelope_in(cx, (*frames)[2]);
  EXPECT_EQ(result.stream_id, Symbol::qualified("stream/server-placement", "demo/fragment"));
  EXPECT_EQ(result.packet_id, Symbol::qualified("stream/packet-id",
                                                "stream/server-placement/demo/fragment#server-placement-1"));
  EXPECT_EQ(result.sequence, 1u);
  EXPECT_EQ(result.clock_domain, ClockDomain::server_frame);
  EXPECT_EQ(result.profile, TransportProfile::remote_stream_fabric());
  EXPECT_THAT(result.diagnostics, IsEmpty());
}

TEST_P(PlacementTest, TheStartFrameHoldsTheMetadata) {
  Cx cx = placement_context();
  PlacementResourceLimits limits;
  limits.max_inflight_work = 12;
  const Frames frames = place(cx, speaking(), rendering(limits), rules());
  const Expr table = *cx.codecs().decode((*frames)[0].codec, (*frames)[0].payload);
  const StreamMetadata metadata = *StreamMetadata::from_expr(table, rules().frame.stream);
  EXPECT_EQ(metadata.media, StreamMedia::data);
  EXPECT_EQ(metadata.clock, symbol(ClockDomain::server_frame));
  EXPECT_EQ(metadata.buffer, BufferPolicy::bounded(12));
  EXPECT_EQ(metadata.id.text(), "stream/server-placement/demo/fragment");
}

TEST_P(PlacementTest, TheSamePlacementGivesTheSameFrames) {
  const auto frames = [&] {
    Cx cx = placement_context();
    return place(cx, with_secret_output(), rules());
  };
  EXPECT_EQ(frames(), frames());
}

TEST_P(PlacementTest, ADeepNodeIsRefusedOrFailsAndDoesNotCrash) {
  Cx cx = placement_context();
  Expr deep = Expr::string("x");
  for (int i = 0; i < 100'000; ++i) deep = Expr::list({std::move(deep)});
  EXPECT_EQ(place(cx, fragment_of(deep), rules()).error().code, ErrorCode::limit_exceeded);
}

}  // namespace
}  // namespace fleetsim::core
