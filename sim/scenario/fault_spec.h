#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/ratio.h"
#include "core/base/time.h"
#include "sim/rng/distribution.h"
#include "sim/scenario/clock_spec.h"
#include "sim/scenario/link_traits.h"
#include "sim/scenario/selector_spec.h"
#include "sim/scenario/units.h"

namespace fleetsim::sim {

enum class FaultAction : std::uint8_t {
  partition,           ///< packets between two sides are dropped
  loss,                ///< an added share of packets is lost
  slow_link,           ///< packets take `add` longer
  crash,               ///< power off; unsynced bytes are lost; restart at the end
  wipe,                ///< power off and lose the disk; restart empty at the end
  join,                ///< the node does not exist before `at`
  lost_writes,         ///< the disk acknowledges syncs that it does not do
  wrong_reply,         ///< the node serves another reply than the one it holds
  false_announcement,  ///< the node announces content that it does not hold
  divergent_compute,   ///< the home site computes another reply each time
  io_error,            ///< appends and syncs fail, each with probability `ratio`
  disk_full,           ///< appends fail that do not fit into a log of `capacity` bytes
  slow_disk,           ///< appends and syncs take `factor` times as long, and `add` longer
  torn_write,          ///< a power cut leaves unsynced bytes by sectors, one of them torn
  bit_rot,             ///< at `at`, `count` drawn bits of the durable log change
  misdirected_write,   ///< the next `count` synced appends land elsewhere in the log
  duplicate,           ///< a share of packets arrives twice
  reorder,             ///< a share of packets takes up to `add` longer, so that later ones overtake them
  corrupt,             ///< a share of packets arrives with one bit flipped
  clog,                ///< packets are held, and let go at the end
  blackhole,           ///< as `partition`, and connections do not break
  restart,             ///< the process ends and begins again; the machine and its disk go on
  pause,               ///< the process stands still; what reaches it waits
  slow_node,           ///< computations take `factor` times as long, and each message `handling`
  leave,               ///< the node stops in good order and never comes back
  clock_jump,          ///< somebody sets the time of day `jump` ahead or back
  clock_drift,         ///< the clock gains `drift` more
  lost_announcement,   ///< what the node holds does not stand in what it gossips
  stale_announcement,  ///< the node gossips what it said first while the fault lasts
  throttle,            ///< packets wait for a limited bandwidth
  flap,                ///< packets are dropped again and again for a while
  link_down,           ///< links of the topology are gone, and routes go elsewhere
  churn,               ///< each node, on its own, comes and goes
};

inline constexpr std::size_t kFaultActions = static_cast<std::size_t>(FaultAction::churn) + 1;

/// Of the network: between two sides.
constexpr bool is_network(FaultAction action) {
  switch (action) {
    case FaultAction::partition:
    case FaultAction::loss:
    case FaultAction::slow_link:
    case FaultAction::duplicate:
    case FaultAction::reorder:
    case FaultAction::corrupt:
    case FaultAction::clog:
    case FaultAction::blackhole:
    case FaultAction::throttle:
    case FaultAction::flap:
      return true;
    default:
      return false;
  }
}
/// Of the network, and for a share of packets.
constexpr bool is_for_a_share(FaultAction action) {
  return action == FaultAction::loss || action == FaultAction::duplicate || action == FaultAction::reorder ||
         action == FaultAction::corrupt;
}

/// Lasts no time: it happens at `at` and that is that.
constexpr bool is_momentary(FaultAction action) {
  return action == FaultAction::join || action == FaultAction::bit_rot || action == FaultAction::leave ||
         action == FaultAction::clock_jump;
}

/// Takes a node from the fleet for a while, or for good.
constexpr bool takes_down(FaultAction action) {
  return action == FaultAction::crash || action == FaultAction::wipe || action == FaultAction::restart ||
         action == FaultAction::leave;
}

/// Who is cut off from whom by a partition.
enum class Shape : std::uint8_t {
  halves,   ///< two sides
  isolate,  ///< `select` from everybody else
  bridge,   ///< as halves, and `select` reaches both
  ring,     ///< everybody reaches just enough neighbours to be a majority with them, in a drawn order round a ring
  random,   ///< two sides, drawn node by node
};

/// What a reactive fault may wait for, by the names of observations and of what the world does to nodes.
enum class FactKind : std::uint8_t {
  asked,
  ask_sent,
  ask_failed,
  answered,
  served,
  recorded,
  not_recorded,
  recovered,
  evicted,
  quarantined,
  replica_sent,
  learned,
  compute_started,
  compute_done,
  stream_opened,
  stream_item_came,
  stream_over,
  stream_sourced,
  up,
  down,
};

/// Whether such a fact is about content, or about a request of the scenario.
constexpr bool is_about_content(FactKind kind) {
  switch (kind) {
    case FactKind::ask_sent:
    case FactKind::ask_failed:
    case FactKind::learned:
    case FactKind::stream_item_came:
    case FactKind::up:
    case FactKind::down:
      return false;
    default:
      return true;
  }
}
constexpr bool is_about_a_request(FactKind kind) {
  return kind == FactKind::asked || kind == FactKind::ask_sent || kind == FactKind::ask_failed ||
         kind == FactKind::answered || kind == FactKind::stream_opened || kind == FactKind::stream_item_came ||
         kind == FactKind::stream_over;
}

/// What a reactive fault waits for: each `nth` fact that is all of this starts it, `times` times at most.
struct When {
  FactKind fact = FactKind::recorded;
  std::optional<Selector> node = {};          ///< at whom; none: at anybody
  std::optional<std::uint32_t> content = {};  ///< index into Scenario::content
  std::optional<std::uint32_t> request = {};  ///< index into Scenario::requests
  std::uint64_t nth = 1;
  std::uint64_t times = 1;
  core::Duration delay = {};  ///< from the fact to the fault
};

struct Fault {
  std::string id;
  FaultAction action = FaultAction::crash;
  core::Duration at;  ///< when; of a fault that comes again and again, from when on
  /// Again and again: each `interval` from `at` on, each time up to `stagger` later.
  struct Every {
    core::Duration interval;
    core::Duration stagger;
    friend bool operator==(const Every&, const Every&) = default;
  };
  std::optional<Every> every = {};
  std::optional<Frequency> rate = {};  ///< again and again, from `at` on
  std::optional<When> when = {};       ///< when something happens, and not before that is known
  bool there = false;                  ///< of a reactive fault: `select` is the node of the fact
  core::Ratio probability{1, 1};       ///< that it happens, each time
  /// The least time in either state: how long it lasts, and how long it stays away from whom it has left.
  core::Duration stability = {};
  /// Drawn each time. None: until the end of the safety phase (or for ever, if `heal_never`). churn: how long it goes on.
  std::optional<Distribution> lasts;
  bool heal_never = false;
  /// Node faults: who. Partition with `shape: isolate`, loss, slow_link: one side.
  Selector select;
  /// The other side; none: everybody else. Partition with `shape: halves` and no sides: `select` and `other`
  /// are the first and second half of all nodes, by position.
  std::optional<Selector> other;
  enum class Direction : std::uint8_t { both, to, from };
  Direction direction =
      Direction::both;  ///< seen from `select`: `to` cuts what is sent to it, `from` what it sends
  Shape shape = Shape::isolate;  ///< partition
  core::Ratio ratio;             ///< loss, io_error
  std::optional<BurstLoss> burst = {};  ///< loss: instead of `ratio`
  Bandwidth bandwidth = {};             ///< throttle: `down` is what is sent to `select`, `up` what it sends
  Queue queue = {};                     ///< throttle
  Sharing sharing = Sharing::shared;    ///< throttle
  /// How long it stays down, and up, each time; never less than `stability`.
  struct Flap {
    Distribution down;
    Distribution up;
    friend bool operator==(const Flap&, const Flap&) = default;
  };
  std::optional<Flap> flap = {};
  std::optional<Flap> churn = {};
  FaultAction how = FaultAction::crash;  ///< churn: how nodes go
  std::vector<std::uint32_t> links = {};  ///< link_down: indexes into Topology::links
  core::Duration add;   ///< slow_link, slow_disk
  std::uint64_t factor = 1;    ///< slow_disk, slow_node
  core::Duration handling;     ///< slow_node
  core::Duration jump;         ///< clock_jump; negative: back
  DriftPpb drift = 0;          ///< clock_drift
  std::uint64_t capacity = 0;  ///< disk_full, bytes
  std::uint64_t count = 1;     ///< bit_rot, misdirected_write
  std::optional<std::uint32_t> content;  ///< false_announcement, which needs it, and lost_announcement: index into Scenario::content
  Place place;
};

/// What is drawn to come and go stays as it is for at least so long.
inline constexpr core::Duration kShortestTurn = core::milliseconds(1);

/// It may happen more than once.
inline bool is_repeated(const Fault& fault) {
  return fault.every || fault.rate || fault.when || fault.action == FaultAction::churn;
}

/// What it does to a node: churn does what it says under `how`.
inline FaultAction action_on_nodes(const Fault& fault) {
  return fault.action == FaultAction::churn ? fault.how : fault.action;
}

/// It happens for sure, once.
inline bool happens_once(const Fault& fault) {
  return !is_repeated(fault) && fault.probability == core::Ratio{1, 1};
}

/// How long it lasts, where that is not drawn.
inline std::optional<core::Duration> known_length(const Fault& fault) {
  const auto* constant = fault.lasts ? std::get_if<Constant>(&*fault.lasts) : nullptr;
  return constant ? std::optional(constant->value) : std::nullopt;
}

/// What faults must leave of the fleet.
struct Budget {
  /// No more of these may be off at a time: so many, or such a share of them.
  struct MaxDown {
    Selector of;
    std::optional<std::uint64_t> count = {};
    core::Ratio percent = {};  ///< without `count`
  };
  enum class Over : std::uint8_t { refuse, count };
  std::vector<MaxDown> max_down;
  std::uint64_t keep_copies = 0;          ///< of each preloaded content, on nodes that are not off
  std::optional<Selector> protect = {};   ///< whom no fault of nodes, disks or gossip may hit
  Over over = Over::refuse;
};

}  // namespace fleetsim::sim
