#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/placement/placement_rules.h"
#include "core/stream/stream_envelope.h"

namespace fleetsim::core {

/// Replaces what is sensitive by placeholders, the same for the same text throughout its life: one for a
/// placement, so that all its frames agree. A text is sensitive when the policy finds something in it or it
/// names a device of the host; bytes when they are longer than the policy allows.
class PlacementRedaction {
 public:
  explicit PlacementRedaction(RedactionRules rules = {}) : rules_(std::move(rules)) {}

  bool is_sensitive(std::string_view text) const;
  /// Whether anything would be replaced. Any depth.
  bool is_sensitive(const Expr& expr) const;
  /// Whether anything but the packet's sound and notes would be.
  bool is_sensitive(const StreamEnvelope& envelope) const;

  /// `stream/redacted/placement`, when its text is sensitive.
  Symbol redact(const Symbol& symbol);
  /// Rebuilt with every text redacted: symbols, locals, operators, annotation names, tags and strings
  /// (`[redacted placement data]`), and too long bytes (`[redacted placement payload]`). Order, counts and
  /// quote modes are kept.
  Expr redact(const Expr& expr);
  /// Ids, profile name, diagnostics, ticks and packet redacted, valid as before.
  StreamEnvelope redact(const StreamEnvelope& envelope);

 private:
  std::string placeholder(std::map<std::string, std::uint64_t>& known, std::string original,
                          std::string_view before, std::string_view after) const;

  RedactionRules rules_;
  std::map<std::string, std::uint64_t> symbols_;   // by text: the how-manieth
  std::map<std::string, std::uint64_t> strings_;   // by content
  std::map<std::string, std::uint64_t> payloads_;  // by SHA-256
};

/// The expression as it may be shown. Pure. Numbered placeholders and the policy within_text by default;
/// RedactionRules::reference() for the original's.
/// Contract row 64.
Expr redact_placement_expr(const Expr& expr, const RedactionRules& rules = {});

}  // namespace fleetsim::core
