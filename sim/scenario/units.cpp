#include "sim/scenario/units.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <span>
#include <utility>

#include <fmt/format.h>

namespace fleetsim::sim {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::size_t kDecimalsMax = 15;
constexpr std::uint64_t kTenToDecimalsMax = 1'000'000'000'000'000;

struct Unit {
  std::string_view name;
  std::int64_t ns;
};

constexpr std::array<Unit, 7> kUnits = {{{"ns", 1},
                                         {"us", 1'000},
                                         {"ms", 1'000'000},
                                         {"s", 1'000'000'000},
                                         {"min", 60'000'000'000},
                                         {"h", 3'600'000'000'000},
                                         {"d", 86'400'000'000'000}}};

/// So many bytes, or bits per second.
struct SizeUnit {
  std::string_view name;
  std::uint64_t bytes;
};

/// The binary ones first, ascending: they are the ones that are printed.
constexpr std::array<SizeUnit, 9> kSizeUnits = {{{"B", 1},
                                                 {"KiB", 1ULL << 10},
                                                 {"MiB", 1ULL << 20},
                                                 {"GiB", 1ULL << 30},
                                                 {"TiB", 1ULL << 40},
                                                 {"kB", 1'000},
                                                 {"MB", 1'000'000},
                                                 {"GB", 1'000'000'000},
                                                 {"TB", 1'000'000'000'000}}};
constexpr std::size_t kBinarySizeUnits = 5;

constexpr std::array<SizeUnit, 4> kRateUnits = {
    {{"bit/s", 1}, {"kbit/s", 1'000}, {"Mbit/s", 1'000'000}, {"Gbit/s", 1'000'000'000}}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// `digits[.digits]` as an integer over a power of ten.
struct Decimal {
  std::uint64_t digits = 0;
  std::uint64_t scale = 1;
};

// The leading decimal of `text`, which is cut off; none when there is none or it is too long to be exact.
std::optional<Decimal> take_decimal(std::string_view& text) {
  Decimal decimal;
  std::size_t places = 0;
  bool point = false;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '.' && !point && at > 0) {
      point = true;
      continue;
    }
    if (!is_digit(c)) break;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (decimal.digits > (UINT64_MAX - digit) / 10) return std::nullopt;
    decimal.digits = decimal.digits * 10 + digit;
    if (point) {
      if (++places > kDecimalsMax) return std::nullopt;
      decimal.scale *= 10;
    }
  }
  const bool leading_zero = at > 1 && text[0] == '0' && is_digit(text[1]);
  if (at == 0 || text[at - 1] == '.' || leading_zero) return std::nullopt;
  text.remove_prefix(at);
  return decimal;
}

core::Ratio lowest(std::uint64_t numerator, std::uint64_t denominator) {
  const std::uint64_t divisor = std::gcd(numerator, denominator);
  return {numerator / divisor, denominator / divisor};
}

// A decimal number and a unit, exact.
Quantity<std::uint64_t> parse_amount(std::string_view text, std::span<const SizeUnit> units, UnitError none,
                                     UnitError inexact) {
  if (!text.empty() && text.front() == '-') return {{}, {"is negative"}};
  std::string_view rest = text;
  const std::optional<Decimal> number = take_decimal(rest);
  if (!number) return {{}, none};
  if (rest.empty()) return {{}, {"has no unit"}};
  const auto unit = std::ranges::find(units, rest, &SizeUnit::name);
  if (unit == units.end()) return {{}, {"has an unknown unit"}};
  const Wide scaled = static_cast<Wide>(number->digits) * unit->bytes;
  if (scaled % number->scale != 0) return {{}, inexact};
  const Wide amount = scaled / number->scale;
  if (amount > UINT64_MAX) return {{}, {"is beyond 64 bits"}};
  return {static_cast<std::uint64_t>(amount), {}};
}

}  // namespace

Quantity<core::Duration> parse_duration_text(std::string_view text) {
  if (!text.empty() && text.front() == '-') return {{}, {"is negative"}};
  std::string_view rest = text;
  const std::optional<Decimal> number = take_decimal(rest);
  if (!number) return {{}, {"is no duration"}};
  if (rest.empty()) return {{}, {"has no unit"}};
  const auto unit = std::ranges::find(kUnits, rest, &Unit::name);
  if (unit == kUnits.end()) return {{}, {"has an unknown unit"}};
  const Wide scaled = static_cast<Wide>(number->digits) * static_cast<std::uint64_t>(unit->ns);
  if (scaled % number->scale != 0) return {{}, {"is finer than a nanosecond"}};
  const Wide ns = scaled / number->scale;
  if (ns > static_cast<Wide>(kDurationMax.ns)) return {{}, {"is longer than 50 years"}};
  return {core::Duration{static_cast<std::int64_t>(ns)}, {}};
}

Quantity<std::uint64_t> parse_size_text(std::string_view text) {
  return parse_amount(text, kSizeUnits, {"is no size"}, {"is no whole number of bytes"});
}

Quantity<std::uint64_t> parse_rate_text(std::string_view text) {
  return parse_amount(text, kRateUnits, {"is no rate"}, {"is no whole number of bits per second"});
}

Quantity<core::Ratio> parse_ratio_text(std::string_view text) {
  if (!text.empty() && text.front() == '-') return {{}, {"is negative"}};
  std::string_view rest = text;
  const std::optional<Decimal> number = take_decimal(rest);
  if (!number) return {{}, {"is no ratio"}};
  std::uint64_t denominator = number->scale;
  if (!rest.empty() && rest.front() == '/') {
    const Quantity<std::uint64_t> under = parse_count_text(rest.substr(1));
    if (number->scale != 1 || !under.value || *under.value == 0) return {{}, {"is no ratio"}};
    denominator = *under.value;
  } else if (rest == "%") {
    denominator *= 100;
  } else if (!rest.empty()) {
    return {{}, {"is no ratio"}};
  }
  if (number->digits > denominator) return {{}, {"is more than 100%"}};
  return {lowest(number->digits, denominator), {}};
}

Quantity<Rational> parse_number_text(std::string_view text) {
  if (!text.empty() && text.front() == '-') return {{}, {"is negative"}};
  std::string_view rest = text;
  const std::optional<Decimal> number = take_decimal(rest);
  if (!number) return {{}, {"is no number"}};
  std::uint64_t denominator = number->scale;
  if (!rest.empty()) {
    const Quantity<std::uint64_t> under = parse_count_text(rest.substr(1));
    if (rest.front() != '/' || number->scale != 1 || !under.value || *under.value == 0) return {{}, {"is no number"}};
    denominator = *under.value;
  }
  const core::Ratio exact = lowest(number->digits, denominator);
  if (exact.numerator > kRationalPartMax || exact.denominator > kRationalPartMax) return {{}, {"has too many digits"}};
  return {Rational{exact.numerator, exact.denominator}, {}};
}

Quantity<std::uint64_t> parse_count_text(std::string_view text) {
  if (text.empty() || !std::ranges::all_of(text, is_digit)) return {{}, {"is no whole number"}};
  if (text.size() > 1 && text.front() == '0') return {{}, {"has a leading zero"}};
  std::uint64_t value = 0;
  for (const char c : text) {
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (value > (UINT64_MAX - digit) / 10) return {{}, {"is beyond 64 bits"}};
    value = value * 10 + digit;
  }
  return {value, {}};
}

std::string duration_text(core::Duration duration) {
  if (duration.ns == 0) return "0s";
  // Largest unit that divides it, but for minutes and longer only where a person would: 90s, not 1.5min.
  for (auto unit = kUnits.rbegin(); unit != kUnits.rend(); ++unit)
    if (duration.ns % unit->ns == 0) return fmt::format("{}{}", duration.ns / unit->ns, unit->name);
  return fmt::format("{}ns", duration.ns);
}

std::string size_text(std::uint64_t bytes) {
  std::size_t unit = 0;
  while (bytes != 0 && unit + 1 < kBinarySizeUnits && bytes % kSizeUnits[unit + 1].bytes == 0) ++unit;
  return fmt::format("{}{}", bytes / kSizeUnits[unit].bytes, kSizeUnits[unit].name);
}

Quantity<Frequency> parse_frequency_text(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return {{}, {"is not so many in a span of time"}};
  const Quantity<std::uint64_t> events = parse_count_text(text.substr(0, slash));
  if (!events.value) return {{}, events.error};
  if (*events.value == 0) return {{}, {"is never"}};
  const std::string_view rest = text.substr(slash + 1);
  const bool bare = std::ranges::find(kUnits, rest, &Unit::name) != kUnits.end();
  const Quantity<core::Duration> per = parse_duration_text(bare ? "1" + std::string(rest) : std::string(rest));
  if (!per.value) return {{}, per.error};
  if (per.value->ns == 0) return {{}, {"is so many in no time"}};
  return {Frequency{*events.value, *per.value}, {}};
}

std::string frequency_text(const Frequency& frequency) {
  const std::string per = duration_text(frequency.per);
  return fmt::format("{}/{}", frequency.events, per.starts_with("1") && !is_digit(per[1]) ? per.substr(1) : per);
}

std::string rate_text(std::uint64_t bits_per_s) {
  std::size_t unit = 0;
  while (bits_per_s != 0 && unit + 1 < kRateUnits.size() && bits_per_s % kRateUnits[unit + 1].bytes == 0) ++unit;
  return fmt::format("{}{}", bits_per_s / kRateUnits[unit].bytes, kRateUnits[unit].name);
}

std::string ratio_text(core::Ratio ratio) {
  const core::Ratio exact = lowest(ratio.numerator, ratio.denominator);
  // As a percentage: numerator * 100 / denominator, with as many decimals as it takes.
  for (std::uint64_t scale = 1; scale <= kTenToDecimalsMax; scale *= 10) {
    const Wide scaled = static_cast<Wide>(exact.numerator) * 100 * scale;
    if (scaled % exact.denominator != 0) continue;
    const auto value = static_cast<std::uint64_t>(scaled / exact.denominator);
    if (scale == 1) return fmt::format("{}%", value);
    const std::size_t places = fmt::formatted_size("{}", scale) - 1;
    return fmt::format("{}.{:0>{}}%", value / scale, value % scale, places);
  }
  return fmt::format("{}/{}", exact.numerator, exact.denominator);
}

std::string number_text(Rational number) {
  const core::Ratio exact = lowest(number.numerator, number.denominator);
  for (std::uint64_t scale = 1; scale <= kTenToDecimalsMax; scale *= 10) {
    const Wide scaled = static_cast<Wide>(exact.numerator) * scale;
    if (scaled % exact.denominator != 0) continue;
    const Wide value = scaled / exact.denominator;
    if (value > UINT64_MAX) break;
    const auto digits = static_cast<std::uint64_t>(value);
    if (scale == 1) return fmt::format("{}", digits);
    const std::size_t places = fmt::formatted_size("{}", scale) - 1;
    return fmt::format("{}.{:0>{}}", digits / scale, digits % scale, places);
  }
  return fmt::format("{}/{}", exact.numerator, exact.denominator);
}

}  // namespace fleetsim::sim
