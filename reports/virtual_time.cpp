#include "reports/virtual_time.h"

#include <fmt/format.h>

namespace fleetsim::reports {

std::string seconds_text(core::Instant instant) {
  constexpr std::uint64_t kSecond = 1'000'000'000;
  const bool negative = instant.ns < 0;
  // Negated as unsigned: the smallest int64 has no positive counterpart.
  const std::uint64_t ns =
      negative ? 0 - static_cast<std::uint64_t>(instant.ns) : static_cast<std::uint64_t>(instant.ns);
  std::string text = fmt::format("{}{}", negative ? "-" : "", ns / kSecond);
  if (ns % kSecond != 0) {
    text += fmt::format(".{:09}", ns % kSecond);
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text + "s";
}

}  // namespace fleetsim::reports
