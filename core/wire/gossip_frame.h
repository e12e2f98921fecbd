#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "core/base/checksum.h"
#include "core/reconcile/bloom_filter.h"
#include "core/reconcile/coded_symbol.h"
#include "core/reconcile/difference_estimate.h"
#include "core/reconcile/item.h"
#include "core/reconcile/ranges.h"
#include "core/wire/fact_batch.h"
#include "core/wire/tree_frame.h"

namespace fleetsim::core {

/// One attempt of two nodes to become equal. Chosen by whoever opens it; salts the short ids of facts (salted_item).
using ExchangeId = std::uint64_t;

/// What an index is at the moment: equal roots are equal indexes.
struct IndexState {
  std::uint64_t size = 0;  ///< facts
  Hash128 root{};

  friend bool operator==(const IndexState&, const IndexState&) = default;
};

/// News, pushed.
struct Rumor {
  FactBatch facts;

  friend bool operator==(const Rumor&, const Rumor&) = default;
};

/// "I do not know these": the names and shorts of a batch, sent back. Answered by a Rumor that says them in full.
struct Unresolved {
  FactBatch facts;

  friend bool operator==(const Unresolved&, const Unresolved&) = default;
};

/// "This is what I have." Not answered by whoever has the same; the others begin to reconcile.
struct SyncOpen {
  ExchangeId exchange = 0;
  IndexState index;

  friend bool operator==(const SyncOpen&, const SyncOpen&) = default;
};

/// "Send me all of your index." Answered by IndexFacts.
struct IndexWanted {
  ExchangeId exchange = 0;

  friend bool operator==(const IndexWanted&, const IndexWanted&) = default;
};

/// What is known of one author: who knows the same has the same entry.
struct AuthorVersion {
  Symbol name;
  std::uint64_t epoch = 0;     ///< the latest one that is known
  std::uint32_t version = 0;   ///< the highest number of its facts
  std::uint64_t facts = 0;     ///< how many
  std::uint64_t checksum = 0;  ///< XOR of the first eight bytes of their hashes

  friend bool operator==(const AuthorVersion&, const AuthorVersion&) = default;
};

/// Entries by author, ascending by name (AuthorComparison says what is made of them).
struct SyncVersions {
  enum class Leg : std::uint8_t {
    all,      ///< every author that the sender knows
    differ,   ///< those in which the two differ, and the sender may lack something
    deeply,   ///< those of which the two cannot tell who lacks what: send all of them
  };
  ExchangeId exchange = 0;
  Leg leg = Leg::all;
  std::vector<AuthorVersion> authors;

  friend bool operator==(const SyncVersions&, const SyncVersions&) = default;
};

/// Coded symbols of the sender's index, from that number on.
struct SyncSymbols {
  ExchangeId exchange = 0;
  IndexState index;
  std::uint64_t from = 0;
  std::vector<CodedSymbol> symbols;

  friend bool operator==(const SyncSymbols&, const SyncSymbols&) = default;
};

/// "More of the symbols of the index with that root: mine differs by more than so many of them tell." How much more is
/// needed follows from the estimate.
struct SymbolsWanted {
  ExchangeId exchange = 0;
  Hash128 root{};
  std::uint64_t from = 0;
  DifferenceEstimate estimate;  ///< of the sender's index

  friend bool operator==(const SymbolsWanted&, const SymbolsWanted&) = default;
};

struct SyncRanges {
  ExchangeId exchange = 0;
  RangeMessage ranges;

  friend bool operator==(const SyncRanges&, const SyncRanges&) = default;
};

/// Which facts the sender has, roughly.
struct SyncBloom {
  ExchangeId exchange = 0;
  bool answer = false;
  BloomFilter filter;

  friend bool operator==(const SyncBloom&, const SyncBloom&) = default;
};

/// What the receiver lacks, and what the sender does.
struct SyncFacts {
  ExchangeId exchange = 0;
  FactBatch facts;
  std::vector<ItemId> wanted;  ///< ascending; answered by SyncFacts

  friend bool operator==(const SyncFacts&, const SyncFacts&) = default;
};

/// What the strategies of gossip say to each other, beside IndexFacts (FORMAT.md, "Gossip frame").
using GossipFrame = std::variant<Rumor, Unresolved, SyncOpen, IndexWanted, SyncVersions, SyncSymbols, SymbolsWanted,
                                 SyncRanges, SyncBloom, SyncFacts, TreeFrame>;
inline constexpr std::uint8_t kGossipFrameKinds = 11;

/// `rumor`, `unresolved`, `sync_open`, ...
const char* gossip_kind_name(std::uint8_t kind);

/// What a message of gossip is for.
enum class GossipClass : std::uint8_t {
  payload,  ///< facts
  digest,   ///< what one has, so that the other finds out what it lacks
  control,  ///< asking for something
};
GossipClass gossip_class(const GossipFrame& frame);

void write(ByteWriter& out, const GossipFrame& frame);
/// Fails (ByteReader) on whatever writing does not produce; allocates at most a small multiple of the input.
GossipFrame read_gossip_frame(ByteReader& in);

/// The facts that a frame carries as such; null: it is of another kind. What travels along trees nobody opens on the way.
FactBatch* facts_of(GossipFrame& frame);
const FactBatch* facts_of(const GossipFrame& frame);

}  // namespace fleetsim::core
