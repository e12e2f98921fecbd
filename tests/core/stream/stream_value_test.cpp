#include "core/stream/stream_value.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/streams.h"

namespace fleetsim::core {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using tests::stream_metadata;
using tests::text_item;

StreamValue pull(std::vector<StreamItem> items) {
  return StreamValue::pull(stream_metadata(StreamMedia::data), std::move(items));
}

StreamValue push(std::uint64_t capacity = 8,
                 BufferOverflowPolicy overflow = BufferOverflowPolicy::drop_newest) {
  return StreamValue::push(stream_metadata(StreamMedia::data, capacity, overflow));
}

/// The texts of all items that are there now.
std::vector<std::string> drain(StreamValue& stream) {
  std::vector<std::string> texts;
  while (const std::optional<StreamItem> item = stream.next())
    texts.push_back(std::get<DataPacket>(item->packet).payload.text());
  return texts;
}

Ref run() {
  return Symbol::qualified("run", "one");
}

// B-108
TEST(StreamValueTest, PeekingDoesNotTake) {
  StreamValue stream = pull({text_item("a")});
  EXPECT_EQ(stream.peek(), text_item("a"));
  EXPECT_EQ(stream.peek(), text_item("a"));
  EXPECT_EQ(stream.next(), text_item("a"));
}

// B-108
TEST(StreamValueTest, APullStreamYieldsItsItemsInOrderThenNothing) {
  StreamValue stream = pull({text_item("a"), text_item("b")});
  EXPECT_THAT(drain(stream), ElementsAre("a", "b"));
  EXPECT_EQ(stream.next(), std::nullopt);
  EXPECT_TRUE(stream.is_done());
  EXPECT_EQ(stream.stats().yielded, 2u);
}

// B-109
TEST(StreamValueTest, APushStreamDrainsAfterItIsClosed) {
  StreamValue stream = push();
  for (const char* text : {"a", "b"}) EXPECT_EQ(stream.push(text_item(text)), PushOutcome{});
  stream.close();
  EXPECT_FALSE(stream.is_done());
  EXPECT_THAT(drain(stream), ElementsAre("a", "b"));
  EXPECT_TRUE(stream.is_done());
}

TEST(StreamValueTest, AnEmptyPushStreamIsNotDoneUntilItIsClosed) {
  StreamValue stream = push();
  EXPECT_EQ(stream.next(), std::nullopt);
  EXPECT_FALSE(stream.is_done());
  stream.close();
  EXPECT_TRUE(stream.is_done());
}

// B-110
TEST(StreamValueTest, DropNewestKeepsTheFirstAndReturnsTheRefused) {
  StreamValue stream = push(2, BufferOverflowPolicy::drop_newest);
  for (const char* text : {"a", "b"}) ASSERT_TRUE(stream.push(text_item(text)));
  for (const char* text : {"c", "d"})
    EXPECT_EQ(stream.push(text_item(text)),
              (PushOutcome{BackpressureOutcome::dropped_newest, text_item(text)}));
  EXPECT_THAT(drain(stream), ElementsAre("a", "b"));
  EXPECT_EQ(stream.stats().dropped_newest, 2u);
}

// B-110
TEST(StreamValueTest, DropOldestKeepsTheLastAndReturnsTheEvicted) {
  StreamValue stream = push(2, BufferOverflowPolicy::drop_oldest);
  for (const char* text : {"a", "b"}) ASSERT_TRUE(stream.push(text_item(text)));
  EXPECT_EQ(stream.push(text_item("c")), (PushOutcome{BackpressureOutcome::dropped_oldest, text_item("a")}));
  EXPECT_EQ(stream.push(text_item("d")), (PushOutcome{BackpressureOutcome::dropped_oldest, text_item("b")}));
  EXPECT_THAT(drain(stream), ElementsAre("c", "d"));
  EXPECT_EQ(stream.stats().dropped_oldest, 2u);
  EXPECT_EQ(stream.stats().accepted, 2u) << "what evicts is not counted as accepted";
}

// B-110
TEST(StreamValueTest, ErrorRejectsTheNext) {
  StreamValue stream = push(2, BufferOverflowPolicy::error);
  for (const char* text : {"a", "b"}) ASSERT_TRUE(stream.push(text_item(text)));
  EXPECT_EQ(stream.push(text_item("c")), (PushOutcome{BackpressureOutcome::rejected, text_item("c")}));
  EXPECT_EQ(stream.stats().rejected, 1u);
  EXPECT_EQ(stream.stats().overflow_errors, 1u);
  EXPECT_EQ(stream.stats().pushed, 3u);
}

// B-111
TEST(StreamValueTest, ATimedNextOnAnEmptyOpenStreamCountsATimeout) {
  StreamValue stream = push();
  EXPECT_EQ(stream.next_or_timeout(), std::nullopt);
  EXPECT_EQ(stream.stats().timeouts, 1u);
  EXPECT_EQ(stream.stats().timed_out, 1u);
  EXPECT_FALSE(stream.is_done());
}

TEST(StreamValueTest, ATimedNextTakesWhatIsThereAndCountsNothingOnAClosedStream) {
  StreamValue stream = push();
  ASSERT_TRUE(stream.push(text_item("a")));
  EXPECT_EQ(stream.next_or_timeout(), text_item("a"));
  stream.close();
  EXPECT_EQ(stream.next_or_timeout(), std::nullopt);
  EXPECT_EQ(stream.stats().timeouts, 0u);
}

TEST(StreamValueTest, PushingToAClosedStreamGivesTheItemBack) {
  StreamValue stream = push();
  stream.close();
  EXPECT_EQ(stream.push(text_item("a")), (PushOutcome{BackpressureOutcome::closed, text_item("a")}));
  EXPECT_EQ(stream.stats().pushed, 1u);
}

TEST(StreamValueTest, PushingToAPullStreamIsAnError) {
  StreamValue stream = pull({});
  EXPECT_EQ(stream.push(text_item("a")).error().kind, ErrorKind::eval);
}

TEST(StreamValueTest, CancellingDropsWhatIsPendingForEver) {
  StreamValue stream = pull({text_item("a")});
  stream.cancel();
  EXPECT_EQ(stream.next(), std::nullopt);
  EXPECT_TRUE(stream.is_done());
  EXPECT_TRUE(stream.stats().closed);
  EXPECT_TRUE(stream.stats().cancelled);
}

TEST(StreamValueTest, TakeStopsAtNone) {
  StreamValue stream = pull({text_item("a"), text_item("b"), text_item("c")});
  EXPECT_THAT(stream.take(2), ElementsAre(text_item("a"), text_item("b")));
  EXPECT_THAT(stream.take(9), ElementsAre(text_item("c")));
}

TEST(StreamValueTest, ACopyGoesItsOwnWay) {
  StreamValue stream = pull({text_item("a")});
  StreamValue copy = stream;
  copy.cancel();
  EXPECT_EQ(stream.next(), text_item("a"));
}

TEST(StreamValueTest, ItIsDisplayedWithItsId) {
  EXPECT_EQ(pull({}).display(), "#<stream demo/data>");
}

// B-112
TEST(StreamValueTest, DrainedToEventsItIsChunksThenDone) {
  const StreamItem item{tests::midi_packet(1), {tests::tick_on("clock/sample", 5)}};
  StreamValue stream = StreamValue::pull(stream_metadata(StreamMedia::midi), {item});
  DatumStore store;
  const Result<std::vector<Event>> events = stream.run_events(store, run(), 10);
  ASSERT_TRUE(events);
  ASSERT_EQ(events->size(), 2u);
  EXPECT_EQ((*events)[0].seq, 10u);
  EXPECT_EQ((*events)[0].ticks, item.ticks);
  EXPECT_TRUE(store.contains(std::get<ContentId>(std::get<event::Chunk>((*events)[0].kind).payload)));
  EXPECT_EQ((*events)[1], (Event{run(), 11, {}, event::Done{}}));
}

TEST(StreamValueTest, AnOpenStreamDrainedToEventsIsNotDone) {
  StreamValue stream = push();
  ASSERT_TRUE(stream.push(text_item("a")));
  DatumStore store;
  EXPECT_EQ(stream.run_events(store, run(), 0)->size(), 1u);
}

// B-113
TEST(StreamEventSourceTest, ItEmitsChunkThenDoneThenNothing) {
  StreamValue stream = pull({text_item("a")});
  DatumStore store;
  StreamEventSource source(store, stream, run(), 3);
  const std::optional<Event> chunk = *source.next();
  EXPECT_EQ(chunk->seq, 3u);
  EXPECT_TRUE(std::holds_alternative<event::Chunk>(chunk->kind));
  EXPECT_EQ(source.next(), std::optional(Event{run(), 4, {}, event::Done{}}));
  EXPECT_EQ(source.next(), std::optional<Event>());
}

// B-113
TEST(StreamEventSourceTest, ClosingItCancelsTheStream) {
  StreamValue stream = push();
  DatumStore store;
  StreamEventSource source(store, stream, run(), 0);
  source.close();
  EXPECT_EQ(stream.push(text_item("a"))->outcome, BackpressureOutcome::closed);
  EXPECT_TRUE(stream.stats().closed);
  EXPECT_TRUE(stream.stats().cancelled);
  EXPECT_EQ(source.next(), std::optional<Event>());
}

TEST(StreamEventSourceTest, AnEmptyOpenStreamHasNothingYet) {
  StreamValue stream = push();
  DatumStore store;
  StreamEventSource source(store, stream, run(), 0);
  EXPECT_EQ(source.next(), std::optional<Event>());
  ASSERT_TRUE(stream.push(text_item("a")));
  EXPECT_TRUE(source.next()->has_value());
}

TEST(StreamStatsTest, TheyComeBackFromTheirMap) {
  StreamStats stats;
  stats.pushed = 5;
  stats.timed_out = ~std::uint64_t{0};
  stats.cancelled = true;
  EXPECT_EQ(StreamStats::from_expr(stats.to_expr()), stats);
}

TEST(StreamStatsTest, TheLabelsStandInTheirOrder) {
  std::vector<std::string> labels;
  const Expr map = StreamStats{}.to_expr();
  for (std::size_t i = 0; i < map.children().size(); i += 2)
    labels.push_back(map.children()[i].symbol().text());
  EXPECT_THAT(labels, ElementsAre("pushed", "accepted", "yielded", "dropped-newest", "dropped-oldest",
                                  "overflow-errors", "rejected", "timeouts", "timed-out", "blocked", "closed",
                                  "cancelled"));
}

TEST(StreamStatsTest, AMissingCounterIsNamed) {
  EXPECT_THAT(StreamStats::from_expr(Expr::map({})).error().text(), HasSubstr("pushed"));
}

}  // namespace
}  // namespace fleetsim::core
