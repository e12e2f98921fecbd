#include "core/frame/stream_events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/frame/stream_kinds.h"
#include "core/value/field.h"
#include "tests/support/frames.h"

namespace fleetsim::core {
namespace {

using testing::HasSubstr;

const Ref kRun = Symbol::unqualified("run");

std::vector<StreamItem> folded(const Cx& cx, const std::vector<Event>& events, const FrameRules& rules = {}) {
  return tests::drained(*event_buffer_to_stream(cx, tests::plain_metadata(StreamMedia::data), events, rules));
}

std::vector<Event> realized(StreamValue stream, const FrameRules& rules) {
  Cx cx(3);
  const RealizeRequest request = stream_realize_request(Term::literal(Datum::string("pipeline")), 8);
  std::vector<Event> events = *realize_stream_events(cx, request, stream, rules);
  EXPECT_EQ(tests::drained(*event_buffer_to_stream(cx, stream.metadata(), events, rules)).size(), 2u);
  return events;
}

void expect_two_chunks(const std::vector<Event>& events) {
  ASSERT_EQ(events.size(), 4u);
  EXPECT_TRUE(std::holds_alternative<event::Started>(events.front().kind));
  EXPECT_TRUE(std::holds_alternative<event::Chunk>(events[1].kind));
  EXPECT_TRUE(std::holds_alternative<event::Chunk>(events[2].kind));
  EXPECT_TRUE(std::holds_alternative<event::Done>(events.back().kind));
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i].seq, i);
    EXPECT_EQ(events[i].run, Ref(HandleId{3, 1}));
  }
}

// B-67
TEST(StreamEventsTest, AMidiPipelineIsRealizedAsItsPacketsAndFoldedBack) {
  for (const FrameRules& rules : tests::both_rules())
    expect_two_chunks(realized(tests::midi_stream(), rules));
  const RealizeRequest request = stream_realize_request(Term::literal(Datum()), 8);
  EXPECT_EQ(request.observe, ObserveMode::events);
  EXPECT_EQ(request.buffer_limit, 8u);
}

// B-68
TEST(StreamEventsTest, APcmPipelineIsRealizedAsItsPacketsAndFoldedBack) {
  for (const FrameRules& rules : tests::both_rules()) expect_two_chunks(realized(tests::pcm_stream(), rules));
}

// B-69
TEST(StreamEventsTest, AChunkOfARawMapIsADataPacket) {
  const Expr raw = field_map({{"event", Expr::string("delta")}});
  for (const FrameRules& rules : tests::both_rules()) {
    Cx cx;
    const ContentId id = *cx.store().intern(*datum_from_expr(raw));
    EXPECT_EQ(folded(cx, {*stream_packet_event(kRun, 0, {}, id)}, rules),
              std::vector{tests::item(DataPacket{data_expr_kind(), raw})});
  }
}

// B-70
TEST(StreamEventsTest, AnExprChunkKeepsItsKindAndPayload) {
  const Expr payload = field_map({{"event", Expr::string("delta")}});
  for (const FrameRules& rules : tests::both_rules()) {
    Cx cx;
    const Event event = *expr_chunk_event(cx, kRun, 7, data_model_event_kind(), payload, rules);
    EXPECT_EQ(event.seq, 7u);
    EXPECT_TRUE(event.ticks.empty());
    EXPECT_EQ(folded(cx, {event}, rules),
              std::vector{tests::item(DataPacket{data_model_event_kind(), payload})});
  }
}

TEST(StreamEventsTest, AnExprChunkOfWhatIsNoDataIsRefused) {
  Cx cx;
  EXPECT_EQ(expr_chunk_event(cx, kRun, 0, data_expr_kind(), Expr::call(Expr(), {})).error(),
            Error::type_mismatch("datum expression", "call expression"));
}

// U-12
TEST(StreamEventsTest, DiagnosticsFoldToTheirSeverityAndTextUnderTheirCode) {
  Cx cx;
  Diagnostic plain;
  plain.severity = Severity::warning;
  plain.message = "careful";
  Diagnostic coded = plain;
  coded.severity = Severity::error;
  coded.code = Symbol::unqualified("E1");
  const auto items = folded(cx, {*Event::make(kRun, 0, {}, event::Diagnosed{plain}),
                                 *Event::make(kRun, 1, {}, event::Diagnosed{coded})});
  EXPECT_EQ(items, (std::vector{tests::item(StreamDiagnostic{Symbol::qualified("stream/fabric", "Diagnostic"),
                                                             "warning: careful"}),
                                tests::item(StreamDiagnostic{Symbol::unqualified("E1"), "error: careful"})}));
}

// U-12
TEST(StreamEventsTest, FailedEndsTheFoldWithARemoteError) {
  Cx cx;
  const ContentId why = *cx.store().intern(Datum::string("it broke"));
  const auto items = folded(cx, {*Event::make(kRun, 0, {}, event::Failed{why}),
                                 *expr_chunk_event(cx, kRun, 1, data_expr_kind(), Expr::nil())});
  EXPECT_EQ(items, std::vector{tests::item(StreamDiagnostic{remote_error_diagnostic_kind(), "it broke"})});
}

// U-12
TEST(StreamEventsTest, EightKindsOfEventsAreSkippedAndDoneEndsTheFold) {
  Cx cx;
  std::vector<Event> events;
  for (const EventKind& kind :
       {EventKind(event::Started{kRun}), EventKind(event::Claim{kRun}), EventKind(event::Trace{kRun}),
        EventKind(event::EffectRequested{kRun}), EventKind(event::EffectResolved{kRun, kRun}),
        EventKind(event::Capture{kRun}), EventKind(event::Card{kRun, kRun}), EventKind(event::Final{kRun})})
    events.push_back(*Event::make(kRun, events.size(), {}, kind));
  events.push_back(*expr_chunk_event(cx, kRun, 8, data_expr_kind(), Expr::nil()));
  events.push_back(*Event::make(kRun, 9, {}, event::Done{}));
  events.push_back(*expr_chunk_event(cx, kRun, 10, data_expr_kind(), Expr::nil()));
  EXPECT_EQ(folded(cx, events).size(), 1u);
}

TEST(StreamEventsTest, AChunkThatCannotBeLoadedIsADiagnostic) {
  const auto items = folded(Cx(), {*stream_packet_event(kRun, 0, {}, HandleId{9, 9})});
  EXPECT_THAT(tests::message_of(items, chunk_payload_error_kind()), HasSubstr("unresolved ref"));
}

TEST(StreamEventsTest, TheTicksOfAnEventStayAndRepeatedOnesAreAnError) {
  Cx cx;
  Event event = *expr_chunk_event(cx, kRun, 0, data_expr_kind(), Expr::nil());
  event.ticks = {tests::tick_on("clock/sample", 1)};
  EXPECT_EQ(folded(cx, {event}).at(0).ticks, event.ticks);
  event.ticks.push_back(event.ticks.front());
  EXPECT_FALSE(event_buffer_to_stream(cx, tests::plain_metadata(StreamMedia::data), std::vector{event}));
}

// U-13
TEST(StreamEventsTest, TheAnswerLimitLeavesTheRestInTheStreamAndTheRunOpen) {
  for (const FrameRules& rules : tests::both_rules()) {
    Cx cx;
    StreamValue stream = tests::text_stream(5);
    RealizeRequest request = stream_realize_request(Term::literal(Datum()));
    request.answer_limit = 2;
    const auto events = *realize_stream_events(cx, request, stream, rules);
    EXPECT_EQ(events.size(), 3u);
    EXPECT_FALSE(std::holds_alternative<event::Done>(events.back().kind));
    EXPECT_EQ(stream.pending(), 3u);
  }
}

// U-13
TEST(StreamEventsTest, DoneComesOnlyWhenTheStreamIsDone) {
  Cx cx;
  StreamValue open = StreamValue::push(tests::plain_metadata(StreamMedia::data));
  ASSERT_TRUE(open.push(tests::text_item("t")));
  EXPECT_EQ(realize_stream_events(cx, stream_realize_request(Term::literal(Datum())), open)->size(), 2u);
}

// U-13
TEST(StreamEventsTest, AnythingButEventsCannotBeObservedOfAStream) {
  Cx cx;
  StreamValue stream = tests::text_stream(1);
  const RealizeRequest request(Term::literal(Datum()));
  for (const FrameRules& rules : tests::both_rules()) {
    const auto refused = realize_stream_events(cx, request, stream, rules);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::eval);
    EXPECT_EQ(stream.pending(), 1u);
  }
}

// U-13
TEST(StreamEventsTest, ACallIsRealizedAsAStreamUnlessByTheReference) {
  const Term call = Term::call(Term::ref(Ref(Symbol::unqualified("f"))), {});
  Cx cx;
  StreamValue stream = tests::text_stream(1);
  EXPECT_EQ(realize_stream_events(cx, stream_realize_request(call), stream, FrameRules::reference()).error(),
            Error::type_mismatch("datum expression", "call expression"));
  EXPECT_EQ(realize_stream_events(cx, stream_realize_request(call), stream)->size(), 3u);
}

TEST(StreamEventsTest, StartedPointsAtTheRecordOfTheRequest) {
  Cx cx;
  StreamValue stream = tests::text_stream(0);
  RealizeRequest request = stream_realize_request(Term::literal(Datum::string("t")), 8);
  request.answer_limit = 3;
  const auto events = *realize_stream_events(cx, request, stream, FrameRules::reference());
  const Ref record = std::get<event::Started>(events.at(0).kind).request;
  const auto name = [](const char* text) { return Symbol::unqualified(text); };
  EXPECT_EQ(*cx.store().get(std::get<ContentId>(record)),
            Datum::node(Symbol::qualified("stream/fabric", "RealizeRequest"),
                        {{name("term"), Datum::string("t")},
                         {name("observe"), Datum::string("events")},
                         {name("buffer-limit"), Datum::string("8")},
                         {name("answer-limit"), Datum::string("3")}}));
}

}  // namespace
}  // namespace fleetsim::core
