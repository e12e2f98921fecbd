#include "core/frame/stream_control.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/codec/lisp.h"
#include "core/value/field.h"
#include "tests/support/frames.h"

namespace fleetsim::core {
namespace {

using testing::HasSubstr;

const Symbol kId = Symbol::unqualified("demo");

std::vector<StreamControl> all_controls() {
  const StreamMetadata metadata = tests::plain_metadata(StreamMedia::data);
  const StreamEnvelope envelope = *StreamEnvelope::from_item(metadata, 3, tests::text_item("pushed"),
                                                             TransportProfile::remote_stream_fabric());
  return {StreamControl::Open{kId, metadata},
          StreamControl::Next{kId, 4},
          StreamControl::Push{kId, envelope},
          StreamControl::Close{kId},
          StreamControl::Cancel{kId},
          StreamControl::Stats{kId},
          StreamControl::Metadata{kId},
          StreamControl::Fault{kId, StreamFaultSpec::make(StreamFaultKind::timeout, 2)}};
}

Cx granted() {
  Cx cx = tests::network_cx();
  for (const char* each : {"stream.open", "stream.read", "stream.push", "stream.cancel", "stream.stats"})
    cx.grant(each);
  return cx;
}

// B-43
TEST(StreamControlTest, EveryControlComesBackFromItsFrame) {
  const Cx cx = granted();
  for (const FrameRules& rules : tests::both_rules())
    for (const StreamControl& control : all_controls()) {
      const Result<ServerFrame> frame =
          stream_control_frame_from_control(cx, tests::lisp(), control, {}, rules);
      ASSERT_TRUE(frame) << frame.error().text();
      EXPECT_TRUE(is<frame::StreamChunk>(frame->kind));
      const Result<StreamControl> back = stream_control_from_frame(cx, *frame, rules);
      ASSERT_TRUE(back) << back.error().text();
      EXPECT_EQ(*back, control) << control.operation().text();
    }
}

TEST(StreamControlTest, TheFrameHasExactlyTheGivenEnvelope) {
  FrameEnvelope envelope;
  envelope.hop = 3;
  envelope.required_capabilities = {"a"};
  EXPECT_EQ(
      stream_control_frame_from_control(granted(), tests::binary(), all_controls()[3], envelope)->envelope,
      envelope);
}

// B-44
TEST(StreamControlTest, TheOperationsAreTheseEightInThisOrder) {
  std::vector<std::string> texts;
  for (const Symbol& each : stream_control_operation_symbols()) texts.push_back(each.text());
  EXPECT_THAT(texts,
              testing::ElementsAre("stream/fabric/open", "stream/fabric/next", "stream/fabric/push",
                                   "stream/fabric/close", "stream/fabric/cancel", "stream/fabric/stats",
                                   "stream/fabric/metadata", "stream/fabric/fault"));
  EXPECT_EQ(stream_control_open_symbol(), Symbol::qualified("stream/fabric", "open"));
  const std::vector<StreamControl> controls = all_controls();
  for (std::size_t i = 0; i < controls.size(); ++i) {
    EXPECT_EQ(controls[i].operation(), stream_control_operation_symbols()[i]);
    EXPECT_EQ(controls[i].stream_id(), kId);
  }
}

// B-45
TEST(StreamControlTest, EachControlRequiresItsCapability) {
  std::vector<CapabilityName> needed;
  for (const StreamControl& control : all_controls())
    needed.push_back(stream_control_required_capability(control));
  EXPECT_THAT(needed, testing::ElementsAre("stream.open", "stream.read", "stream.push", "stream.cancel",
                                           "stream.cancel", "stream.stats", "stream.stats", "stream.stats"));
}

// B-46
TEST(StreamControlTest, EncodingRequiresTheNetworkFirstAndThenTheOperation) {
  const StreamControl open = all_controls()[0];
  EXPECT_EQ(stream_control_frame_from_control(Cx(), tests::lisp(), open, {}).error(),
            Error::capability_denied("stream.remote.network"));
  EXPECT_EQ(stream_control_frame_from_control(tests::network_cx(), tests::lisp(), open, {}).error(),
            Error::capability_denied("stream.open"));
}

TEST(StreamControlTest, WhoeverReceivesAControlNeedsWhatItsSenderNeeded) {
  const ServerFrame frame =
      *stream_control_frame_from_control(granted(), tests::lisp(), all_controls()[1], {});
  EXPECT_EQ(stream_control_from_frame(Cx(), frame).error(),
            Error::capability_denied("stream.remote.network"));
  EXPECT_EQ(stream_control_from_frame(tests::network_cx(), frame).error(),
            Error::capability_denied("stream.read"));
  EXPECT_TRUE(stream_control_from_frame(granted(), frame));
}

// U-8
TEST(StreamControlTest, ByTheReferenceDecodingNeedsNoCapability) {
  const ServerFrame frame =
      *stream_control_frame_from_control(granted(), tests::lisp(), all_controls()[1], {});
  EXPECT_TRUE(stream_control_from_frame(Cx(), frame, FrameRules::reference()));
}

TEST(StreamControlTest, OnlyAChunkHoldsAControl) {
  const Result<StreamControl> refused =
      stream_control_from_frame(granted(), stream_end_frame(tests::lisp(), {}));
  EXPECT_THAT(refused.error().text(), HasSubstr("stream-end"));
}

Expr control_map(const char* operation, std::vector<std::pair<std::string_view, Expr>> fields) {
  std::vector<std::pair<std::string_view, Expr>> all{
      {"control", Expr::symbol(Symbol::qualified("stream/fabric-control", "v1"))},
      {"stream-id", Expr::symbol(kId)}};
  all.insert(all.end(), fields.begin(), fields.end());
  return expr_from_packet(
      DataPacket{Symbol::qualified("stream/fabric", operation), field_map(std::move(all))});
}

std::string failure(const Expr& expr) {
  const Result<StreamControl> read = StreamControl::from_expr(expr);
  return read ? "ok" : read.error().text();
}

// U-8
TEST(StreamControlTest, AFaultCountOfZeroIsOneAndALimitOfNilIsNone) {
  const StreamControl fault = *StreamControl::from_expr(control_map(
      "fault", {{"fault", Expr::symbol(Symbol::unqualified("drop"))}, {"count", Expr::string("0")}}));
  EXPECT_EQ(std::get<StreamControl::Fault>(fault.what()).fault.count, 1u);
  const StreamControl next = *StreamControl::from_expr(control_map("next", {{"limit", Expr::nil()}}));
  EXPECT_EQ(std::get<StreamControl::Next>(next.what()).limit, std::nullopt);
}

// U-8
TEST(StreamControlTest, ExtraFieldsAreRefused) {
  EXPECT_THAT(failure(control_map("close", {{"limit", Expr::nil()}})), HasSubstr("limit"));
  EXPECT_THAT(failure(control_map("next", {{"limit", Expr::nil()}, {"more", Expr::nil()}})),
              HasSubstr("more"));
}

TEST(StreamControlTest, MetadataKeepsItsNamespaceUnlessByTheReference) {
  StreamMetadata metadata = tests::stream_metadata(StreamMedia::data);
  const StreamControl open = StreamControl::Open{kId, metadata};
  EXPECT_EQ(*StreamControl::from_expr(open.to_expr()), open);
  const StreamRules reference = StreamRules::reference();
  const StreamControl lost = *StreamControl::from_expr(open.to_expr(reference), reference);
  EXPECT_EQ(std::get<StreamControl::Open>(lost.what()).metadata.id, Symbol::unqualified("demo/data"));
}

struct RefusedCase {
  const char* name;
  Expr expr;
  const char* failure;
};

class StreamControlRefusalTest : public testing::TestWithParam<RefusedCase> {};

TEST_P(StreamControlRefusalTest, IsRefused) {
  EXPECT_THAT(failure(GetParam().expr), HasSubstr(GetParam().failure));
}

Expr text(const char* lisp) {
  return *read_lisp(lisp);
}

INSTANTIATE_TEST_SUITE_P(
    Controls, StreamControlRefusalTest,
    testing::Values(
        RefusedCase{"no_packet", Expr::nil(), "type mismatch: expected stream packet map, found nil"},
        RefusedCase{"diagnostic_packet", expr_from_packet(StreamDiagnostic{kId, "x"}),
                    "type mismatch: expected stream fabric control data packet, found stream packet"},
        RefusedCase{"payload_no_map", expr_from_packet(DataPacket{kId, Expr::nil()}),
                    "type mismatch: expected stream fabric control map, found nil"},
        RefusedCase{"no_tag", text("(expr:map [packet stream/packet/data] [kind a] [payload (expr:map)])"),
                    "is missing field control"},
        RefusedCase{"tag_no_symbol",
                    text("(expr:map [packet stream/packet/data] [kind a] [payload (expr:map [control 1])])"),
                    "type mismatch: expected symbol field, found number"},
        RefusedCase{"other_tag",
                    text("(expr:map [packet stream/packet/data] [kind a] [payload (expr:map [control v2])])"),
                    "evaluation error: unknown stream fabric control format v2"},
        RefusedCase{"unknown_operation", control_map("rewind", {}), "stream/fabric/rewind"},
        RefusedCase{"next_without_limit", control_map("next", {}), "limit"},
        RefusedCase{"limit_no_number", control_map("next", {{"limit", Expr::string("4x")}}),
                    "evaluation error"},
        RefusedCase{"limit_no_string", control_map("next", {{"limit", Expr::boolean(true)}}),
                    "type mismatch: expected optional u64 string, found bool"},
        RefusedCase{
            "count_no_string",
            control_map("fault", {{"fault", Expr::symbol(Symbol::unqualified("drop"))}, {"count", Expr()}}),
            "type mismatch: expected u64 string, found nil"},
        RefusedCase{"fault_unknown",
                    control_map("fault", {{"fault", Expr::symbol(kId)}, {"count", Expr::string("1")}}),
                    "evaluation error"},
        RefusedCase{
            "field_no_symbol",
            text("(expr:map [packet stream/packet/data] [kind stream/fabric/close] [payload (expr:map "
                 "[control stream/fabric-control/v1] [stream-id a] [\"x\" 1])])"),
            "type mismatch: expected symbol stream fabric control field, found string"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(StreamControlTest, AnOperationIsKnownByItsText) {
  const Expr expr = text(
      "(expr:map [packet stream/packet/data] [kind (expr:symbol nil \"stream/fabric/close\")] [payload "
      "(expr:map "
      "[control stream/fabric-control/v1] [stream-id demo])])");
  EXPECT_EQ(*StreamControl::from_expr(expr), StreamControl(StreamControl::Close{kId}));
}

}  // namespace
}  // namespace fleetsim::core
