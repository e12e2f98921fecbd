#pragma once

#include <string>
#include <variant>

#include "core/realize/datum_store.h"
#include "core/realize/ref.h"
#include "core/stream/midi_packet.h"
#include "core/stream/pcm_packet.h"
#include "core/stream/stream_rules.h"
#include "core/stream/vocabulary.h"

namespace fleetsim::core {

/// Something said in a stream about the stream.
struct StreamDiagnostic {
  Symbol kind;
  std::string message;

  friend bool operator==(const StreamDiagnostic&, const StreamDiagnostic&) = default;
};

/// Any expression, with a name for what it is.
struct DataPacket {
  Symbol kind;
  Expr payload;

  friend bool operator==(const DataPacket&, const DataPacket&) = default;
};

/// What a stream carries.
using StreamPacket = std::variant<PcmPacket, MidiPacket, StreamDiagnostic, DataPacket>;

StreamMedia media_of(const StreamPacket& packet);

/// A map whose first field is `packet` = `stream/packet/<media>`. diagnostic: `kind`, `message`; data:
/// `kind`, `payload`; the others: see PcmPacket and MidiPacket.
Expr expr_from_packet(const StreamPacket& packet);
/// The `packet` field is found by name, whatever its namespace. Data packets are closed, the others open.
/// Errors: type_mismatch(`stream packet map`, kind); eval `unknown stream packet kind <text>`, `unknown data
/// packet field <name>`; under the default rules check_distinct_keys' for a data payload; the packets' and
/// field readers'.
Result<StreamPacket> packet_from_expr(const Expr& expr, const StreamRules& rules = {});

/// A data packet, checked under the rules. Error: check_distinct_keys'.
Result<DataPacket> make_data_packet(Symbol kind, Expr payload, const StreamRules& rules = {});

/// Stores the packet's expression as a datum. Errors: the payload is no datum, or repeats a key.
Result<Ref> intern_packet(DatumStore& store, const StreamPacket& packet);

/// `stream/data/<name>`: what raw expressions, model events, rank frontiers, results of sites and redacted
/// payloads are called.
Symbol data_expr_kind();
Symbol data_model_event_kind();
Symbol data_rank_frontier_kind();
Symbol data_site_result_kind();
Symbol data_redacted_kind();

}  // namespace fleetsim::core
