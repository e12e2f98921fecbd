#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/value/expr.h"

namespace fleetsim::core {

/// What a text or a payload gives away.
enum class StreamFinding : std::uint8_t {
  private_path,
  host_name,
  absolute_path,
  credential,
  patch_bank_payload,
  large_binary_data
};
inline constexpr std::uint8_t kStreamFindings = 6;

/// `stream/redaction/<label>`: `private-path`, `host-name`, `absolute-path`, `credential`,
/// `patch-bank-payload`, `large-binary-data`.
Symbol symbol(StreamFinding finding);

/// What must not leave a node, as plain data: rules in order, the first that matches names the finding.
struct StreamSecurityPolicy {
  struct Rule {
    StreamFinding finding = StreamFinding::credential;
    /// In the text after ASCII lower-casing, anywhere.
    std::vector<std::string> contains;
    /// The same, but only where no letter, digit, `.`, `-` or `_` follows.
    std::vector<std::string> ends_name;
    /// In the text as it is, at its start.
    std::vector<std::string> starts;
    /// A letter, `:`, then `\` or `/`, at the start.
    bool starts_with_drive = false;
    /// `starts` and the drive count at the start of every word too: after a blank, quote, bracket, `=`, `,`
    /// or `;`.
    bool within_text = false;

    friend bool operator==(const Rule&, const Rule&) = default;
  };

  std::vector<Rule> rules;
  std::uint64_t max_binary_payload_bytes = 262'144;

  /// The original's rules. Plain substrings: innocent names match too (`.lan` in `stream.lan.midi`).
  static StreamSecurityPolicy reference();
  /// The same categories, found within texts and not inside innocent names. (OQ-59, OQ-60)
  static StreamSecurityPolicy within_text();

  std::optional<StreamFinding> finding_for_text(std::string_view text) const;
  /// The first finding in reading order; bytes longer than the limit count. Any depth.
  std::optional<StreamFinding> finding_for_expr(const Expr& expr) const;
  /// Every finding in reading order, each occurrence.
  std::vector<StreamFinding> findings_for_expr(const Expr& expr) const;

  friend bool operator==(const StreamSecurityPolicy&, const StreamSecurityPolicy&) = default;
};

/// Whether a text names a device of the host: contains `/dev/`, `hw:`, `CoreAudio`, `ALSA`, `host-device`, or
/// starts with `device/` or `host/device`. Upper and lower case differ.
bool mentions_host_device(std::string_view text);
/// Whether any symbol, operator, annotation name, tag or string in it does. Any depth.
bool mentions_host_device(const Expr& expr);

}  // namespace fleetsim::core
