#pragma once

#include <chrono>

#include "core/base/time.h"

namespace fleetsim::core {

/// The clock of a real machine: starts at the time of day (nanoseconds since 1970) and from there follows the
/// steady clock, so that it never goes back while a process lives, and instants of two machines can be
/// compared as well as their clocks agree.
class HostClock {
 public:
  HostClock() : started_(std::chrono::steady_clock::now()), origin_(ns(std::chrono::system_clock::now())) {}

  Instant now() const { return Instant{origin_ + ns(std::chrono::steady_clock::now() - started_)}; }
  /// For tests that do not want to wait: from now on it is that much later.
  void skip(Duration time) { origin_ += time.ns; }

 private:
  template <class Span>
  static std::int64_t ns(Span span) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(span).count();
  }
  static std::int64_t ns(std::chrono::system_clock::time_point at) { return ns(at.time_since_epoch()); }

  std::chrono::steady_clock::time_point started_;
  std::int64_t origin_;
};

}  // namespace fleetsim::core
