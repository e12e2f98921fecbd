#pragma once

#include <algorithm>

#include "core/session/session_options.h"

namespace fleetsim::core {

/// Lets items go at a rate, on the clock: the generic cell rate algorithm (ITU-T I.371, virtual scheduling).
/// Integers only; the spacing is rounded up, so that the rate is never exceeded. Plain data.
class Pacer {
 public:
  explicit Pacer(const SessionOptions& options)
      : spacing_{std::max<std::int64_t>(1, rounded_up(options))},
        tolerance_(spacing_ * (static_cast<std::int64_t>(options.rate_burst) - 1)) {}

  /// From when on the next item may go.
  Instant ready() const { return due_ - tolerance_; }
  /// One goes. Requires now >= ready().
  void take(Instant now) { due_ = std::max(due_, now) + spacing_; }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(spacing_, tolerance_, due_);
  }

 private:
  static std::int64_t rounded_up(const SessionOptions& options) {
    const auto per = static_cast<std::uint64_t>(options.rate_per.ns);
    return static_cast<std::int64_t>(per / options.rate_items_max + (per % options.rate_items_max != 0));
  }

  Duration spacing_;
  Duration tolerance_;
  Instant due_;
};

}  // namespace fleetsim::core
