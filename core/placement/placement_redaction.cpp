#include "core/placement/placement_redaction.h"

#include <set>

#include "core/base/sha256.h"
#include "core/value/each_text.h"
#include "core/value/field.h"

namespace fleetsim::core {

bool PlacementRedaction::is_sensitive(std::string_view text) const {
  return mentions_host_device(text) || rules_.policy.finding_for_text(text).has_value();
}

bool PlacementRedaction::is_sensitive(const Expr& expr) const {
  return mentions_host_device(expr) || rules_.policy.finding_for_expr(expr).has_value();
}

bool PlacementRedaction::is_sensitive(const StreamEnvelope& envelope) const {
  return is_sensitive(envelope.to_expr());
}

std::string PlacementRedaction::placeholder(std::map<std::string, std::uint64_t>& known, std::string original,
                                            std::string_view before, std::string_view after) const {
  const std::string plain = std::string(before) + std::string(after);
  if (!rules_.numbered) return plain;
  const auto [entry, is_new] = known.try_emplace(std::move(original), known.size() + 1);
  if (entry->second == 1) return plain;
  const char* separator = after.empty() ? "-" : " ";
  return std::string(before) + separator + std::to_string(entry->second) + std::string(after);
}

Symbol PlacementRedaction::redact(const Symbol& symbol) {
  std::string text = symbol.text();
  if (!is_sensitive(text)) return symbol;
  return Symbol::qualified("stream/redacted", placeholder(symbols_, std::move(text), "placement", ""));
}

Expr PlacementRedaction::redact(const Expr& expr) {
  const auto leaf = [this](const Expr& each) {
    switch (each.kind()) {
      case Expr::Kind::symbol:
        return Expr::symbol(redact(each.symbol()));
      case Expr::Kind::local:
        return Expr::local(redact(each.symbol()));
      case Expr::Kind::string:
        if (!is_sensitive(each.text())) return each;
        return Expr::string(placeholder(strings_, each.text(), "[redacted placement data", "]"));
      case Expr::Kind::bytes:
        if (each.bytes().size() <= rules_.policy.max_binary_payload_bytes) return each;
        return Expr::string(
            placeholder(payloads_, to_hex(sha256(each.bytes())), "[redacted placement payload", "]"));
      default:
        return each;
    }
  };
  return map_texts(expr, leaf, [this](const Symbol& name) { return redact(name); });
}

StreamEnvelope PlacementRedaction::redact(const StreamEnvelope& envelope) {
  StreamEnvelope copy = envelope;
  copy.stream_id = redact(envelope.stream_id);
  copy.packet_id = redact(envelope.packet_id);
  copy.profile = *TransportProfile::make(redact(envelope.profile.name()), envelope.profile.latency_class(),
                                         envelope.profile.capabilities());
  for (Symbol& diagnostic : copy.diagnostics) diagnostic = redact(diagnostic);
  std::set<Symbol> clocks;
  for (Tick& tick : copy.ticks) {
    const Symbol plain = redact(tick.clock);
    tick.clock = plain;
    for (int n = 2; !clocks.insert(tick.clock).second; ++n)
      tick.clock.name = plain.name + "-" + std::to_string(n);
    if (auto* index = std::get_if<Symbol>(&tick.index)) tick.index = redact(*index);
  }
  if (auto* diagnostic = std::get_if<StreamDiagnostic>(&copy.packet)) {
    diagnostic->kind = redact(diagnostic->kind);
    diagnostic->message = redact(Expr::string(diagnostic->message)).text();
  } else if (auto* data = std::get_if<DataPacket>(&copy.packet)) {
    data->kind = redact(data->kind);
    data->payload = redact(data->payload);
  }
  return copy;
}

Expr redact_placement_expr(const Expr& expr, const RedactionRules& rules) {
  return PlacementRedaction(rules).redact(expr);
}

}  // namespace fleetsim::core
