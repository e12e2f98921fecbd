#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/stream/remote_limits.h"
#include "core/stream/security_policy.h"
#include "core/stream/stream_value.h"

namespace fleetsim::core {

/// What a recording knows of its length.
struct StreamTiming {
  Symbol clock;
  std::uint64_t packet_count = 0;
  std::optional<std::uint64_t> first_sequence;
  std::optional<std::uint64_t> last_sequence;
  bool finite = true;

  friend bool operator==(const StreamTiming&, const StreamTiming&) = default;
};

/// A stream that was drained, to be replayed.
struct StreamCassette {
  StreamMetadata metadata;
  std::vector<StreamEnvelope> envelopes;
  StreamTiming timing;
  /// Without repeats, in the order first seen: of the envelopes, then kinds of diagnostic packets.
  std::vector<Symbol> diagnostics;
  StreamStats final_stats;

  /// Drains the stream; items get sequence 0, 1, ... under the profile. Errors: eval when the stream is not
  /// done after that; StreamEnvelope::from_item's (under the reference rules a packet of another media than
  /// the metadata's).
  static Result<StreamCassette> record(StreamValue& stream,
                                       const TransportProfile& profile = TransportProfile::memory_local(),
                                       const StreamRules& rules = {});

  /// A pull stream over the packets and their ticks.
  StreamValue replay() const;

  /// Map `cassette` = `stream/cassette/v1`, `metadata`, `timing`, `envelopes`, `diagnostics`, `final-stats`.
  Expr to_expr(const StreamRules& rules = {}) const;
  /// Closed; timing and diagnostics are taken as given. A metadata id whose text is that of the first
  /// envelope's stream id becomes that id, with its namespace. Errors: type_mismatch(`stream cassette map`,
  /// kind); unknown fields and formats; those of the parts.
  static Result<StreamCassette> from_expr(const Expr& expr, const StreamRules& rules = {});

  friend bool operator==(const StreamCassette&, const StreamCassette&) = default;
};

/// A copy fit to be shown: symbols that name devices of the host become `stream/redacted/device`, flagged
/// ones `stream/redacted/security`, device clocks of metadata and timing the server-frame domain, flagged
/// texts
/// `[redacted stream metadata]`, data packets with private content `[redacted stream payload]` of kind
/// `stream/data/redacted`. Ticks whose clocks would coincide are numbered (`device-2`).
StreamCassette redacted(const StreamCassette& cassette,
                        const StreamSecurityPolicy& policy = StreamSecurityPolicy::reference());

/// Whether a data packet is private: by its kind's text (`private`, or flagged), a payload map with a key
/// named `private` that is true, or any finding in the payload.
bool is_private(const DataPacket& packet, const StreamSecurityPolicy& policy);

/// Refuses what may not lie under `fixtures/streams/golden/` as a `.simcassette`. Errors (eval), in this
/// order: the path (also one with a `..` step), a recording that is not finite, sequences that are not the
/// indices, a profile that is neither replayable nor preview, or realtime, anything unredacted.
Result<void> validate_golden_fixture(std::string_view path, const StreamCassette& cassette,
                                     const StreamSecurityPolicy& policy = StreamSecurityPolicy::reference());

}  // namespace fleetsim::core
