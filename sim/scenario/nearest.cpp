#include "sim/scenario/nearest.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace fleetsim::sim {

std::size_t edits(std::string_view a, std::string_view b) {
  constexpr std::size_t kLongest = 64;
  a = a.substr(0, kLongest);
  b = b.substr(0, kLongest);
  using Row = std::array<std::size_t, kLongest + 1>;
  Row before_last{};
  Row last{};
  Row row{};
  for (std::size_t j = 0; j <= b.size(); ++j) last.at(j) = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row.at(0) = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last.at(j - 1) + (a[i - 1] == b[j - 1] ? 0 : 1);
      row.at(j) = std::min({replaced, last.at(j) + 1, row.at(j - 1) + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row.at(j) = std::min(row.at(j), before_last.at(j - 2) + 1);
    }
    before_last = last;
    last = row;
  }
  return last.at(b.size());
}

void Nearest::offer(std::string_view candidate) {
  const std::size_t allowed = std::max<std::size_t>(1, std::min(wanted_.size(), candidate.size()) / 3);
  const std::size_t lengths =
      std::max(wanted_.size(), candidate.size()) - std::min(wanted_.size(), candidate.size());
  if (lengths > allowed) return;
  const std::size_t distance = edits(wanted_, candidate);
  if (distance > allowed || distance >= std::max(wanted_.size(), candidate.size()) ||
      (best_ && distance >= fewest_))
    return;
  best_ = std::string(candidate);
  fewest_ = distance;
}

std::string with_suggestion(std::string expected, const Nearest& nearest) {
  if (!nearest.best()) return expected;
  return fmt::format("{} (did you mean \"{}\"?)", expected, *nearest.best());
}

}  // namespace fleetsim::sim
