#include "core/frame/duration_text.h"

#include <array>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "core/value/field.h"

namespace fleetsim::core {
namespace {

constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kSecond = 1'000'000'000;

struct Unit {
  std::string_view suffix;
  std::int64_t ns;
};
// Longest suffix first: `5ms` is no `5m` with an s behind it.
constexpr std::array<Unit, 4> kUnits = {
    {{"ms", kMillisecond}, {"s", kSecond}, {"m", 60 * kSecond}, {"h", 3'600 * kSecond}}};

Result<Duration> scaled(std::uint64_t count, std::int64_t ns) {
  if (count > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max() / ns))
    return Error::eval("a duration of more than 292 years", ErrorCode::limit_exceeded);
  return Duration{static_cast<std::int64_t>(count) * ns};
}

}  // namespace

std::uint64_t whole_milliseconds(Duration duration, bool round_up) {
  if (duration.ns <= 0) return 0;
  const bool rest = duration.ns % kMillisecond != 0;
  return static_cast<std::uint64_t>(duration.ns / kMillisecond) + (rest && round_up ? 1u : 0u);
}

std::string duration_text(Duration duration, bool round_up) {
  if (duration.ns > 0 && duration.ns % kSecond == 0) return fmt::format("{}s", duration.ns / kSecond);
  return fmt::format("{}ms", whole_milliseconds(duration, round_up));
}

Result<Duration> duration_from_milliseconds(std::uint64_t milliseconds) {
  return scaled(milliseconds, kMillisecond);
}

Result<Duration> parse_duration(const Expr& expr) {
  if (expr.kind() == Expr::Kind::number) {
    if (const std::optional<std::uint64_t> ms = parse_u64(expr.text())) return scaled(*ms, kMillisecond);
  } else if (expr.kind() == Expr::Kind::string) {
    const std::string_view text = expr.text();
    for (const Unit& unit : kUnits) {
      if (!text.ends_with(unit.suffix)) continue;
      if (const auto count = parse_u64(text.substr(0, text.size() - unit.suffix.size())))
        return scaled(*count, unit.ns);
    }
  }
  return Error::eval("a duration is a number with ms, s, m or h behind it, or a number of milliseconds");
}

}  // namespace fleetsim::core
