#include "sim/scenario/findings.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

namespace fleetsim::sim {
namespace {

auto order(const Finding& finding) {
  return std::tie(finding.place.line, finding.place.column, finding.key_path, finding.what, finding.expected);
}

}  // namespace

std::string Finding::text() const {
  std::string text = file;
  if (place.line > 0) text += fmt::format(":{}:{}", place.line, place.column);
  text += ": ";
  if (!key_path.empty()) text += key_path + ": ";
  text += what;
  if (!expected.empty()) text += ", expected " + expected;
  return text;
}

void Findings::add(const Origin& origin, std::string key_path, std::string what, std::string expected) {
  if (findings_.size() == kFindingsMax) {
    ++left_out_;
    return;
  }
  findings_.push_back({.file = origin.from_override ? "--set" : file_,
                       .place = origin.from_override ? Place{} : origin.place,
                       .key_path = std::move(key_path),
                       .what = std::move(what),
                       .expected = std::move(expected)});
}

std::vector<Finding> Findings::sorted() const {
  std::vector<Finding> all = findings_;
  std::ranges::stable_sort(all, {}, order);
  if (left_out_ > 0)
    all.push_back({file_, {}, {}, fmt::format("{} more findings are left out", left_out_), {}});
  return all;
}

std::string quoted(std::string_view text) {
  constexpr std::size_t kShown = 60;
  std::size_t shown = std::min(text.size(), kShown);
  // Never cut a character of several bytes in two.
  while (shown < text.size() && shown > 0 && (static_cast<unsigned char>(text[shown]) & 0xC0U) == 0x80U)
    --shown;
  std::string out = "\"";
  for (const char c : text.substr(0, shown)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F)
      out += fmt::format("\\x{:02x}", byte);
    else if (c == '"' || c == '\\')
      out += std::string("\\") + c;
    else
      out += c;
  }
  return out + (shown < text.size() ? "...\"" : "\"");
}

}  // namespace fleetsim::sim
