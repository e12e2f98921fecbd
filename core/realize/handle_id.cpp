#include "core/realize/handle_id.h"

#include <algorithm>

namespace fleetsim::core {

namespace {
__extension__ using Wide = unsigned __int128;
}

std::string to_decimal(const HandleId& id) {
  Wide value = Wide{id.seed} << 64 | id.serial;
  std::string digits;
  do {
    digits.push_back(static_cast<char>('0' + static_cast<int>(value % 10)));
    value /= 10;
  } while (value != 0);
  std::reverse(digits.begin(), digits.end());
  return digits;
}

std::optional<HandleId> handle_from_decimal(std::string_view text) {
  if (text.empty()) return std::nullopt;
  constexpr Wide kMax = ~Wide{0};
  Wide value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    const Wide digit = static_cast<Wide>(c - '0');
    if (value > (kMax - digit) / 10) return std::nullopt;
    value = value * 10 + digit;
  }
  return HandleId{static_cast<std::uint64_t>(value >> 64), static_cast<std::uint64_t>(value)};
}

}  // namespace fleetsim::core
