#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/realize/datum_store.h"
#include "core/realize/event.h"

namespace fleetsim::core {

/// Events one by one.
class EventSource {
 public:
  virtual ~EventSource() = default;

  /// None at the end, and ever after.
  virtual Result<std::optional<Event>> next() = 0;
  /// No more events are wanted.
  virtual void close() = 0;
};

/// A run that is over, as a source of its events.
class BufferedEventSource final : public EventSource {
 public:
  explicit BufferedEventSource(std::vector<Event> events) : events_(std::move(events)) {}

  /// Started, one diagnostic per diagnostic of the reply, the trace if there is one, Final, Done; numbered
  /// from 0. Value and trace are interned. Errors: those of datum_from_expr and DatumStore::intern, when they
  /// are no data.
  static Result<BufferedEventSource> from_reply(DatumStore& store, const Ref& run, const Ref& request,
                                                const EvalReply& reply);

  Result<std::optional<Event>> next() override;
  void close() override { events_.clear(), next_ = 0; }
  const std::vector<Event>& events() const { return events_; }

 private:
  std::vector<Event> events_;
  std::size_t next_ = 0;  // events_[0, next_) have been handed out
};

/// The reply of a run: all diagnostics, the last trace, the last final value; ends at Done or with the
/// source. Errors (eval): Failed, naming what failed; no final value; a ref that is not in the store; the
/// source's.
Result<EvalReply> drain_to_reply(const DatumStore& store, EventSource& source);

}  // namespace fleetsim::core
