#include "core/frame/frame_build.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/frame/eval_table.h"
#include "tests/support/frames.h"

namespace fleetsim::core {
namespace {

using testing::HasSubstr;

EvalReply full_reply() {
  EvalReply reply;
  reply.value = Expr::map({{Expr::string("k"), Expr::vector({Expr::nil()})}});
  Diagnostic related;
  related.severity = Severity::note;
  related.message = "see";
  Diagnostic warning;
  warning.severity = Severity::warning;
  warning.message = "careful";
  warning.source = "file.sim";
  warning.span = Diagnostic::Span{3, 9};
  warning.code = Symbol::qualified("e", "W1");
  warning.related = {related};
  reply.diagnostics = {warning};
  reply.trace = Expr::symbol(Symbol::unqualified("local"));
  return reply;
}

// B-128
TEST(FrameBuildTest, StartsAndEndsHaveNoPayloadAChunkItsExprAResponseItsValue) {
  const Cx cx;
  const Expr expr = Expr::vector({Expr::string("x")});
  for (const FrameRules& rules : tests::both_rules()) {
    EXPECT_EQ(*stream_frame_to_expr(
                  cx, *stream_frame_from_expr(cx, tests::lisp(), frame::StreamStart{}, expr, {}), rules),
              std::nullopt);
    EXPECT_EQ(*stream_frame_to_expr(cx, stream_end_frame(tests::lisp(), {}), rules), std::nullopt);
    EXPECT_EQ(*stream_frame_to_expr(cx, *stream_chunk_frame_from_expr(cx, tests::lisp(), expr, {}), rules),
              expr);
    EvalReply reply;
    reply.value = expr;
    EXPECT_EQ(*stream_frame_to_expr(cx, *reply_frame(cx, tests::lisp(), reply), rules), expr);
  }
  ServerFrame ping;
  ping.kind = frame::Ping{};
  EXPECT_THAT(stream_frame_to_expr(cx, ping).error().text(), HasSubstr("ping"));
}

// B-129
TEST(FrameBuildTest, BuildersKeepTheEnvelopeAndRefuseOtherKinds) {
  const Cx cx;
  FrameEnvelope envelope;
  envelope.deadline = seconds(2);
  envelope.trace = true;
  envelope.role = Symbol::unqualified("r");
  for (const FrameKind& kind : {FrameKind(frame::StreamStart{}), FrameKind(frame::StreamChunk{})}) {
    const ServerFrame frame = *stream_frame_from_expr(cx, tests::lisp(), kind, Expr::nil(), envelope);
    EXPECT_EQ(frame.envelope, envelope);
    EXPECT_EQ(frame.kind, kind);
  }
  EXPECT_EQ(stream_end_frame(tests::lisp(), envelope).envelope, envelope);
  EXPECT_THAT(stream_frame_from_expr(cx, tests::lisp(), frame::Response{}, Expr::nil(), {}).error().text(),
              HasSubstr("cannot build frame kind response"));
}

TEST(FrameBuildTest, ARequestComesBackFromItsFrameAndItsEnvelopeSaysTheSame) {
  const Cx cx;
  EvalRequest request;
  request.expr = Expr::call(Expr::symbol(Symbol::unqualified("f")), {Expr::nil()});
  request.result_shape = Expr::symbol(Symbol::qualified("core", "Bool"));
  request.required_capabilities = {"b", "a", "a"};
  request.deadline = milliseconds(1500);
  request.consistency = Consistency::remote_only;
  request.mode = EvalMode::logic;
  request.answer_limit = 3;
  request.stream_buffer = 8;
  request.stream = true;
  request.trace = true;
  for (const Symbol& codec : cx.codecs().ids()) {
    const ServerFrame frame = *request_frame(cx, codec, request);
    EXPECT_TRUE(is<frame::Request>(frame.kind));
    EXPECT_EQ(frame.envelope.consistency, request.consistency);
    EXPECT_EQ(frame.envelope.required_capabilities, request.required_capabilities);
    EXPECT_EQ(frame.envelope.deadline, request.deadline);
    EXPECT_TRUE(frame.envelope.trace);
    const Result<EvalRequest> back = eval_request_from_frame(cx, frame);
    ASSERT_TRUE(back) << back.error().text();
    EXPECT_EQ(*back, request);
  }
  EXPECT_FALSE(eval_request_from_frame(cx, stream_end_frame(tests::lisp(), {})));
}

TEST(FrameBuildTest, AReplyComesBackWholeAndByTheReferenceLosesWhereItsDiagnosticsPoint) {
  const Cx cx;
  const EvalReply reply = full_reply();
  const ServerFrame frame = *reply_frame(cx, tests::binary(), reply);
  EXPECT_TRUE(frame.envelope.trace);
  EXPECT_EQ(*eval_reply_from_frame(cx, frame), reply);
  EXPECT_FALSE(eval_reply_from_frame(cx, frame, FrameRules::reference()));
  EvalReply plain = reply;
  plain.value = Expr::nil();
  EvalReply poorer = plain;
  poorer.diagnostics[0].source.reset();
  poorer.diagnostics[0].span.reset();
  EXPECT_EQ(*eval_reply_from_frame(cx, *reply_frame(cx, tests::binary(), plain), FrameRules::reference()),
            poorer);
}

TEST(FrameBuildTest, ATraceOfNilIsNoTrace) {
  EvalReply reply;
  reply.trace = Expr::nil();
  const ServerFrame frame = *reply_frame(Cx(), tests::binary(), reply);
  EXPECT_FALSE(frame.envelope.trace);
}

// B-132
TEST(FrameBuildTest, AnErrorFrameIsTheFailureOfTheRemoteEvaluation) {
  const Cx cx;
  ServerFrame request = *request_frame(cx, tests::lisp(), EvalRequest{});
  request.msg_id = 17;
  const ServerFrame frame = *error_frame(cx, request, Error::capability_denied("network"));
  EXPECT_EQ(frame.correlate, 17u);
  EXPECT_EQ(frame.codec, tests::lisp());
  for (const FrameRules& rules : tests::both_rules())
    EXPECT_EQ(eval_reply_from_frame(cx, frame, rules).error(),
              Error::eval("remote evaluation failed: capability denied: network"));
  EXPECT_FALSE(eval_reply_from_frame(cx, request));
}

TEST(FrameBuildTest, AnErrorIsSaidInTheCodecThatTheRequestHintsAtIfThereIsOne) {
  const Cx cx;
  ServerFrame request = *request_frame(cx, tests::lisp(), EvalRequest{});
  request.envelope.reply_codec_hint = tests::binary();
  EXPECT_EQ(error_frame(cx, request, Error::eval("x"))->codec, tests::binary());
  request.envelope.reply_codec_hint = Symbol::qualified("codec", "morse");
  EXPECT_EQ(error_frame(cx, request, Error::eval("x"))->codec, tests::lisp());
}

TEST(FrameBuildTest, TheTextOfARemoteErrorIsWhatTheValueShowsOrWhyItCannot) {
  Cx cx;
  const auto error_of = [&](const Expr& expr) {
    return *frame_from_expr(cx, tests::lisp(), frame::Error{}, expr);
  };
  EXPECT_EQ(remote_error_text(cx, error_of(Expr::string("it \"broke\""))), "it \"broke\"");
  EXPECT_EQ(remote_error_text(cx, error_of(Expr::map({}))), "table[0]");
  EXPECT_THAT(remote_error_text(cx, error_of(Expr::call(Expr(), {}))), HasSubstr("call expression"));
  ServerFrame unreadable = error_of(Expr());
  unreadable.codec = Symbol::qualified("codec", "morse");
  EXPECT_THAT(remote_error_text(cx, unreadable), HasSubstr("codec/morse"));
}

TEST(EvalTableTest, ARequestWithoutItsOptionalFieldsHasTheirDefaults) {
  const auto key = [](const char* name) { return Expr::symbol(Symbol::qualified("any", name)); };
  const std::vector<Expr::Entry> needed{{key("expr"), Expr::nil()},
                                        {key("result-shape"), Expr::nil()},
                                        {key("requires"), Expr::symbol(Symbol::qualified("a", "b"))},
                                        {key("deadline"), Expr::nil()},
                                        {key("consistency"), Expr::string("local-only")},
                                        {key("trace"), Expr::boolean(true)}};
  const EvalRequest request = *request_from_expr(Expr::map(needed));
  EXPECT_EQ(request.required_capabilities, std::vector<CapabilityName>{"a/b"});
  EXPECT_EQ(request.consistency, Consistency::local_only);
  EXPECT_EQ(request.mode, EvalMode::eval);
  EXPECT_FALSE(request.stream || request.answer_limit || request.stream_buffer);
  for (std::size_t i = 0; i < needed.size(); ++i) {
    std::vector<Expr::Entry> lacking = needed;
    lacking.erase(lacking.begin() + static_cast<std::ptrdiff_t>(i));
    const Result<EvalRequest> refused = request_from_expr(Expr::map(lacking));
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().text(), HasSubstr("missing field " + needed[i].first.symbol().name));
  }
}

TEST(EvalTableTest, UnknownWordsAreErrors) {
  Expr table = expr_from_request(EvalRequest{});
  const auto with = [&](const char* name, Expr value) {
    std::vector<Expr::Entry> entries{{Expr::symbol(Symbol::unqualified(name)), std::move(value)}};
    for (std::size_t i = 0; i < table.children().size(); i += 2)
      entries.emplace_back(table.children()[i], table.children()[i + 1]);
    return request_from_expr(Expr::map(std::move(entries)));
  };
  EXPECT_EQ(with("consistency", Expr::string("sometimes")).error().kind, ErrorKind::eval);
  EXPECT_EQ(with("mode", Expr::string("prose")).error().kind, ErrorKind::eval);
  EXPECT_EQ(with("mode", Expr::nil()).error().kind, ErrorKind::type_mismatch);
  EXPECT_EQ(with("deadline", Expr::string("5d")).error().kind, ErrorKind::eval);
  EXPECT_EQ(with("answer-limit", Expr::string("-1")).error().kind, ErrorKind::eval);
  EXPECT_EQ(with("stream", Expr::nil()).error().kind, ErrorKind::type_mismatch);
  EXPECT_EQ(with("requires", Expr::list({Expr::nil()})).error().kind, ErrorKind::type_mismatch);
}

TEST(EvalTableTest, DiagnosticsThatNestTooDeepAreRefusedBothWays) {
  Diagnostic deep;
  for (std::uint32_t i = 0; i < kRelatedLevelsMax; ++i) {
    Diagnostic outer;
    outer.related.push_back(std::move(deep));
    deep = std::move(outer);
  }
  EXPECT_EQ(expr_from_diagnostic(deep).error().code, ErrorCode::limit_exceeded);
  EXPECT_TRUE(expr_from_diagnostic(deep.related[0]));
}

}  // namespace
}  // namespace fleetsim::core
