#pragma once

#include <cstdint>
#include <optional>

#include "core/gossip/gossip_options.h"
#include "core/lookup/lookup_options.h"
#include "core/membership/membership_options.h"
#include "core/relay/route_table.h"
#include "core/session/session_options.h"
#include "core/store/store_options.h"

namespace fleetsim::core {

/// When an appended record counts as kept.
enum class LedgerSync : std::uint8_t {
  always,  ///< after a sync: an acknowledged record survives a crash
  never,   ///< after the append: faster, and a crash may lose the newest records
};

/// A home site.
struct HomeOptions {
  /// Computations that may be queued or under way at once; whoever comes then is told so. None: no bound, as by the
  /// original.
  std::optional<std::uint32_t> queue = 256;
  /// When to come again.
  Duration retry_after = milliseconds(100);

  friend bool operator==(const HomeOptions&, const HomeOptions&) = default;
};

/// Streams between nodes.
struct StreamOptions {
  SessionOptions session;
  /// A stream whose source is lost or has forgotten it is asked for again, from the next item on, so often. The original
  /// has no such thing: 0.
  std::uint32_t resumes_max = 3;
  /// Streams that a node sends at once; whoever comes then is refused.
  std::uint32_t sources_max = 64;

  friend bool operator==(const StreamOptions&, const StreamOptions&) = default;
};

/// A bug put in on purpose, so that a harness can show that it would be found. Never on outside such a test.
enum class PlantedBug : std::uint8_t {
  none,
  forget_facts,         ///< a gossip round makes the index drop one fact
  ask_on_local_hit,     ///< a local hit asks the first peer all the same
  record_errors,        ///< an error from home is recorded as if it were a reply
  answer_before_append, ///< a reply counts as kept before its record is written
  never_evict,          ///< whatever does not fit is kept all the same
  serve_quarantined,    ///< a reply that was set aside is answered all the same
  forget_retractions,   ///< what is evicted is not taken back
  answer_twice,         ///< a request is answered a second time
  ignore_cancel,        ///< a cancelled computation goes on and is answered
  skip_stream_item,     ///< one item of a stream is not handed over
  drop_batch,           ///< a push of gossip now and then counts as sent, and is not
  skip_incarnation,     ///< what an author says in a later life passes for known
  forget_down_peer,     ///< gossip never dials a peer again that is believed down
  wrong_checksum,       ///< coded symbols go out with a wrong checksum
  believe_old_news,     ///< whatever is said of a peer last holds, whatever its incarnation
};

/// One past the last value.
inline constexpr std::uint8_t kPlantedBugs = 16;

const char* to_string(LedgerSync sync);
const char* to_string(LedgerFailure failure);
const char* to_string(PlantedBug bug);
const char* to_string(ReplayRule rule);
const char* to_string(Asking asking);
const char* to_string(ReplyMatching matching);

/// The production configuration of one fabric node: what a scenario calls `fabric`.
struct FabricOptions {
  GossipOptions gossip;
  MembershipOptions membership;
  LookupOptions lookup;
  StoreOptions store;
  IndexOptions index;
  LogOptions log;
  ReplicationOptions replication;
  HomeOptions home;
  StreamOptions stream;
  /// Explicit routing: the next hops of the first route that takes a request stand in for the holders that
  /// the index lists, no other peer is asked, and what no route takes fails with no_route. None: by content.
  std::optional<RouteTable> routes;
  LedgerSync ledger_sync = LedgerSync::always;
  LedgerFailure ledger_failure = LedgerFailure::strict;
  PlantedBug planted_bug = PlantedBug::none;

  friend bool operator==(const FabricOptions&, const FabricOptions&) = default;
};

}  // namespace fleetsim::core
