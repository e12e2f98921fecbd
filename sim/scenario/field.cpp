#include "sim/scenario/field.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/scenario/nearest.h"
#include "sim/scenario/yaml_source.h"

namespace fleetsim::sim {
namespace {

constexpr std::size_t kNameMax = 200;

// What YAML 1.1 readers turn into a bool, whatever was meant.
bool is_ambiguous(std::string_view text) {
  static constexpr std::array<std::string_view, 6> words = {"yes", "no", "on", "off", "true", "false"};
  std::string lower(text.substr(0, 6));
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text.size() < 6 && std::ranges::find(words, lower) != words.end();
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         c == '-';
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

}  // namespace

std::string one_of_text(const std::vector<std::string_view>& words) {
  return fmt::format("one of {}", fmt::join(words, ", "));
}

void Field::wrong(std::string what, std::string expected) const {
  findings_->add(origin(), key_path_, std::move(what), std::move(expected));
}

std::string Field::found() const {
  switch (node_->kind) {
    case YamlNode::Kind::null:
      return "nothing";
    case YamlNode::Kind::scalar:
      return quoted(node_->text);
    case YamlNode::Kind::sequence:
      return "a list";
    case YamlNode::Kind::map:
      return "a map";
  }
  return "nothing";
}

std::optional<std::string> Field::text() const {
  if (!is_scalar()) {
    wrong(found(), "a text");
    return std::nullopt;
  }
  if (node_->plain && is_ambiguous(node_->text)) {
    wrong(fmt::format("{} without quotes is a bool to other YAML readers", found()), "a text in quotes");
    return std::nullopt;
  }
  return node_->text;
}

std::optional<std::string> Field::line() const {
  std::optional<std::string> line = text();
  if (line && (line->empty() || std::ranges::any_of(*line, is_control))) {
    wrong(found(), "a text of at least one character, without control characters");
    return std::nullopt;
  }
  return line;
}

std::optional<std::string> Field::name() const {
  std::optional<std::string> name = text();
  if (name && (name->empty() || name->size() > kNameMax || !std::ranges::all_of(*name, is_name_character))) {
    wrong(fmt::format("{} is no name", found()), "letters, digits, _ . and -, at most 200 of them");
    return std::nullopt;
  }
  return name;
}

std::optional<bool> Field::boolean() const {
  if (is_scalar() && node_->plain) {
    if (node_->text == "true") return true;
    if (node_->text == "false") return false;
  }
  wrong(found() + (is_scalar() && !node_->plain ? " in quotes" : ""), "true or false");
  return std::nullopt;
}

std::optional<std::uint64_t> Field::count(std::uint64_t min, std::uint64_t max) const {
  const auto refuse = [&](std::string what) -> std::optional<std::uint64_t> {
    wrong(std::move(what), max == UINT64_MAX ? fmt::format("a whole number from {}", min)
                                             : fmt::format("a whole number from {} to {}", min, max));
    return std::nullopt;
  };
  if (!is_scalar()) return refuse(found());
  if (!node_->plain) return refuse(found() + " in quotes");
  const Quantity<std::uint64_t> number = parse_count_text(node_->text);
  if (!number.value) return refuse(fmt::format("{} {}", found(), number.error.why));
  if (*number.value < min || *number.value > max) return refuse(found());
  return number.value;
}

std::optional<core::Duration> Field::duration() const {
  static constexpr const char* kExpected = "a duration such as 250ms (ns, us, ms, s, min, h, d)";
  if (!is_scalar()) {
    wrong(found(), kExpected);
    return std::nullopt;
  }
  const Quantity<core::Duration> duration = parse_duration_text(node_->text);
  if (!duration.value) wrong(fmt::format("{} {}", found(), duration.error.why), kExpected);
  return duration.value;
}

std::optional<core::Duration> Field::positive_duration() const {
  std::optional<core::Duration> read = duration();
  if (read && read->ns == 0) {
    wrong(found(), "a duration longer than 0s");
    return std::nullopt;
  }
  return read;
}

std::optional<core::Duration> Field::span() const {
  std::optional<core::Duration> read = duration();
  if (read && *read > kSpanMax) {
    wrong(found(), "at most 30d");
    return std::nullopt;
  }
  return read;
}

std::optional<std::uint64_t> Field::size(std::uint64_t min, std::uint64_t max) const {
  const auto refuse = [&](std::string what) -> std::optional<std::uint64_t> {
    wrong(std::move(what),
          fmt::format("a size such as 64MiB, from {} to {}", size_text(min), size_text(max)));
    return std::nullopt;
  };
  if (!is_scalar()) return refuse(found());
  const Quantity<std::uint64_t> bytes = parse_size_text(node_->text);
  if (!bytes.value) return refuse(fmt::format("{} {}", found(), bytes.error.why));
  if (*bytes.value < min || *bytes.value > max) return refuse(found());
  return bytes.value;
}

std::optional<std::uint64_t> Field::rate(std::uint64_t min, std::uint64_t max) const {
  const auto refuse = [&](std::string what) -> std::optional<std::uint64_t> {
    wrong(std::move(what),
          fmt::format("a rate such as 10Mbit/s, from {} to {}", rate_text(min), rate_text(max)));
    return std::nullopt;
  };
  if (!is_scalar()) return refuse(found());
  const Quantity<std::uint64_t> bits = parse_rate_text(node_->text);
  if (!bits.value) return refuse(fmt::format("{} {}", found(), bits.error.why));
  if (*bits.value < min || *bits.value > max) return refuse(found());
  return bits.value;
}

std::optional<core::Ratio> Field::ratio() const {
  static constexpr const char* kExpected = "a ratio such as 5% or 0.05, from 0 to 1";
  if (!is_scalar()) {
    wrong(found(), kExpected);
    return std::nullopt;
  }
  const Quantity<core::Ratio> ratio = parse_ratio_text(node_->text);
  if (!ratio.value) wrong(fmt::format("{} {}", found(), ratio.error.why), kExpected);
  return ratio.value;
}

std::optional<Rational> Field::number(Rational min, Rational max) const {
  const auto refuse = [&](const std::string& what) -> std::optional<Rational> {
    wrong(what, fmt::format("a number such as 1.5 or 7/6, from {} to {}", number_text(min), number_text(max)));
    return std::nullopt;
  };
  if (!is_scalar()) return refuse(found());
  if (!node_->plain) return refuse(found() + " in quotes");
  const Quantity<Rational> number = parse_number_text(node_->text);
  if (!number.value) return refuse(fmt::format("{} {}", found(), number.error.why));
  if (compare(*number.value, min) < 0 || compare(*number.value, max) > 0) return refuse(found());
  return number.value;
}

std::optional<std::uint64_t> Field::size_or_unbounded(std::uint64_t max) const {
  const std::string expected = fmt::format("a size such as 64KiB or 8MiB, up to {}, or unbounded", size_text(max));
  if (is_scalar() && node_->text == "unbounded") return 0;
  if (!is_scalar()) {
    wrong(found(), expected);
    return std::nullopt;
  }
  const Quantity<std::uint64_t> size = parse_size_text(node_->text);
  if (size.value && *size.value >= 1 && *size.value <= max) return size.value;
  wrong(size.value ? found() : fmt::format("{} {}", found(), size.error.why), expected);
  return std::nullopt;
}

std::optional<std::vector<Field>> Field::items(const char* expected) const {
  if (!is_sequence()) {
    wrong(found(), expected);
    return std::nullopt;
  }
  std::vector<Field> fields;
  fields.reserve(node_->items.size());
  for (std::size_t i = 0; i < node_->items.size(); ++i)
    fields.emplace_back(*node_->items[i], join_path(key_path_, i), *findings_);
  return fields;
}

void Field::unknown_word(const std::vector<std::string_view>& known,
                         std::span<const std::string_view> later) const {
  if (is_scalar() && std::ranges::find(later, node_->text) != later.end())
    return wrong(fmt::format("{} is not supported yet", found()), one_of_text(known));
  const std::string text = is_scalar() ? node_->text : std::string();
  Nearest nearest(text);
  for (const std::string_view word : known) nearest.offer(word);
  wrong(found(), with_suggestion(one_of_text(known), nearest));
}

}  // namespace fleetsim::sim
