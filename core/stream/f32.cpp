#include "core/stream/f32.h"

#include <bit>
#include <charconv>

#include <fmt/format.h>

namespace fleetsim::core {

namespace {

// The only floating-point numbers of the core. Both conversions are exact (correctly rounded), so that they
// are the same everywhere.
using Binary32 = float;
using Binary64 = double;
static_assert(sizeof(Binary32) == 4);

/// How many digits of a number of this size are written at most: 39 before the point, 46 after it.
constexpr std::size_t kDigitsMax = 64;

}  // namespace

std::string F32::to_text() const {
  FLEET_CHECK(is_finite());
  char buffer[kDigitsMax];
  // In fixed notation to_chars prints the exact value of large numbers; the shortest digits come with an
  // exponent.
  const auto [end, error] = std::to_chars(buffer, buffer + kDigitsMax, std::bit_cast<Binary32>(bits),
                                          std::chars_format::scientific);
  FLEET_CHECK(error == std::errc{});
  const std::string_view printed(buffer, static_cast<std::size_t>(end - buffer));
  const std::size_t e = printed.find('e');
  std::string text;
  std::string digits;
  for (const char c : printed.substr(0, e)) {
    if (c == '-') text += '-';
    if (c >= '0' && c <= '9') digits.push_back(c);
  }
  int exponent = 0;
  const char* exponent_text = printed.data() + e + 1;
  if (*exponent_text == '+') ++exponent_text;
  FLEET_CHECK(std::from_chars(exponent_text, end, exponent).ec == std::errc{});
  if (exponent < 0) {
    text += "0.";
    text.append(static_cast<std::size_t>(-exponent - 1), '0');
    text += digits;
  } else {
    const std::size_t before_point = static_cast<std::size_t>(exponent) + 1;
    if (digits.size() < before_point) digits.resize(before_point, '0');
    text += digits.substr(0, before_point);
    if (digits.size() > before_point) text.append(".").append(digits, before_point);
  }
  return text;
}

Result<F32> F32::from_text(std::string_view text) {
  const std::string_view whole = text;
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  Binary32 value = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value);
  if (error == std::errc::invalid_argument || end != last)
    return Error::eval(fmt::format("f32 sample expects a decimal number, found {:?}", whole.substr(0, 40)));
  if (error == std::errc::result_out_of_range) {
    // Too small is zero; too large is no number.
    Binary64 wide = 2;
    std::from_chars(text.data(), last, wide);
    if (!(wide < 1 && wide > -1)) return Error::eval("f32 sample must be finite");
    value = text.starts_with('-') ? -0.0F : 0.0F;
  }
  const F32 sample{std::bit_cast<std::uint32_t>(value)};
  if (!sample.is_finite()) return Error::eval("f32 sample must be finite");
  return sample;
}

}  // namespace fleetsim::core
