#include "core/stream/stream_value.h"

#include <iterator>

namespace fleetsim::core {

StreamValue StreamValue::pull(StreamMetadata metadata, std::vector<StreamItem> items) {
  StreamValue stream(std::move(metadata), false);
  stream.items_.assign(std::make_move_iterator(items.begin()), std::make_move_iterator(items.end()));
  return stream;
}

StreamValue StreamValue::push(StreamMetadata metadata) {
  return StreamValue(std::move(metadata), true);
}

std::optional<StreamItem> StreamValue::peek() const {
  if (items_.empty()) return std::nullopt;
  return items_.front();
}

std::optional<StreamItem> StreamValue::next() {
  if (items_.empty()) {
    if (!is_push_) closed_ = true;
    return std::nullopt;
  }
  std::optional<StreamItem> item(std::move(items_.front()));
  items_.pop_front();
  ++stats_.yielded;
  return item;
}

std::optional<StreamItem> StreamValue::next_or_timeout() {
  if (is_push_ && !closed_ && items_.empty()) {
    ++stats_.timeouts;
    ++stats_.timed_out;
    return std::nullopt;
  }
  return next();
}

std::vector<StreamItem> StreamValue::take(std::uint64_t n) {
  std::vector<StreamItem> taken;
  while (taken.size() < n) {
    std::optional<StreamItem> item = next();
    if (!item) break;
    taken.push_back(*std::move(item));
  }
  return taken;
}

Result<PushOutcome> StreamValue::push(StreamItem item) {
  if (!is_push_) return Error::eval("cannot push to pull stream " + metadata_.id.text());
  ++stats_.pushed;
  if (closed_) {
    stats_.closed = true;
    return PushOutcome{BackpressureOutcome::closed, std::move(item)};
  }
  if (items_.size() < metadata_.buffer.capacity()) {
    items_.push_back(std::move(item));
    ++stats_.accepted;
    return PushOutcome{};
  }
  switch (metadata_.buffer.overflow()) {
    case BufferOverflowPolicy::drop_newest:
      ++stats_.dropped_newest;
      return PushOutcome{BackpressureOutcome::dropped_newest, std::move(item)};
    case BufferOverflowPolicy::drop_oldest: {
      PushOutcome evicted{BackpressureOutcome::dropped_oldest, std::move(items_.front())};
      items_.pop_front();
      items_.push_back(std::move(item));
      ++stats_.dropped_oldest;
      return evicted;
    }
    case BufferOverflowPolicy::error:
      ++stats_.overflow_errors;
      ++stats_.rejected;
      return PushOutcome{BackpressureOutcome::rejected, std::move(item)};
  }
  FLEET_CHECK(false, "no such overflow policy");
}

void StreamValue::close() {
  closed_ = true;
  stats_.closed = true;
}

void StreamValue::cancel() {
  items_.clear();
  close();
  stats_.cancelled = true;
}

Result<std::vector<Event>> StreamValue::run_events(DatumStore& store, const Ref& run, std::uint64_t start) {
  std::vector<Event> events;
  while (std::optional<StreamItem> item = next()) {
    Result<Event> event = chunk_event(store, run, start + events.size(), *item);
    if (!event) return event.error();
    events.push_back(*std::move(event));
  }
  if (is_done()) events.push_back({run, start + events.size(), {}, event::Done{}});
  return events;
}

Result<std::optional<Event>> StreamEventSource::next() {
  if (ended_) return std::optional<Event>();
  if (std::optional<StreamItem> item = stream_.next()) {
    Result<Event> event = chunk_event(store_, run_, seq_, *item);
    if (!event) return event.error();
    ++seq_;
    return std::optional(*std::move(event));
  }
  if (!stream_.is_done()) return std::optional<Event>();
  ended_ = true;
  return std::optional(Event{run_, seq_++, {}, event::Done{}});
}

void StreamEventSource::close() {
  ended_ = true;
  stream_.cancel();
}

}  // namespace fleetsim::core
