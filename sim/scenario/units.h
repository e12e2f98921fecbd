#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/ratio.h"
#include "core/base/time.h"
#include "sim/rng/rational.h"

namespace fleetsim::sim {

/// The longest span a scenario may name: 50 years of 365 days. Sums of a few of them stay within 64 bits.
inline constexpr core::Duration kDurationMax = core::seconds(50LL * 365 * 24 * 3600);

/// The longest latency, service time or jitter: a draw may be 44 times the mean, and routes add draws up.
inline constexpr core::Duration kSpanMax = core::seconds(30LL * 24 * 3600);

/// Why a text is no quantity: one phrase for the finding, e.g. `has no unit`.
struct UnitError {
  const char* why = "";
};

/// A quantity or why it is none.
template <class T>
struct Quantity {
  std::optional<T> value;
  UnitError error;
};

/// `250ms`, `1.5s`, `2min`: a decimal number and one of ns us ms s min h d, not negative. Exact: what is
/// finer than a nanosecond or longer than kDurationMax is refused, and so is a number without a unit.
Quantity<core::Duration> parse_duration_text(std::string_view text);

/// `5%`, `0.05`, `0`, `1`, `1/20`: an exact share from 0 to 1 in lowest terms, of at most 15 decimal places.
Quantity<core::Ratio> parse_ratio_text(std::string_view text);

/// `2`, `1.16`, `7/6`: an exact number, not negative, in lowest terms, of at most 15 decimal places and 18 digits.
Quantity<Rational> parse_number_text(std::string_view text);

/// Decimal digits only: no sign, no leading zero, no `0x`, no `_`; up to 2^64 - 1.
Quantity<std::uint64_t> parse_count_text(std::string_view text);

/// `64MiB`, `1.5kB`, `512B`: a decimal number and one of B KiB MiB GiB TiB kB MB GB TB. Exact: what is no
/// whole number of bytes or beyond 64 bits is refused, and so is a number without a unit.
Quantity<std::uint64_t> parse_size_text(std::string_view text);

/// `10Mbit/s`, `1.5Gbit/s`: a decimal number and one of bit/s kbit/s Mbit/s Gbit/s (powers of a thousand). Exact, as sizes.
Quantity<std::uint64_t> parse_rate_text(std::string_view text);

/// So many in a span of time, on average.
struct Frequency {
  std::uint64_t events = 1;
  core::Duration per;
  friend bool operator==(const Frequency&, const Frequency&) = default;
};

/// `6/h`, `1/90s`: a whole number, and one of the units of time or a duration longer than nothing.
Quantity<Frequency> parse_frequency_text(std::string_view text);

/// The text that reads back as the same: `6/h`, `1/90s`.
std::string frequency_text(const Frequency& frequency);

/// The text in the largest unit that divides it: `10Mbit/s`, `1500bit/s`.
std::string rate_text(std::uint64_t bits_per_s);

/// The text in the largest binary unit that divides it: `64MiB`, `1500B`.
std::string size_text(std::uint64_t bytes);

/// The shortest text in one unit that reads back as the same span: `90s`, `1500us`, `0s`. Requires d >= 0.
std::string duration_text(core::Duration duration);

/// The text that reads back as the same ratio in lowest terms: a percentage where it has few decimals, else
/// `n/d`.
std::string ratio_text(core::Ratio ratio);

/// The text that reads back as the same number in lowest terms: a decimal where it has few places, else `n/d`.
std::string number_text(Rational number);

}  // namespace fleetsim::sim
