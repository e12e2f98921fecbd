#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fleetsim::core {

/// A finite IEEE 754 binary64 number, kept as its bits. The only place in the fabric that computes with
/// floating point.
///
/// Deterministic on every machine: addition, subtraction, multiplication and division are correctly rounded
/// by IEEE 754, reading and writing of text by std::from_chars and std::to_chars; nothing of libm is used,
/// contraction is off
/// (`fleetsim_semantics`), and excess precision does not compile. Whatever is not finite is refused, so that
/// numbers have a total order and there is no NaN whose bits could differ.
class F64 {
 public:
  /// Decimal text such as `1.0`, `-2.5e-3`; none for anything else, for `inf` and `nan`, and for what no
  /// binary64 is near.
  static std::optional<F64> parse(std::string_view text);
  static F64 from_bits(std::uint64_t bits) { return F64(bits); }

  /// The shortest decimal text that reads back to the same bits.
  std::string text() const;
  std::uint64_t bits() const { return bits_; }

  /// None when the result is not finite.
  std::optional<F64> plus(F64 other) const;
  std::optional<F64> minus(F64 other) const;
  std::optional<F64> times(F64 other) const;
  std::optional<F64> over(F64 other) const;
  bool is_zero() const { return (bits_ << 1) == 0; }

  /// By value: both zeros are equal.
  friend std::strong_ordering operator<=>(F64 a, F64 b);
  friend bool operator==(F64 a, F64 b) { return (a <=> b) == 0; }

 private:
  explicit F64(std::uint64_t bits) : bits_(bits) {}

  std::uint64_t bits_;
};

}  // namespace fleetsim::core
