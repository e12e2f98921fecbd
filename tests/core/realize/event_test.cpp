#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/realize/event_ledger.h"
#include "core/realize/event_source.h"

namespace fleetsim::core {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Ref run(const char* name) {
  return Symbol::qualified("run", name);
}

std::vector<Tick> repeated_ticks() {
  return {{Symbol::unqualified("c"), clock_index(0)}, {Symbol::unqualified("c"), clock_index(1)}};
}

Diagnostic warning(const char* text) {
  Diagnostic diagnostic;
  diagnostic.severity = Severity::warning;
  diagnostic.message = text;
  return diagnostic;
}

std::vector<std::string> kinds(std::span<const Event> events) {
  std::vector<std::string> names;
  for (const Event& event : events) names.emplace_back(kind_name(event.kind));
  return names;
}

TEST(EventTest, BuildingOneChecksItsTicks) {
  const Result<Event> refused = Event::make(run("a"), 0, repeated_ticks(), event::Done{});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), Error::eval("duplicate event tick clock c"));
}

// B-102
TEST(EventTest, StreamPacketsAreContentOrHandle) {
  const ContentId content = *content_id(Datum::string("packet"));
  EXPECT_TRUE(stream_packet_event(run("a"), 0, {}, content));
  EXPECT_TRUE(stream_packet_event(run("a"), 0, {}, HandleId{1, 1}));
}

// B-102
TEST(EventTest, StreamPacketsAreNeitherSymbolNorCoordinate) {
  const Result<Event> symbol = stream_packet_event(run("a"), 0, {}, Symbol::unqualified("x"));
  ASSERT_FALSE(symbol);
  EXPECT_EQ(symbol.error().kind, ErrorKind::eval);
  const Result<Event> coordinate = stream_packet_event(run("a"), 0, {}, Coordinate{});
  ASSERT_FALSE(coordinate);
  EXPECT_EQ(coordinate.error().kind, ErrorKind::eval);
}

TEST(EventTest, AStreamPacketKeepsItsTicks) {
  const std::vector<Tick> ticks{{Symbol::unqualified("c"), clock_index(4)}};
  const Result<Event> event = stream_packet_event(run("a"), 5, ticks, HandleId{1, 1});
  EXPECT_EQ(*event, (Event{run("a"), 5, ticks, event::Chunk{HandleId{1, 1}}}));
}

TEST(EventLedgerTest, EachRunCountsFromZero) {
  EventLedger ledger;
  EXPECT_EQ(ledger.append(run("a"), {}, event::Done{})->seq, 0u);
  EXPECT_EQ(ledger.append(run("a"), {}, event::Done{})->seq, 1u);
  EXPECT_EQ(ledger.append(run("b"), {}, event::Done{})->seq, 0u);
}

TEST(EventLedgerTest, EventsOfARunComeInAppendOrder) {
  EventLedger ledger;
  ASSERT_TRUE(ledger.append(run("a"), {}, event::Started{run("r")}));
  ASSERT_TRUE(ledger.append(run("b"), {}, event::Done{}));
  ASSERT_TRUE(ledger.append(run("a"), {}, event::Done{}));
  EXPECT_THAT(kinds(ledger.events_for_run(run("a"))), ElementsAre("started", "done"));
  EXPECT_TRUE(ledger.events_for_run(run("c")).empty());
}

TEST(EventLedgerTest, RunsAreIteratedInTheOrderOfTheirRefs) {
  EventLedger ledger;
  const std::vector<Ref> runs{HandleId{0, 2}, HandleId{0, 1}, run("z"), run("a")};
  for (const Ref& each : runs) ASSERT_TRUE(ledger.append(each, {}, event::Done{}));
  std::vector<Ref> seen;
  for (const Event& event : ledger.events()) seen.push_back(event.run);
  EXPECT_THAT(seen, ElementsAre(run("a"), run("z"), Ref(HandleId{0, 1}), Ref(HandleId{0, 2})));
}

TEST(EventLedgerTest, RefusedEventsUseUpNoNumber) {
  EventLedger ledger;
  EXPECT_FALSE(ledger.append(run("a"), repeated_ticks(), event::Done{}));
  EXPECT_EQ(ledger.append(run("a"), {}, event::Done{})->seq, 0u);
}

TEST(EventLedgerTest, ASequenceOverflowIsAnError) {
  EventLedger ledger;
  ledger.resume(run("a"), std::numeric_limits<std::uint64_t>::max() - 1);
  EXPECT_TRUE(ledger.append(run("a"), {}, event::Done{}));
  const Result<Event> refused = ledger.append(run("a"), {}, event::Done{});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::limit_exceeded);
  EXPECT_THAT(refused.error().text(), HasSubstr("overflow"));
}

TEST(BufferedEventSourceTest, AReplyIsStartedDiagnosticsTraceFinalDone) {
  DatumStore store;
  EvalReply reply = text_reply("v");
  reply.diagnostics = {warning("one"), warning("two")};
  reply.trace = Expr::string("t");
  const auto source = BufferedEventSource::from_reply(store, run("a"), run("request"), reply);
  ASSERT_TRUE(source);
  EXPECT_THAT(kinds(source->events()),
              ElementsAre("started", "diagnostic", "diagnostic", "trace", "final", "done"));
  for (std::size_t i = 0; i < source->events().size(); ++i) EXPECT_EQ(source->events()[i].seq, i);
}

TEST(BufferedEventSourceTest, DrainingGivesTheReplyBack) {
  DatumStore store;
  EvalReply reply = text_reply("v");
  reply.diagnostics = {warning("one")};
  reply.trace = Expr::string("t");
  auto source = BufferedEventSource::from_reply(store, run("a"), run("request"), reply);
  ASSERT_TRUE(source);
  EXPECT_EQ(drain_to_reply(store, *source), reply);
}

TEST(BufferedEventSourceTest, TheLastTraceAndTheLastFinalCount) {
  DatumStore store;
  const auto stored = [&](const char* text) { return Ref(*store.intern(Datum::string(text))); };
  BufferedEventSource source({{run("a"), 0, {}, event::Trace{stored("t1")}},
                              {run("a"), 1, {}, event::Final{stored("v1")}},
                              {run("a"), 2, {}, event::Trace{stored("t2")}},
                              {run("a"), 3, {}, event::Final{stored("v2")}}});
  const Result<EvalReply> reply = drain_to_reply(store, source);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->value, Expr::string("v2"));
  EXPECT_EQ(reply->trace, Expr::string("t2"));
}

TEST(BufferedEventSourceTest, NothingAfterDoneCounts) {
  DatumStore store;
  const Ref value = *store.intern(Datum::string("v"));
  BufferedEventSource source({{run("a"), 0, {}, event::Final{value}},
                              {run("a"), 1, {}, event::Done{}},
                              {run("a"), 2, {}, event::Failed{value}}});
  EXPECT_EQ(drain_to_reply(store, source), text_reply("v"));
}

TEST(BufferedEventSourceTest, AFailedRunIsAnErrorThatSaysWhat) {
  DatumStore store;
  const Ref why = *store.intern(Datum::string("out of tape"));
  BufferedEventSource source({{run("a"), 0, {}, event::Failed{why}}});
  const Result<EvalReply> reply = drain_to_reply(store, source);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, ErrorKind::eval);
  EXPECT_THAT(reply.error().text(), HasSubstr("out of tape"));
}

TEST(BufferedEventSourceTest, ARunWithoutFinalIsAnError) {
  DatumStore store;
  BufferedEventSource source({{run("a"), 0, {}, event::Done{}}});
  EXPECT_EQ(drain_to_reply(store, source).error().kind, ErrorKind::eval);
}

TEST(BufferedEventSourceTest, AFinalThatIsNotInTheStoreIsNamed) {
  DatumStore store;
  BufferedEventSource source({{run("a"), 0, {}, event::Final{HandleId{0, 5}}}});
  EXPECT_THAT(drain_to_reply(store, source).error().text(), HasSubstr("unresolved ref handle:5"));
}

TEST(BufferedEventSourceTest, AClosedSourceIsAtItsEnd) {
  BufferedEventSource source({{run("a"), 0, {}, event::Done{}}});
  source.close();
  EXPECT_EQ(source.next(), std::optional<Event>());
}

}  // namespace
}  // namespace fleetsim::core
