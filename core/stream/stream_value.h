#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "core/realize/event_source.h"
#include "core/stream/stream_envelope.h"
#include "core/stream/stream_stats.h"

namespace fleetsim::core {

/// What became of a pushed item, and the item that was not kept: the pushed one, or the oldest
/// (dropped_oldest).
struct PushOutcome {
  BackpressureOutcome outcome = BackpressureOutcome::accepted;
  std::optional<StreamItem> refused;

  friend bool operator==(const PushOutcome&, const PushOutcome&) = default;
};

/// Items in order, of one of two kinds: a pull stream over a fixed list, or a push stream whose producer
/// fills a queue under the metadata's buffer policy. A plain value; nothing waits in it.
class StreamValue {
 public:
  static StreamValue pull(StreamMetadata metadata, std::vector<StreamItem> items);
  static StreamValue push(StreamMetadata metadata);

  const StreamMetadata& metadata() const { return metadata_; }
  const StreamStats& stats() const { return stats_; }
  bool is_push() const { return is_push_; }
  /// Items that next() would still yield.
  std::size_t pending() const { return items_.size(); }
  /// `#<stream <id>>`.
  std::string display() const { return "#<stream " + metadata_.id.text() + ">"; }

  /// The next item, without taking it.
  std::optional<StreamItem> peek() const;
  /// Takes the next item; none when there is none now. A pull stream that has none is closed by this.
  std::optional<StreamItem> next();
  /// A timed next whose time is up if nothing is there: counts a timeout on an empty open push stream.
  std::optional<StreamItem> next_or_timeout();
  /// Up to n items; stops early at none.
  std::vector<StreamItem> take(std::uint64_t n);

  /// Error: eval on a pull stream.
  Result<PushOutcome> push(StreamItem item);

  /// Pull: closed or empty. Push: closed and empty.
  bool is_done() const { return is_push_ ? closed_ && items_.empty() : closed_ || items_.empty(); }
  void close();
  /// Drops what is pending and closes.
  void cancel();

  /// Takes all items as chunk events from `start`, then Done if the stream is done. Errors: chunk_event's;
  /// what was taken before stays taken.
  Result<std::vector<Event>> run_events(DatumStore& store, const Ref& run, std::uint64_t start);

  friend bool operator==(const StreamValue&, const StreamValue&) = default;

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(metadata_, is_push_, closed_, items_, stats_);
  }

 private:
  StreamValue(StreamMetadata metadata, bool is_push) : metadata_(std::move(metadata)), is_push_(is_push) {}

  StreamMetadata metadata_;
  bool is_push_;
  bool closed_ = false;
  std::deque<StreamItem> items_;
  StreamStats stats_;
};

/// A stream as a source of chunk events, then Done, once; none while an open push stream is empty. Closing it
/// cancels the stream. Store and stream outlive the source.
class StreamEventSource final : public EventSource {
 public:
  StreamEventSource(DatumStore& store, StreamValue& stream, Ref run, std::uint64_t start)
      : store_(store), stream_(stream), run_(std::move(run)), seq_(start) {}

  Result<std::optional<Event>> next() override;
  void close() override;

 private:
  DatumStore& store_;
  StreamValue& stream_;
  Ref run_;
  std::uint64_t seq_;
  bool ended_ = false;
};

}  // namespace fleetsim::core
