#include <algorithm>

#include <fmt/format.h>

#include "tests/conformance/judge.h"

namespace fleetsim::conformance {

Verdict compare(std::string_view what, std::string_view found, std::string_view expected) {
  if (found == expected) return std::nullopt;
  static constexpr std::size_t shown_max = 72;
  if (found.size() <= shown_max && expected.size() <= shown_max) {
    return fmt::format("{} {}, expected {}", what, found, expected);
  }
  const auto differ = std::mismatch(found.begin(), found.end(), expected.begin(), expected.end());
  const auto at = static_cast<std::size_t>(differ.first - found.begin());
  const std::size_t from = at < 16 ? 0 : at - 16;
  return fmt::format("{} of {} characters, from {} on ...{}..., expected {}, ...{}...", what, found.size(),
                     from, found.substr(from, shown_max), expected.size(),
                     expected.substr(std::min(from, expected.size()), shown_max));
}

}  // namespace fleetsim::conformance
