#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/conformance/vector_json.h"

namespace fleetsim::conformance {

/// One line of a vector file: its JSON, or why it does not read.
struct Line {
  nlohmann::json json;
  std::optional<std::string> unreadable;
};

/// What is wrong with a line, as `what, expected`; nothing when it passes.
using Verdict = std::optional<std::string>;

/// Judges all lines of one file: one verdict per line, in their order. A judge does not throw for bad lines.
using Judge = std::vector<Verdict> (*)(std::span<const Line> lines);

std::vector<Verdict> check_datum(std::span<const Line> lines);
std::vector<Verdict> check_content_key(std::span<const Line> lines);
std::vector<Verdict> check_key_order(std::span<const Line> lines);
std::vector<Verdict> check_symbol_order(std::span<const Line> lines);
std::vector<Verdict> check_expr_to_datum(std::span<const Line> lines);
std::vector<Verdict> check_fabric_lookup(std::span<const Line> lines);
std::vector<Verdict> check_relay(std::span<const Line> lines);

/// Nothing when both are alike, else `<what> <found>, expected <expected>`; of long values only the
/// surroundings of the first difference.
Verdict compare(std::string_view what, std::string_view found, std::string_view expected);

/// The verdict of `check(line.json)`, or why the line does not read.
template <class Check>
Verdict judge_line(const Line& line, Check check) {
  if (line.unreadable) return line.unreadable;
  try {
    return check(line.json);
  } catch (const BadVector& bad) {
    return bad.what();
  }
}

template <class Check>
std::vector<Verdict> judge_each(std::span<const Line> lines, Check check) {
  std::vector<Verdict> verdicts;
  verdicts.reserve(lines.size());
  for (const Line& line : lines) verdicts.push_back(judge_line(line, check));
  return verdicts;
}

}  // namespace fleetsim::conformance
