#include "core/frame/chunk_content.h"

#include <fmt/format.h>

#include "core/frame/stream_kinds.h"
#include "core/stream/remote_limits.h"
#include "core/value/content_id.h"
#include "core/value/field.h"

namespace fleetsim::core {
namespace {

// Whatever is data can be stored under its content id.
Result<void> check_data(const Expr& payload) {
  const Result<Datum> datum = datum_from_expr(payload);
  if (!datum) return datum.error();
  if (const Result<Bytes> bytes = canonical_bytes(*datum); !bytes) return bytes.error();
  return {};
}

bool claims_to_be_an_envelope(const Expr& payload) {
  if (payload.kind() != Expr::Kind::map) return false;
  const Expr* tag = bare_field(payload, "envelope");
  return tag && tag->kind() == Expr::Kind::symbol && tag->symbol().ns == "stream/envelope";
}

}  // namespace

bool is_refused(const TransportProfile& profile, const FrameRules& rules) {
  if (profile.name().text() == "stream/profile/realtime-local-audio") return true;
  if (profile.has(StreamCapability::realtime) && !profile.has(StreamCapability::preview)) return true;
  return rules.validates_profiles && !StreamRemoteLimits{}.validate_profile(profile);
}

StreamPacket unreadable_chunk(const std::string& why) {
  return StreamDiagnostic{chunk_payload_error_kind(), "stream/fabric chunk payload: " + why};
}

StreamPacket read_bare_payload(const Expr& payload, const FrameRules& rules) {
  Result<StreamPacket> packet = packet_from_expr(payload, rules.stream);
  if (packet) return *std::move(packet);
  const Result<void> data = check_data(payload);
  if (data) return DataPacket{data_expr_kind(), payload};
  return unreadable_chunk(fmt::format("no stream packet ({}); datum conversion failed ({})",
                                      packet.error().text(), data.error().text()));
}

ChunkContent read_chunk(const Expr& payload, const FrameRules& rules) {
  Result<StreamEnvelope> envelope = StreamEnvelope::from_expr(payload, rules.stream);
  if (!envelope) {
    if (rules.exact_payloads && claims_to_be_an_envelope(payload))
      return {unreadable_chunk(envelope.error().text())};
    return {read_bare_payload(payload, rules)};
  }
  if (is_refused(envelope->profile, rules)) {
    StreamDiagnostic refusal{refused_profile_diagnostic_kind(),
                             fmt::format("stream/fabric refuses profile {} over remote frames; use {}",
                                         envelope->profile.name().text(),
                                         TransportProfile::lan_buffered_audio_preview().name().text())};
    return {std::move(refusal), {}, *std::move(envelope)};
  }
  StreamPacket packet = envelope->packet;
  std::vector<Tick> ticks = envelope->ticks;
  return {std::move(packet), std::move(ticks), *std::move(envelope)};
}

}  // namespace fleetsim::core
