#pragma once

#include <cstdint>
#include <vector>

#include "core/stream/stream_envelope.h"

namespace fleetsim::core {

/// A fault, and how often. The count is at least 1: make() raises 0 to it.
struct StreamFaultSpec {
  StreamFaultKind kind = StreamFaultKind::drop;
  std::uint64_t count = 1;

  static StreamFaultSpec make(StreamFaultKind kind, std::uint64_t count) {
    return {kind, count == 0 ? 1 : count};
  }
  friend bool operator==(const StreamFaultSpec&, const StreamFaultSpec&) = default;
};

/// Faults done to the items of a stream, one after the other.
struct StreamFaultPlan {
  std::vector<StreamFaultSpec> faults;

  struct Outcome {
    std::vector<StreamItem> items;
    std::vector<Symbol> diagnostics;  ///< one fault symbol per fault

    friend bool operator==(const Outcome&, const Outcome&) = default;
  };

  /// Items that a plan may leave: a count comes from anywhere, memory does not.
  static constexpr std::uint64_t kItemsMax = 65'536;

  /// Drop removes from the front; reorder swaps the first two; duplicate puts copies of the first in front;
  /// delay rotates to the left; the others only say so. Error: eval/limit_exceeded when copies pass
  /// kItemsMax.
  Result<Outcome> apply(std::vector<StreamItem> items) const;

  /// List of maps `fault`, `count`.
  Expr to_expr() const;
  /// Errors: type_mismatch(`stream fault list`, kind), (`stream fault map`, kind), the field readers', the
  /// parser's.
  static Result<StreamFaultPlan> from_expr(const Expr& expr);

  friend bool operator==(const StreamFaultPlan&, const StreamFaultPlan&) = default;
};

}  // namespace fleetsim::core
