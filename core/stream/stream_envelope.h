#pragma once

#include <cstdint>
#include <vector>

#include "core/realize/event.h"
#include "core/stream/stream_metadata.h"
#include "core/stream/stream_packet.h"
#include "core/stream/transport_profile.h"

namespace fleetsim::core {

/// A packet and where it stands on its clocks.
struct StreamItem {
  StreamPacket packet;
  std::vector<Tick> ticks;

  /// Error: check_ticks'.
  static Result<StreamItem> make(StreamPacket packet, std::vector<Tick> ticks);
  friend bool operator==(const StreamItem&, const StreamItem&) = default;
};

/// The item as a step of a run: the packet interned, the ticks kept. Errors: intern_packet's, check_ticks'.
Result<Event> chunk_event(DatumStore& store, const Ref& run, std::uint64_t seq, const StreamItem& item);

inline constexpr std::uint64_t kStreamEnvelopeVersion = 1;

/// A packet on its way: whose it is, the how-manieth, under which profile. Valid when it comes from make().
struct StreamEnvelope {
  Symbol stream_id;
  Symbol packet_id;
  StreamMedia media;
  StreamDirection direction;
  std::uint64_t sequence = 0;
  std::vector<Tick> ticks;
  ClockDomain clock_domain;
  /// The primary first, then the others, none twice.
  std::vector<ClockDomain> clock_domains;
  TransportProfile profile;
  std::vector<Symbol> diagnostics;
  StreamPacket packet;

  /// Checks the ticks, then the media (eval, `does not match packet media`), and completes `clock_domains`:
  /// the primary, those given, and every tick clock that is a clock domain.
  static Result<StreamEnvelope> make(StreamEnvelope draft);

  /// Packet id `stream/packet-id/<stream id>#<sequence>`; the media of the metadata, or of a diagnostic
  /// packet under the default rules. Errors: a metadata clock that is no clock domain; make's.
  static Result<StreamEnvelope> from_item(const StreamMetadata& metadata, std::uint64_t sequence,
                                          StreamItem item,
                                          TransportProfile profile = TransportProfile::memory_local(),
                                          const StreamRules& rules = {});

  /// 13 fields, `envelope` = `stream/envelope/v1` first.
  Expr to_expr() const;
  /// Closed. Errors: type_mismatch(`stream envelope map`, kind); unknown fields, tag, version, in this order;
  /// the field readers', the parsers', make's.
  static Result<StreamEnvelope> from_expr(const Expr& expr, const StreamRules& rules = {});

  StreamItem item() const { return {packet, ticks}; }

  friend bool operator==(const StreamEnvelope&, const StreamEnvelope&) = default;
};

/// `stream/packet-id/<stream id text>#<suffix>`.
Symbol packet_id(const Symbol& stream_id, const std::string& suffix);

}  // namespace fleetsim::core
