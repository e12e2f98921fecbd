#include "sim/cli/seed_range.h"

#include <charconv>
#include <string>

#include <fmt/format.h>

#include "sim/cli/bad_input.h"

namespace fleetsim::sim {
namespace {

std::uint64_t parse_number(std::string_view option, std::string_view whole, std::string_view part) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
  if (error == std::errc::result_out_of_range)
    throw BadInput(
        fmt::format("{} {}: {} is too large, expected at most {}", option, whole, part, UINT64_MAX));
  if (part.starts_with('-'))
    throw BadInput(
        fmt::format("{} {}: a seed is never negative, expected 0 to {}", option, whole, UINT64_MAX));
  if (error != std::errc() || end != part.data() + part.size())
    throw BadInput(
        fmt::format("{} {}: \"{}\" is not a whole number, expected {}", option, whole, part,
                    option == "--seeds" ? "N or FIRST..LAST, e.g. 1..200" : "one decimal number, e.g. 7"));
  return value;
}

}  // namespace

std::uint64_t parse_seed(std::string_view option, std::string_view text) {
  return parse_number(option, text, text);
}

SeedRange parse_seed_range(std::string_view option, std::string_view text) {
  const std::size_t dots = text.find("..");
  if (dots == std::string_view::npos) {
    const std::uint64_t seed = parse_number(option, text, text);
    return {seed, seed};
  }
  const SeedRange range{parse_number(option, text, text.substr(0, dots)),
                        parse_number(option, text, text.substr(dots + 2))};
  if (range.last < range.first)
    throw BadInput(
        fmt::format("{} {}: the range is empty, expected FIRST..LAST with FIRST <= LAST", option, text));
  return range;
}

}  // namespace fleetsim::sim
