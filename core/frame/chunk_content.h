#pragma once

#include <optional>

#include "core/frame/frame_rules.h"
#include "core/stream/stream_envelope.h"

namespace fleetsim::core {

/// What a chunk holds.
struct ChunkContent {
  StreamPacket packet;
  std::vector<Tick> ticks = {};
  /// The envelope that it came in, if it did.
  std::optional<StreamEnvelope> envelope = {};
};

/// Reads the payload of a chunk (contract: fabric-surface §6.2). An envelope: its packet and ticks, or a
/// diagnostic `RefusedProfile` when its profile may not travel. Else a packet; else data, as a packet
/// `stream/data/expr`; else a diagnostic `ChunkPayloadError`. By the default rules also that when it claims
/// to be an envelope and is none.
ChunkContent read_chunk(const Expr& payload, const FrameRules& rules = {});

/// The same from the second step on: for payloads that have no envelopes.
StreamPacket read_bare_payload(const Expr& payload, const FrameRules& rules = {});

/// Whether a profile is refused where it arrives.
bool is_refused(const TransportProfile& profile, const FrameRules& rules = {});

/// A diagnostic `ChunkPayloadError` of that text.
StreamPacket unreadable_chunk(const std::string& why);

}  // namespace fleetsim::core
