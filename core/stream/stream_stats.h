#pragma once

#include <cstdint>

#include "core/base/result.h"
#include "core/value/expr.h"

namespace fleetsim::core {

/// What has happened to a stream so far. Counters count items.
struct StreamStats {
  std::uint64_t pushed = 0;
  std::uint64_t accepted = 0;
  std::uint64_t yielded = 0;
  std::uint64_t dropped_newest = 0;
  std::uint64_t dropped_oldest = 0;
  std::uint64_t overflow_errors = 0;
  std::uint64_t rejected = 0;
  std::uint64_t timeouts = 0;
  std::uint64_t timed_out = 0;
  std::uint64_t blocked = 0;
  bool closed = false;
  bool cancelled = false;

  /// Map of the labels in this order (`dropped-newest`, ...); counters as decimal strings.
  Expr to_expr() const;
  /// Other fields are ignored. Errors: type_mismatch(`stream stats map`, kind), the field readers'.
  static Result<StreamStats> from_expr(const Expr& expr);

  friend bool operator==(const StreamStats&, const StreamStats&) = default;
};

}  // namespace fleetsim::core
