#include "core/stream/security_policy.h"

#include <algorithm>
#include <array>

#include "core/value/each_text.h"

namespace fleetsim::core {

namespace {

using Rule = StreamSecurityPolicy::Rule;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool in_name(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

std::string ascii_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool contains_at_end_of_name(std::string_view text, std::string_view part) {
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
    const std::size_t after = at + part.size();
    if (after == text.size() || !in_name(text[after])) return true;
  }
  return false;
}

bool starts(const Rule& rule, std::string_view text) {
  const bool drive = rule.starts_with_drive && text.size() >= 3 && is_letter(text[0]) && text[1] == ':' &&
                     (text[2] == '\\' || text[2] == '/');
  return drive || std::any_of(rule.starts.begin(), rule.starts.end(),
                              [&](const std::string& start) { return text.starts_with(start); });
}

bool matches(const Rule& rule, std::string_view text, std::string_view lower) {
  for (const std::string& part : rule.contains)
    if (contains(lower, part)) return true;
  for (const std::string& part : rule.ends_name)
    if (contains_at_end_of_name(lower, part)) return true;
  if (starts(rule, text)) return true;
  if (!rule.within_text) return false;
  constexpr std::string_view kBeforeAWord = " \t\n\r\"'`()[]{}<>=,;|";
  for (std::size_t at = 0; at < text.size(); ++at)
    if (kBeforeAWord.find(text[at]) != std::string_view::npos && starts(rule, text.substr(at + 1)))
      return true;
  return false;
}

}  // namespace

Symbol symbol(StreamFinding finding) {
  constexpr std::array kLabels{"private-path", "host-name",          "absolute-path",
                               "credential",   "patch-bank-payload", "large-binary-data"};
  static_assert(kLabels.size() == kStreamFindings);
  return Symbol::qualified("stream/redaction", kLabels[static_cast<std::size_t>(finding)]);
}

StreamSecurityPolicy StreamSecurityPolicy::reference() {
  StreamSecurityPolicy policy;
  policy.rules = {
      {StreamFinding::credential,
       {"api_key", "apikey", "auth-token", "bearer ", "credential", "password", "secret", "token="},
       {},
       {},
       false,
       false},
      {StreamFinding::patch_bank_payload,
       {"patch-bank", "patch_bank", "sysex-bank", "sysex_bank"},
       {},
       {},
       false,
       false},
      {StreamFinding::host_name,
       {"hostname=", "host=", "http://", "https://", "ws://", "wss://", ".local", ".lan"},
       {},
       {},
       false,
       false},
      {StreamFinding::private_path,
       {"/home/", "/users/", "\\users\\", "/private/", "private/", "private-path"},
       {},
       {"~"},
       false,
       false},
      {StreamFinding::absolute_path, {}, {}, {"/"}, true, false},
  };
  return policy;
}

StreamSecurityPolicy StreamSecurityPolicy::within_text() {
  StreamSecurityPolicy policy;
  policy.rules = {
      {StreamFinding::credential,
       {"api_key=", "apikey=", "api-key=", "auth-token", "bearer ", "credential=", "credentials=", "password",
        "passwd=", "secret=", "secret:", "token="},
       {},
       {},
       false,
       false},
      {StreamFinding::patch_bank_payload,
       {"patch-bank", "patch_bank", "sysex-bank", "sysex_bank"},
       {},
       {},
       false,
       false},
      {StreamFinding::host_name,
       {"hostname=", "host=", "http://", "https://", "ws://", "wss://"},
       {".local", ".lan"},
       {},
       false,
       false},
      {StreamFinding::private_path,
       {"/home/", "/users/", "\\users\\", "/private/", "private-path"},
       {},
       {"~", "private/"},
       false,
       true},
      {StreamFinding::absolute_path, {}, {}, {"/"}, true, true},
  };
  return policy;
}

std::optional<StreamFinding> StreamSecurityPolicy::finding_for_text(std::string_view text) const {
  const std::string lower = ascii_lower(text);
  for (const Rule& rule : rules)
    if (matches(rule, text, lower)) return rule.finding;
  return std::nullopt;
}

namespace {

std::optional<StreamFinding> finding_for(const StreamSecurityPolicy& policy, const Symbol& name) {
  return policy.finding_for_text(name.text());
}

std::optional<StreamFinding> finding_for(const StreamSecurityPolicy& policy, const Expr& leaf) {
  if (leaf.kind() == Expr::Kind::string) return policy.finding_for_text(leaf.text());
  if (leaf.kind() != Expr::Kind::bytes) return finding_for(policy, leaf.symbol());
  if (leaf.bytes().size() > policy.max_binary_payload_bytes) return StreamFinding::large_binary_data;
  return std::nullopt;
}

}  // namespace

std::optional<StreamFinding> StreamSecurityPolicy::finding_for_expr(const Expr& expr) const {
  std::optional<StreamFinding> first;
  any_text(expr, [&](const auto& text) {
    first = finding_for(*this, text);
    return first.has_value();
  });
  return first;
}

std::vector<StreamFinding> StreamSecurityPolicy::findings_for_expr(const Expr& expr) const {
  std::vector<StreamFinding> all;
  any_text(expr, [&](const auto& text) {
    if (const std::optional<StreamFinding> finding = finding_for(*this, text)) all.push_back(*finding);
    return false;
  });
  return all;
}

bool mentions_host_device(std::string_view text) {
  for (const char* part : {"/dev/", "hw:", "CoreAudio", "ALSA", "host-device"})
    if (contains(text, part)) return true;
  return text.starts_with("device/") || text.starts_with("host/device");
}

namespace {

bool names_device(const Symbol& name) {
  return mentions_host_device(name.text());
}

bool names_device(const Expr& leaf) {
  if (leaf.kind() == Expr::Kind::bytes) return false;
  return leaf.kind() == Expr::Kind::string ? mentions_host_device(leaf.text()) : names_device(leaf.symbol());
}

}  // namespace

bool mentions_host_device(const Expr& expr) {
  return any_text(expr, [](const auto& text) { return names_device(text); });
}

}  // namespace fleetsim::core
