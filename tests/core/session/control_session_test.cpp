#include "core/session/control_session.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/frames.h"

namespace fleetsim::core {
namespace {

using testing::HasSubstr;

const Symbol kId = Symbol::unqualified("demo");

EvalContext granted() {
  return EvalContext::with_every_capability();
}

StreamControl open(std::uint64_t capacity = 8) {
  StreamMetadata metadata =
      tests::stream_metadata(StreamMedia::data, capacity, BufferOverflowPolicy::drop_newest);
  metadata.id = kId;
  return StreamControl::Open{kId, metadata};
}
StreamControl next(std::optional<std::uint64_t> limit = {}) {
  return StreamControl::Next{kId, limit};
}
StreamControl push(std::uint64_t sequence, const char* text = "t") {
  return StreamControl::Push{
      kId, *StreamEnvelope::from_item(tests::plain_metadata(StreamMedia::data), sequence,
                                      tests::text_item(text), TransportProfile::remote_stream_fabric())};
}
StreamControl fault(StreamFaultKind kind, std::uint64_t count = 1) {
  return StreamControl::Fault{kId, StreamFaultSpec::make(kind, count)};
}
const StreamControl kClose = StreamControl::Close{kId};
const StreamControl kCancel = StreamControl::Cancel{kId};
const StreamControl kStats = StreamControl::Stats{kId};
const StreamControl kMetadata = StreamControl::Metadata{kId};

ControlReply taken(ControlSession& session, const StreamControl& control) {
  const Result<ControlReply> reply = session.take(granted(), control);
  EXPECT_TRUE(reply) << reply.error().text();
  return reply ? *reply : ControlReply{};
}
ControlReply::Items given(ControlSession& session, const StreamControl& control) {
  return std::get<ControlReply::Items>(taken(session, control).what);
}

ControlSession in_state(StreamState state) {
  ControlSession session;
  if (state == StreamState::idle) return session;
  taken(session, open());
  if (state == StreamState::open) return session;
  taken(session, push(0));
  if (state == StreamState::draining || state == StreamState::closed) taken(session, kClose);
  if (state == StreamState::closed) taken(session, next());
  if (state == StreamState::cancelled) taken(session, kCancel);
  if (state == StreamState::failed) session.source_failed("gone");
  EXPECT_EQ(session.state(), state);
  return session;
}

// One row per control, one letter per state from idle to failed: what the state is afterwards, or `-`.
TEST(ControlSessionTest, EveryControlInEveryStateDoesWhatTheTableSays) {
  struct Row {
    StreamControl control;
    const char* after;
  };
  const std::vector<Row> rows = {{open(), "o-----"},    {next(), "-occ--"},
                                 {push(0), "-o----"},   {kClose, "-cdcxf"},
                                 {kCancel, "xxxcxf"},   {kStats, "-odcxf"},
                                 {kMetadata, "-odcxf"}, {fault(StreamFaultKind::disconnect), "-ff---"}};
  const std::string letters = "iodcxf";
  for (const Row& row : rows)
    for (std::uint8_t i = 0; i < kStreamStates; ++i) {
      const auto state = static_cast<StreamState>(i);
      SCOPED_TRACE(row.control.operation().text() + " in " + to_string(state));
      ControlSession session = in_state(state);
      const Result<ControlReply> reply = session.take(granted(), row.control);
      const char expected = row.after[i];
      EXPECT_EQ(static_cast<bool>(reply), expected != '-');
      EXPECT_EQ(letters[static_cast<std::size_t>(session.state())], expected == '-' ? letters[i] : expected);
      if (reply) {
        EXPECT_EQ(reply->state, session.state());
        EXPECT_EQ(reply->operation, row.control.operation());
      } else {
        EXPECT_EQ(reply.error().text(),
                  fmt::format("evaluation error: {} is not possible in state {} of stream demo",
                              row.control.operation().text(), to_string(state)));
      }
    }
}

TEST(ControlSessionTest, WhatIsPushedIsGivenInOrderAndNoMoreThanAskedFor) {
  ControlSession session;
  taken(session, open());
  for (std::uint64_t i = 0; i < 5; ++i) taken(session, push(i, i % 2 ? "odd" : "even"));
  EXPECT_EQ(given(session, next(2)).items,
            (std::vector<StreamItem>{tests::text_item("even"), tests::text_item("odd")}));
  const ControlReply::Items rest = given(session, next());
  EXPECT_EQ(rest.first, 2u);
  EXPECT_EQ(rest.items.size(), 3u);
  EXPECT_TRUE(given(session, next()).items.empty()) << "open and empty";
  EXPECT_EQ(session.state(), StreamState::open);
}

TEST(ControlSessionTest, NoReplyIsLongerThanTheOptionAllows) {
  ControlSession session(ControlOptions{.next_items_max = 2});
  taken(session, open());
  for (std::uint64_t i = 0; i < 5; ++i) taken(session, push(i));
  EXPECT_EQ(given(session, next()).items.size(), 2u);
  EXPECT_EQ(given(session, next(100)).items.size(), 2u);
}

TEST(ControlSessionTest, TheBufferLimitIsThatOfTheOpening) {
  ControlSession session;
  taken(session, open(2));
  taken(session, push(0));
  taken(session, push(1));
  EXPECT_EQ(taken(session, push(2)).what, ControlReply::What(BackpressureOutcome::dropped_newest));
  EXPECT_EQ(given(session, next()).items.size(), 2u);
}

TEST(ControlSessionTest, ABufferAboveTheOptionIsNotOpened) {
  ControlSession session(ControlOptions{.buffer_items_max = 4});
  const Result<ControlReply> reply = session.take(granted(), open(5));
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(session.state(), StreamState::idle);
}

TEST(ControlSessionTest, ADrainingStreamIsClosedByItsLastItem) {
  ControlSession session = in_state(StreamState::draining);
  const ControlReply reply = taken(session, next());
  EXPECT_EQ(std::get<ControlReply::Items>(reply.what).items.size(), 1u);
  EXPECT_EQ(reply.state, StreamState::closed);
}

TEST(ControlSessionTest, AHeldStreamIsOpenedReadAndClosedByItsEnd) {
  ControlSession session(tests::text_stream(3));
  taken(session, open());
  EXPECT_EQ(given(session, next(2)).items.size(), 2u);
  EXPECT_EQ(given(session, next(2)).items.size(), 1u);
  EXPECT_EQ(session.state(), StreamState::closed);
}

TEST(ControlSessionTest, StatsAndMetadataAreAnswered) {
  ControlSession session = in_state(StreamState::open);
  taken(session, push(0));
  EXPECT_EQ(std::get<StreamStats>(taken(session, kStats).what).accepted, 1u);
  EXPECT_EQ(std::get<StreamMetadata>(taken(session, kMetadata).what).id, kId);
}

TEST(ControlSessionTest, ClosingAndCancellingAgainChangeNothing) {
  ControlSession session = in_state(StreamState::cancelled);
  const ControlReply first = taken(session, kCancel);
  EXPECT_EQ(taken(session, kCancel), first);
  ControlSession closed = in_state(StreamState::closed);
  const ControlReply close = taken(closed, kClose);
  EXPECT_EQ(taken(closed, kClose), close);
  EXPECT_EQ(taken(closed, kCancel).state, StreamState::closed);
}

TEST(ControlSessionTest, WhoeverSendsAControlNeedsTheNetworkAndItsOwnCapability) {
  ControlSession session;
  EvalContext context;
  EXPECT_EQ(session.take(context, open()).error().text(), "capability denied: stream.remote.network");
  context.grant("stream.remote.network");
  EXPECT_EQ(session.take(context, open()).error().text(), "capability denied: stream.open");
  EXPECT_EQ(session.state(), StreamState::idle);
  ControlSession lenient(ControlOptions{.checks_capabilities = false});
  EXPECT_TRUE(lenient.take(EvalContext(), open()));
}

TEST(ControlSessionTest, AControlForAnotherStreamIsRefused) {
  ControlSession session = in_state(StreamState::open);
  const auto reply = session.take(granted(), StreamControl::Cancel{Symbol::unqualified("other")});
  EXPECT_THAT(reply.error().text(), HasSubstr("for stream other in the session of stream demo"));
  EXPECT_EQ(session.state(), StreamState::open);
}

TEST(ControlSessionTest, APacketPushedOutOfOrderIsRefused) {
  ControlSession session = in_state(StreamState::open);
  EXPECT_THAT(session.take(granted(), push(1)).error().text(),
              HasSubstr("packet 1 is pushed where 0 is due"));
}

TEST(ControlSessionTest, FaultsOfItemsAreSufferedByTheNextReply) {
  ControlSession session = in_state(StreamState::open);
  for (std::uint64_t i = 0; i < 4; ++i) taken(session, push(i));
  taken(session, fault(StreamFaultKind::drop, 1));
  EXPECT_EQ(given(session, next(2)).items.size(), 1u);
  taken(session, fault(StreamFaultKind::duplicate, 5));
  EXPECT_EQ(given(session, next(2)).items.size(), 2u) << "a reply keeps to its limit";
}

TEST(ControlSessionTest, AFailureSaysWhatAndWhere) {
  ControlSession session = in_state(StreamState::open);
  taken(session, push(0));
  taken(session, next());
  taken(session, fault(StreamFaultKind::timeout));
  EXPECT_EQ(session.state(), StreamState::failed);
  EXPECT_EQ(session.failure()->message, "stream/fabric fault timeout at item 1");
}

}  // namespace
}  // namespace fleetsim::core
