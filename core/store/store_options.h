#pragma once

#include <cstdint>

#include "core/base/time.h"
#include "core/store/log_record.h"

namespace fleetsim::core {

/// `fabric.store`: what a node keeps.
struct StoreOptions {
  /// Bytes of encoded replies held at most; beyond it, something else is evicted. 0: unbounded, as in the
  /// original.
  std::uint64_t capacity_bytes = std::uint64_t{256} << 20;
  /// A longer reply is answered and not kept. 0: only the limit of the format counts.
  std::uint64_t reply_bytes_max = std::uint64_t{16} << 20;
  /// Nothing is evicted before gossip has had a chance to tell of it.
  bool pin_unannounced = true;
  /// Whether what was found in the log at boot is announced. Not so in the original.
  bool announce_recovered = true;
  /// Whether a reply must be the one that its holder announced, and one for a key that is known otherwise is
  /// set aside. Not so in the original.
  bool verify_replies = true;

  friend bool operator==(const StoreOptions&, const StoreOptions&) = default;
};

/// `fabric.ledger`: how what is kept survives.
struct LogOptions {
  ReplayRule replay = ReplayRule::first_wins;
  /// A new segment of the log is begun beyond this size. The log is at most twice what is held and one
  /// segment more. 0: one segment for ever, as in the original.
  std::uint64_t segment_bytes = std::uint64_t{8} << 20;

  friend bool operator==(const LogOptions&, const LogOptions&) = default;
};

/// `fabric.replication`: how many nodes shall hold what somebody holds.
struct ReplicationOptions {
  /// Holders wanted of each key; 0: whoever asked becomes a holder and nobody else, as in the original.
  std::uint32_t factor = 0;
  /// Between two rounds of repair of one node; > 0.
  Duration interval = seconds(2);
  /// Keys looked at, and at most as many copies sent, in a round.
  std::uint32_t batch = 16;

  friend bool operator==(const ReplicationOptions&, const ReplicationOptions&) = default;
};

/// `fabric.index`: what a node believes of others.
struct IndexOptions {
  /// Whether facts carry an epoch, a version and a reply's digest, so that holders can take them back.
  /// Without, the index only ever grows, as in the original.
  bool retracting = true;
  /// Holders listed of one key; 0: unbounded.
  std::uint32_t holders_per_key_max = 256;
  /// New facts of others that one peer may tell within a gossip interval.
  std::uint64_t hearsay_max = 1'000'000;
  /// No facts of others are taken in beyond this many.
  std::uint64_t facts_max = 10'000'000;
  /// How long a holder that turned out not to hold something is no longer asked for it first; 0: not at all.
  Duration missed_for = seconds(30);

  friend bool operator==(const IndexOptions&, const IndexOptions&) = default;
};

}  // namespace fleetsim::core
