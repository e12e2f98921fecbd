#include "core/placement/site.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/value/field.h"
#include "tests/support/placements.h"
#include "tests/support/streams.h"

namespace fleetsim::core {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using tests::fragment_of;
using tests::stream_metadata;

const FrameRules& reference() {
  static const FrameRules rules = FrameRules::reference();
  return rules;
}

/// A fragment with output edges of these media, all of one stream id unless told apart.
PlacedFragment with_outputs(std::vector<StreamMedia> media) {
  PlacedFragment fragment = fragment_of(Expr::string("v"));
  for (const StreamMedia each : media)
    fragment.output_edges.push_back(
        {Symbol::unqualified("out"), RateContract::control(), stream_metadata(each), {}});
  return fragment;
}

std::vector<std::uint64_t> sequences(const std::vector<StreamEnvelope>& envelopes) {
  std::vector<std::uint64_t> all;
  for (const StreamEnvelope& envelope : envelopes) all.push_back(envelope.sequence);
  return all;
}

/// Answers as the local site does, and remembers what timeout it was given.
class RecordingSite final : public Site {
 public:
  RecordingSite()
      : Site(Symbol::unqualified("r"), StreamEndpointKind::eval_site, ClockDomain::control,
             LatencyClass::interactive) {}
  std::vector<Symbol> codecs() const override { return {Symbol::qualified("codec", "binary")}; }
  Result<ServerFrame> answer(Cx& cx, const ServerFrame& request) const override {
    requests.push_back(*eval_request_from_frame(cx, request));
    return LocalSite().answer(cx, request);
  }
  mutable std::vector<EvalRequest> requests;
};

// U-16
TEST(SiteTest, EachOutputEdgeGetsASiteResultWithTheIndexOfTheEdge) {
  Cx cx;
  const auto results = realize_placed_stream_events(cx, with_outputs({StreamMedia::data, StreamMedia::data}),
                                                    LocalSite(), reference());
  ASSERT_TRUE(results);
  EXPECT_THAT(sequences(*results), ElementsAre(0, 1));
  EXPECT_EQ((*results)[1].packet, StreamPacket(DataPacket{data_site_result_kind(), Expr::string("v")}));
}

// U-16
TEST(SiteTest, WithoutOutputEdgesTheFragmentsOwnEnvelopesAreReturned) {
  Cx cx;
  const PlacedFragment fragment = fragment_of(Expr::string("v"));
  EXPECT_EQ(realize_placed_stream_events(cx, fragment, LocalSite()), fragment.output_envelopes());
}

TEST(SiteTest, ResultsCountPerStream) {
  Cx cx;
  PlacedFragment fragment = with_outputs({StreamMedia::data, StreamMedia::data, StreamMedia::data});
  fragment.output_edges[1].metadata.id = Symbol::qualified("demo", "other");
  EXPECT_THAT(sequences(*LocalSite().run_fragment(cx, fragment)), ElementsAre(0, 0, 1));
  EXPECT_THAT(sequences(*LocalSite().run_fragment(cx, fragment, reference())), ElementsAre(0, 1, 2));
}

TEST(SiteTest, ResultsOnEdgesOfOtherMediaFailInTheOriginalOnly) {
  Cx cx;
  const PlacedFragment fragment = with_outputs({StreamMedia::pcm});
  EXPECT_TRUE(LocalSite().run_fragment(cx, fragment));
  EXPECT_THAT(LocalSite().run_fragment(cx, fragment, reference()).error().text(),
              HasSubstr("does not match packet media"));
}

TEST(SiteTest, InputEdgesAreCheckedBeforeTheNodeRuns) {
  Cx cx;
  PlacedFragment fragment = fragment_of(Expr::string("v"));
  fragment.input_edges.push_back(
      {Symbol::unqualified("in"), RateContract::midi_tick(), stream_metadata(StreamMedia::midi), {}});
  const RecordingSite site;
  EXPECT_THAT(site.run_fragment(cx, fragment).error().text(), HasSubstr("does not match endpoint"));
  EXPECT_TRUE(site.requests.empty());
}

TEST(SiteTest, AFragmentRunsWithoutTimeoutAndAPlacementWithOne) {
  Cx cx;
  const RecordingSite site;
  ASSERT_TRUE(site.run_fragment(cx, fragment_of(Expr::string("v"))));
  ASSERT_TRUE(site.realize_fragment_node_with_timeout(cx, Expr::string("v"), milliseconds(70)));
  ASSERT_EQ(site.requests.size(), 2u);
  EXPECT_EQ(site.requests[0].deadline, std::nullopt);
  EXPECT_EQ(site.requests[1].deadline, milliseconds(70));
  EXPECT_TRUE(site.requests[1].required_capabilities.empty());
}

TEST(SiteTest, TheDefaultCodecIsLispIfOfferedElseTheFirst) {
  EXPECT_EQ(LocalSite().default_codec(), Symbol::qualified("codec", "lisp"));
  EXPECT_EQ(RecordingSite().default_codec(), Symbol::qualified("codec", "binary"));
}

TEST(LocalSiteTest, ItIsAnInteractiveEvalSiteOnTheControlClock) {
  const LocalSite site;
  EXPECT_EQ(site.kind(), StreamEndpointKind::eval_site);
  EXPECT_EQ(site.clock_domain(), ClockDomain::control);
  EXPECT_EQ(site.latency_class(), LatencyClass::interactive);
}

Result<EvalReply> ask(Cx& cx, const EvalRequest& request) {
  const LocalSite site;
  Result<ServerFrame> frame = request_frame(cx, site.default_codec(), request);
  if (!frame) return frame.error();
  Result<ServerFrame> reply = site.answer(cx, *frame);
  if (!reply) return reply.error();
  return eval_reply_from_frame(cx, *reply);
}

EvalRequest asking(Expr expr) {
  EvalRequest request;
  request.expr = std::move(expr);
  return request;
}

TEST(LocalSiteTest, AnsweringRequiresEachCapabilityOfTheRequest) {
  Cx cx;
  cx.grant("one");
  EvalRequest request = asking(Expr::string("v"));
  request.required_capabilities = {"one", "two"};
  EXPECT_EQ(ask(cx, request).error(), Error::capability_denied("two"));
}

TEST(LocalSiteTest, AResultOfAnotherShapeIsRefused) {
  Cx cx;
  EvalRequest request = asking(Expr::string("v"));
  request.result_shape = Expr::symbol(Symbol::qualified("core", "String"));
  EXPECT_TRUE(ask(cx, request));
  request.result_shape = Expr::symbol(Symbol::qualified("core", "Number"));
  EXPECT_EQ(ask(cx, request).error().text(), "wrong shape: expected core/Number");
  request.result_shape = Expr::symbol(Symbol::qualified("core", "Unheard"));
  EXPECT_THAT(ask(cx, request).error().text(), HasSubstr("unknown shape core/Unheard"));
}

TEST(LocalSiteTest, TheContextsDiagnosticsComeAlongAndTheTraceSaysLocal) {
  Cx cx;
  Diagnostic note;
  note.message = "noted";
  cx.diagnose(note);
  EvalRequest request = asking(Expr::string("v"));
  request.trace = true;
  const Result<EvalReply> reply = ask(cx, request);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->diagnostics.at(0).message, "noted");
  EXPECT_EQ(reply->trace, Expr::symbol(Symbol::unqualified("local")));
  EXPECT_TRUE(cx.drain_diagnostics().empty());
}

TEST(DataSiteEvaluatorTest, DataStandForThemselvesAndCallsDoNot) {
  Cx cx;
  const DataSiteEvaluator evaluator;
  EXPECT_EQ(evaluator.evaluate(cx, asking(Expr::list({Expr::nil()})), {}).reply->value,
            Expr::list({Expr::nil()}));
  EXPECT_THAT(evaluator.evaluate(cx, asking(Expr::call({}, {})), {}).reply.error().text(),
              HasSubstr("call expression"));
}

TEST(DataSiteEvaluatorTest, EveryExpressionIsChargedAndNothingIsWalkedBeyondTheBudget) {
  Cx cx;
  const DataSiteEvaluator evaluator(milliseconds(1));
  const EvalRequest request = asking(Expr::list({Expr::nil(), Expr::nil()}));
  EXPECT_EQ(evaluator.evaluate(cx, request, {milliseconds(3), 1'000}).cpu_time, milliseconds(3));
  const SiteEvaluation slow = evaluator.evaluate(cx, request, {milliseconds(2), 1'000});
  EXPECT_EQ(slow.exhausted, SiteEvaluation::Exhausted::cpu_time);
  EXPECT_EQ(slow.reply.error().code, ErrorCode::limit_exceeded);
  const SiteEvaluation large = evaluator.evaluate(cx, request, {milliseconds(3), 47});
  EXPECT_EQ(large.exhausted, SiteEvaluation::Exhausted::memory);
}

TEST(DataSiteEvaluatorTest, ADeepNodeIsAnErrorAndNoCrash) {
  Cx cx;
  Expr deep;
  for (int i = 0; i < 100'000; ++i) deep = Expr::list({std::move(deep)});
  EXPECT_EQ(DataSiteEvaluator().evaluate(cx, asking(deep), {}).reply.error().code, ErrorCode::limit_exceeded);
  EXPECT_FALSE(LocalSite().realize_fragment_node(cx, deep));
}

}  // namespace
}  // namespace fleetsim::core
