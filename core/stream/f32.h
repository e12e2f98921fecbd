#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace fleetsim::core {

/// An IEEE 754 binary32 number as its bits: a sample is carried, compared and printed, never calculated with.
struct F32 {
  std::uint32_t bits = 0;

  /// Neither an infinity nor a NaN.
  bool is_finite() const { return (bits & 0x7f80'0000u) != 0x7f80'0000u; }
  /// The fewest digits that read back as the same number, never with an exponent: `1`, `-0.25`,
  /// `100000000000`; zeros fill up to the point. Requires is_finite().
  std::string to_text() const;
  /// The nearest number. Errors (eval): no decimal number; `must be finite`.
  static Result<F32> from_text(std::string_view text);

  /// Bit by bit: zeros of either sign differ.
  friend bool operator==(F32, F32) = default;
};

}  // namespace fleetsim::core
