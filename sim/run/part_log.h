#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <vector>

#include "sim/event/event_queue.h"
#include "sim/observe/fact.h"

namespace fleetsim::sim {

/// What a part of a world had to say while it went on by itself, event by event.
class PartLog {
 public:
  /// Where the next event puts what it has to say.
  std::vector<Fact>& facts() { return facts_; }
  /// The event of that key is over.
  void note(const EventKey& key) {
    // One that was decided in the same instant may have an earlier key than what it follows from; its turn is right after.
    latest_ = std::max(latest_, key);
    if (facts_.size() > (said_.empty() ? 0 : said_.back().end)) said_.push_back({latest_, facts_.size()});
  }
  bool empty() const { return facts_.empty(); }
  void clear() {
    facts_.clear();
    said_.clear();
  }

  /// Calls each(fact) for all facts of all logs, in the order of their events in a world that is whole: always the earliest
  /// event that is next at any part. Leaves them in any state.
  template <class Each>
  static void merge(std::vector<PartLog>& logs, Each each) {
    std::vector<Reader> readers;
    for (PartLog& log : logs)
      if (!log.said_.empty()) readers.push_back({log, 0, 0});
    while (!readers.empty()) {
      const auto next = std::ranges::min_element(readers, {}, [](const Reader& reader) { return reader.key(); });
      while (next->fact < next->said().end) each(next->log.get().facts_[next->fact++]);
      if (++next->event == next->log.get().said_.size()) readers.erase(next);
    }
  }

 private:
  struct Said {
    EventKey key;
    std::size_t end;  // of its facts
  };
  struct Reader {
    std::reference_wrapper<PartLog> log;
    std::size_t event;
    std::size_t fact;
    const Said& said() const { return log.get().said_[event]; }
    const EventKey& key() const { return said().key; }
  };

  EventKey latest_{core::Instant{INT64_MIN}, 0, 0};
  std::vector<Fact> facts_;
  std::vector<Said> said_;
};

}  // namespace fleetsim::sim
