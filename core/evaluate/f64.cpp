#include "core/evaluate/f64.h"

#include <array>
#include <bit>
#include <cfloat>
#include <charconv>
#include <limits>
#include <system_error>

namespace fleetsim::core {
namespace {

static_assert(std::numeric_limits<double>::is_iec559 && sizeof(double) == sizeof(std::uint64_t));
// Operations are rounded to the type, not to something wider first.
static_assert(FLT_EVAL_METHOD == 0);

double number(F64 value) {
  return std::bit_cast<double>(value.bits());
}

std::optional<F64> finite(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  constexpr std::uint64_t kExponent = 0x7FF0'0000'0000'0000;
  if ((bits & kExponent) == kExponent) return std::nullopt;
  return F64::from_bits(bits);
}

}  // namespace

std::optional<F64> F64::parse(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return finite(value);
}

std::string F64::text() const {
  std::array<char, 32> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number(*this));
  return {digits.data(), end};
}

std::optional<F64> F64::plus(F64 other) const {
  return finite(number(*this) + number(other));
}

std::optional<F64> F64::minus(F64 other) const {
  return finite(number(*this) - number(other));
}

std::optional<F64> F64::times(F64 other) const {
  return finite(number(*this) * number(other));
}

std::optional<F64> F64::over(F64 other) const {
  if (other.is_zero()) return std::nullopt;
  return finite(number(*this) / number(other));
}

std::strong_ordering operator<=>(F64 a, F64 b) {
  if (number(a) < number(b)) return std::strong_ordering::less;
  return number(a) > number(b) ? std::strong_ordering::greater : std::strong_ordering::equal;
}

}  // namespace fleetsim::core
