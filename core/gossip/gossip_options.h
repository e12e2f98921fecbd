#pragma once

#include <cstdint>
#include <vector>

#include "core/base/ratio.h"
#include "core/base/time.h"
#include "core/value/symbol.h"

namespace fleetsim::core {

enum class GossipStrategy : std::uint8_t {
  none,    ///< control: holders are found only by asking configured peers
  full,    ///< push-pull of the whole index with random peers, every interval, for ever
  rumor,   ///< new facts are pushed in batches until a budget of sendings is spent
  sync,    ///< anti-entropy: pairs of peers find out what they lack and send each other that
  hybrid,  ///< rumor, and sync for whoever was missed
  tree,    ///< batches along a tree that makes and mends itself, and sync for whoever was missed
};
inline constexpr std::uint8_t kGossipStrategies = 6;

/// How two peers with different indexes become equal.
enum class Reconciler : std::uint8_t {
  automatic,  ///< `whole` when one has less than half of the other, else `riblt`, which falls back by itself
  versions,   ///< what is known of each author, by number: bytes grow with authors, not with facts
  riblt,      ///< rateless invertible Bloom lookup table: bytes grow with the difference alone
  ranges,     ///< checksums of ever smaller ranges: bytes grow with the difference, round trips with its logarithm
  bloom,      ///< a filter of all one has: bytes grow with the index, a few facts wait for the next time
  whole,      ///< all of it
};
inline constexpr std::uint8_t kReconcilers = 6;

/// Which way `full` moves facts.
enum class GossipDirection : std::uint8_t { push, pull, push_pull };
inline constexpr std::uint8_t kGossipDirections = 3;

/// How the ticks of one node follow each other.
enum class TickSpacing : std::uint8_t {
  even,    ///< every interval, jitter apart
  random,  ///< a Poisson process of that rate
};

/// When a node ticks first.
enum class TickPhase : std::uint8_t {
  random,   ///< anywhere in an interval, so that a fleet that boots together does not tick together
  aligned,  ///< at whole multiples of the interval by its clock: rounds
};

/// As often as the number of peers wants (transmit_budget).
inline constexpr std::uint32_t kBudgetBySize = 0;
/// For ever.
inline constexpr std::uint32_t kNoBudget = UINT32_MAX;

const char* to_string(GossipStrategy strategy);
const char* to_string(Reconciler reconciler);
const char* to_string(GossipDirection direction);
const char* to_string(TickSpacing spacing);
const char* to_string(TickPhase phase);

/// `fabric.gossip.sync`: anti-entropy.
struct SyncOptions {
  /// Between two exchanges that a node opens; > 0.
  Duration interval = seconds(5);
  Ratio jitter{1, 5};
  Reconciler reconciler = Reconciler::automatic;
  /// A node that has learned something from an exchange opens the next one this soon; > 0.
  Duration again = milliseconds(500);
  /// Bytes of facts in one message, about; more goes out in several.
  std::uint32_t batch_bytes = 65'536;

  friend bool operator==(const SyncOptions&, const SyncOptions&) = default;
};

/// `fabric.gossip.tree`: the overlay and the trees on it (core/membership/views.h, plumtree.h).
struct TreeOptions {
  std::uint32_t active = 5;    ///< neighbours wanted
  std::uint32_t passive = 30;  ///< others known
  Duration shuffle = seconds(10);
  Duration lazy_tick = milliseconds(500);    ///< so much later batches are announced to other neighbours
  Duration graft_after = milliseconds(400);  ///< what is announced and does not come is asked for: two round trips

  friend bool operator==(const TreeOptions&, const TreeOptions&) = default;
};

/// `fabric.gossip`.
struct GossipOptions {
  GossipStrategy strategy = GossipStrategy::hybrid;
  /// Between two rounds of pushing (full, rumor, hybrid) of one node; > 0.
  Duration interval = milliseconds(200);
  /// Each interval is drawn uniformly from interval * (1 +- jitter).
  Ratio jitter{1, 10};
  TickSpacing spacing = TickSpacing::even;
  TickPhase phase = TickPhase::random;
  /// Distinct peers contacted per round; >= 1.
  std::uint32_t fanout = 3;
  GossipDirection direction = GossipDirection::push_pull;

  /// How often one node sends one fact; or one of the two below.
  std::uint32_t budget = kBudgetBySize;
  /// Share of messages that is expected to be lost; for the budget.
  Ratio loss{0, 1};
  /// Bytes of one push, about; at least one fact.
  std::uint32_t batch_bytes = 1'200;
  /// Facts that a node pushes at a time; what is new beyond them is left to `sync`.
  std::uint32_t queue = 65'536;
  /// Contents that the receiver must know by now are named by their beginnings.
  bool compact = true;

  SyncOptions sync;
  TreeOptions tree;

  /// Peers that are tried now and then whatever is believed of them, by name; what the node does not know is passed over.
  std::vector<Symbol> seeds;
  /// Share of the peers that is chosen among those near by; at most 80 %, so that news gets out.
  Ratio locality{0, 1};

  bool pushes_news() const { return strategy == GossipStrategy::rumor || strategy == GossipStrategy::hybrid; }
  bool grows_trees() const { return strategy == GossipStrategy::tree; }
  bool syncs() const { return strategy == GossipStrategy::sync || strategy == GossipStrategy::hybrid || grows_trees(); }

  /// What a strategy is best run with.
  static GossipOptions of(GossipStrategy strategy);

  friend bool operator==(const GossipOptions&, const GossipOptions&) = default;
};

}  // namespace fleetsim::core
