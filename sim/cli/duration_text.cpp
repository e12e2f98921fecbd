#include "sim/cli/duration_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

#include <fmt/format.h>

#include "sim/cli/bad_input.h"

namespace fleetsim::sim {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t ns;
};

constexpr std::array<Unit, 7> kUnits{{{"ns", 1},
                                      {"us", 1'000},
                                      {"ms", 1'000'000},
                                      {"s", 1'000'000'000},
                                      {"min", 60'000'000'000},
                                      {"h", 3'600'000'000'000},
                                      {"d", 86'400'000'000'000}}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

core::Duration parse_duration(std::string_view option, std::string_view text) {
  const auto refuse = [&](std::string_view why) {
    return BadInput(
        fmt::format("{} {}: {}, expected a time with its unit, e.g. 4.2s or 250ms", option, text, why));
  };

  const auto number_end =
      std::find_if_not(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '.'; });
  const std::string_view number(text.begin(), number_end);
  const std::string_view name(number_end, text.end());
  const auto* unit =
      std::find_if(kUnits.begin(), kUnits.end(), [name](const Unit& u) { return u.name == name; });
  const std::string_view whole = number.substr(0, number.find('.'));
  const std::string_view fraction = whole.size() < number.size() ? number.substr(whole.size() + 1) : "";
  const bool dot_without_digits = whole.size() < number.size() && fraction.empty();
  if (whole.empty() || dot_without_digits || fraction.find('.') != std::string_view::npos)
    throw refuse("not a time");
  if (unit == kUnits.end()) throw refuse(name.empty() ? "the unit is missing" : "not a unit of time");

  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  std::int64_t count = 0;
  for (const char c : whole) {
    if (count > (kMax - (c - '0')) / 10) throw refuse("too long");
    count = count * 10 + (c - '0');
  }
  if (count > kMax / unit->ns) throw refuse("too long");
  std::int64_t ns = count * unit->ns;

  std::int64_t place = unit->ns;  // nanoseconds of one unit of the digit's place
  for (const char c : fraction) {
    if (place % 10 != 0) {
      if (c != '0') throw refuse("finer than a nanosecond");
      continue;
    }
    place /= 10;
    const std::int64_t part = place * (c - '0');
    if (ns > kMax - part) throw refuse("too long");
    ns += part;
  }
  return {ns};
}

}  // namespace fleetsim::sim
