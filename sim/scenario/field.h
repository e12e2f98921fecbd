#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/scenario/findings.h"
#include "sim/scenario/units.h"
#include "sim/scenario/yaml_node.h"

namespace fleetsim::sim {

/// A word of the language and what it stands for.
template <class T>
using Words = std::span<const std::pair<std::string_view, T>>;

/// `one of a, b, c`.
std::string one_of_text(const std::vector<std::string_view>& words);

/// One value of a scenario, still as text: knows where it stands and how to get there. Each reading function
/// returns the value, or nothing after adding a finding at its place.
class Field {
 public:
  /// `node` and `findings` must outlive the field.
  Field(const YamlNode& node, std::string key_path, Findings& findings)
      : node_(&node), key_path_(std::move(key_path)), findings_(&findings) {}

  const YamlNode& node() const { return *node_; }
  const std::string& key_path() const { return key_path_; }
  Findings& findings() const { return *findings_; }
  const Origin& origin() const { return node_->origin; }
  /// 0:0 for a value from the command line.
  Place place() const { return origin().from_override ? Place{} : origin().place; }
  bool is_scalar() const { return node_->kind == YamlNode::Kind::scalar; }
  bool is_sequence() const { return node_->kind == YamlNode::Kind::sequence; }
  bool is_map() const { return node_->kind == YamlNode::Kind::map; }

  void wrong(std::string what, std::string expected = {}) const;
  /// `"xyz"`, `a list`, `a map`, `nothing`, for findings.
  std::string found() const;

  /// Any text; the words that other YAML readers take for a bool or nothing must stand in quotes.
  std::optional<std::string> text() const;
  /// A text that is not empty and has no control characters.
  std::optional<std::string> line() const;
  /// A text of letters, digits, `_`, `.` and `-`, at most 200 of them.
  std::optional<std::string> name() const;
  /// `true` or `false`.
  std::optional<bool> boolean() const;
  std::optional<std::uint64_t> count(std::uint64_t min, std::uint64_t max) const;
  std::optional<core::Duration> duration() const;
  /// A duration longer than nothing.
  std::optional<core::Duration> positive_duration() const;
  /// A duration of at most kSpanMax: for what is drawn, scaled or added up on the way.
  std::optional<core::Duration> span() const;
  std::optional<core::Ratio> ratio() const;
  /// An exact number, not in quotes, from `min` to `max`.
  std::optional<Rational> number(Rational min, Rational max) const;
  /// A number of bytes with a unit, from 1 to `max`; `unbounded` is 0.
  std::optional<std::uint64_t> size_or_unbounded(std::uint64_t max) const;
  /// A size in bytes, from `min` to `max`.
  std::optional<std::uint64_t> size(std::uint64_t min, std::uint64_t max) const;
  /// Bits per second, from `min` to `max`.
  std::optional<std::uint64_t> rate(std::uint64_t min, std::uint64_t max) const;
  /// The members of a list.
  std::optional<std::vector<Field>> items(const char* expected) const;

  /// One of the words; those of `later` belong to the language and are not built yet.
  template <class T>
  std::optional<T> word(Words<T> words, std::span<const std::string_view> later = {}) const {
    std::vector<std::string_view> known;
    for (const auto& [word, value] : words) {
      if (is_scalar() && node_->text == word) return value;
      known.push_back(word);
    }
    unknown_word(known, later);
    return std::nullopt;
  }

 private:
  void unknown_word(const std::vector<std::string_view>& known,
                    std::span<const std::string_view> later) const;

  const YamlNode* node_;
  std::string key_path_;
  Findings* findings_;
};

}  // namespace fleetsim::sim
