#pragma once

#include <cstdint>

#include "core/base/result.h"
#include "core/stream/vocabulary.h"
#include "core/value/expr.h"

namespace fleetsim::core {

/// How many items a stream may hold, and what happens to one more.
class BufferPolicy {
 public:
  /// Error: eval for capacity 0.
  static Result<BufferPolicy> make(std::uint64_t capacity, BufferOverflowPolicy overflow);
  /// Drops the newest.
  static Result<BufferPolicy> bounded(std::uint64_t capacity);

  std::uint64_t capacity() const { return capacity_; }
  BufferOverflowPolicy overflow() const { return overflow_; }
  /// `stream/buffer/bounded-<capacity>`.
  Symbol symbol() const;

  /// Map `capacity`, `overflow`.
  Expr to_expr() const;
  /// Other fields are ignored. Errors: type_mismatch(`buffer policy map`, kind), the field readers', make's.
  static Result<BufferPolicy> from_expr(const Expr& expr);

  friend bool operator==(const BufferPolicy&, const BufferPolicy&) = default;

 private:
  BufferPolicy(std::uint64_t capacity, BufferOverflowPolicy overflow)
      : capacity_(capacity), overflow_(overflow) {}

  std::uint64_t capacity_;
  BufferOverflowPolicy overflow_;
};

}  // namespace fleetsim::core
