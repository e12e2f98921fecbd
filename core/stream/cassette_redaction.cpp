#include <set>

#include "core/stream/stream_cassette.h"

namespace fleetsim::core {

namespace {

/// Replaces what a policy flags. Replacing what has been replaced changes nothing: no replacement is flagged.
class Redaction {
 public:
  explicit Redaction(const StreamSecurityPolicy& policy) : policy_(policy) {}

  Symbol of(const Symbol& symbol) const {
    const std::string text = symbol.text();
    if (mentions_host_device(text)) return Symbol::qualified("stream/redacted", "device");
    if (policy_.finding_for_text(text)) return Symbol::qualified("stream/redacted", "security");
    return symbol;
  }

  Symbol of_clock(const Symbol& clock) const {
    return mentions_host_device(clock.text()) ? symbol(ClockDomain::server_frame) : of(clock);
  }

  std::string of(const std::string& text) const {
    const bool flagged = mentions_host_device(text) || policy_.finding_for_text(text);
    return flagged ? "[redacted stream metadata]" : text;
  }

  std::vector<Symbol> of(const std::vector<Symbol>& symbols) const {
    std::vector<Symbol> redacted;
    redacted.reserve(symbols.size());
    for (const Symbol& each : symbols) redacted.push_back(of(each));
    return redacted;
  }

  std::vector<Tick> of(const std::vector<Tick>& ticks) const {
    std::vector<Tick> redacted;
    std::set<Symbol> taken;
    for (const Tick& tick : ticks) {
      const Symbol plain = of(tick.clock);
      Symbol clock = plain;
      for (int n = 2; !taken.insert(clock).second; ++n) clock.name = plain.name + "-" + std::to_string(n);
      const auto* index = std::get_if<Symbol>(&tick.index);
      redacted.push_back({std::move(clock), index != nullptr ? Ref(of(*index)) : tick.index});
    }
    return redacted;
  }

  StreamPacket of(const StreamPacket& packet) const {
    if (const auto* diagnostic = std::get_if<StreamDiagnostic>(&packet))
      return StreamDiagnostic{of(diagnostic->kind), of(diagnostic->message)};
    const auto* data = std::get_if<DataPacket>(&packet);
    if (data != nullptr && is_private(*data, policy_))
      return DataPacket{data_redacted_kind(), Expr::string("[redacted stream payload]")};
    return packet;
  }

  TransportProfile of(const TransportProfile& profile) const {
    return *TransportProfile::make(of(profile.name()), profile.latency_class(), profile.capabilities());
  }

 private:
  const StreamSecurityPolicy& policy_;
};

bool names_private_truth(const Expr& payload) {
  if (payload.kind() != Expr::Kind::map) return false;
  const std::span<const Expr> entries = payload.children();
  for (std::size_t i = 0; i < entries.size(); i += 2) {
    const Expr& key = entries[i];
    const Expr& value = entries[i + 1];
    const bool named = (key.kind() == Expr::Kind::symbol && key.symbol().name == "private") ||
                       (key.kind() == Expr::Kind::string && key.text() == "private");
    if (named && value.kind() == Expr::Kind::boolean && value.as_bool()) return true;
  }
  return false;
}

bool is_below_golden_root(std::string_view path) {
  constexpr std::string_view kRoot = "fixtures/streams/golden/";
  if (!path.starts_with(kRoot)) return false;
  std::string_view rest = path.substr(kRoot.size());
  for (;;) {
    const std::size_t slash = rest.find('/');
    if (rest.substr(0, slash) == "..") return false;
    if (slash == std::string_view::npos) return true;
    rest.remove_prefix(slash + 1);
  }
}

}  // namespace

bool is_private(const DataPacket& packet, const StreamSecurityPolicy& policy) {
  const std::string kind = packet.kind.text();
  return kind.find("private") != std::string::npos || policy.finding_for_text(kind).has_value() ||
         names_private_truth(packet.payload) || policy.finding_for_expr(packet.payload).has_value();
}

StreamCassette redacted(const StreamCassette& cassette, const StreamSecurityPolicy& policy) {
  const Redaction redact(policy);
  StreamCassette copy = cassette;
  copy.metadata.id = redact.of(cassette.metadata.id);
  copy.metadata.clock = redact.of_clock(cassette.metadata.clock);
  copy.timing.clock = redact.of_clock(cassette.timing.clock);
  copy.diagnostics = redact.of(cassette.diagnostics);
  for (StreamEnvelope& envelope : copy.envelopes) {
    envelope.stream_id = redact.of(envelope.stream_id);
    envelope.packet_id = redact.of(envelope.packet_id);
    envelope.ticks = redact.of(envelope.ticks);
    envelope.profile = redact.of(envelope.profile);
    envelope.diagnostics = redact.of(envelope.diagnostics);
    envelope.packet = redact.of(envelope.packet);
  }
  return copy;
}

Result<void> validate_golden_fixture(std::string_view path, const StreamCassette& cassette,
                                     const StreamSecurityPolicy& policy) {
  if (!is_below_golden_root(path) || !path.ends_with(".simcassette"))
    return Error::eval("golden stream fixture must be fixtures/streams/golden/<name>.simcassette, found " +
                       std::string(path));
  if (!cassette.timing.finite) return Error::eval("golden stream fixture must be finite");
  for (std::size_t i = 0; i < cassette.envelopes.size(); ++i) {
    const StreamEnvelope& envelope = cassette.envelopes[i];
    if (envelope.sequence != i)
      return Error::eval("golden stream fixture: envelope " + std::to_string(i) + " has sequence " +
                         std::to_string(envelope.sequence));
    const TransportProfile& profile = envelope.profile;
    const bool repeats = profile.has(StreamCapability::replayable) || profile.has(StreamCapability::preview);
    if (!repeats || profile.has(StreamCapability::realtime))
      return Error::eval("golden stream fixture: profile " + profile.name().text() +
                         " must be replayable or preview, and not realtime");
  }
  if (redacted(cassette, policy) != cassette)
    return Error::eval("golden stream fixture holds unredacted content");
  return {};
}

}  // namespace fleetsim::core
