#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/ratio.h"
#include "core/base/time.h"
#include "core/eval/answer_source.h"
#include "core/eval/eval_request.h"
#include "core/eval/miss.h"
#include "core/evaluate/evaluator.h"
#include "core/node/fabric_options.h"
#include "core/value/expr.h"
#include "sim/rng/distribution.h"
#include "sim/scenario/clock_spec.h"
#include "sim/scenario/fault_spec.h"
#include "sim/scenario/link_traits.h"
#include "sim/scenario/selector_spec.h"

namespace fleetsim::sim {

/// Nodes of one kind. One node is called like its group when `count` is left out; `count: n` makes `name-0`
/// ...
struct Group {
  struct Compute {
    std::uint32_t slots = 1;                         ///< requests computed at once; others wait in order
    Distribution service;                            ///< time one computation takes, beside that of its steps
    std::optional<std::vector<std::string>> grants;  ///< capabilities of the site; none given: all of them
    enum class Evaluator : std::uint8_t {
      synthetic,   ///< what the content declares, or texts of `reply_bytes`
      arithmetic,  ///< really evaluates, within `limits`, `step_time` a step
    };
    Evaluator evaluator = Evaluator::synthetic;
    std::optional<std::uint64_t> reply_bytes;
    core::EvaluateLimits limits;
    core::Duration step_time = core::microseconds(1);
  };
  struct Store {
    core::Duration append = core::microseconds(20);  ///< until appended bytes are taken
    core::Duration sync = core::microseconds(500);   ///< until a sync is done
  };
  std::string name;
  std::optional<std::uint64_t> count;
  std::string region;
  std::string zone;
  std::vector<std::string> labels;
  std::optional<Compute> compute;
  /// Capabilities that others are served content for; none given: all of them.
  std::optional<std::vector<std::string>> serve;
  Store store;
  ClockSpec clock;
  /// How these nodes gossip; none given: as the fabric says.
  std::optional<core::GossipOptions> gossip;
  /// Configured peers in order, by node name; none given: the overlay decides.
  std::optional<std::vector<std::string>> peers;
  Place place;
};

/// How a message gets from one node to another. Both come to the same fingerprint.
enum class Wire : std::uint8_t {
  encoded,  ///< as bytes, decoded by each receiver
  handoff,  ///< what they say is handed over with the bytes: faster, for large fleets
};

/// One direction of the links between two sets of nodes (both directions when `symmetric`). Later links
/// override earlier ones where they overlap.
struct Link {
  std::string id;  ///< unique; `link-<n>` (from 0, in file order) when none was given
  Selector from;
  Selector to;
  Distribution latency;
  core::Duration jitter;  ///< each packet takes a further uniform 0..jitter
  core::Ratio loss;
  std::optional<BurstLoss> burst;  ///< then `loss` is 0
  core::Ratio duplicate;
  Reordering reorder;
  core::Ratio corrupt;
  Bandwidth bandwidth;
  Queue queue;  ///< with a bandwidth
  Sharing sharing = Sharing::shared;
  std::uint64_t mtu = 0;  ///< longer datagrams are dropped; 0: none is too long
  LinkProfile profile;
  /// What nodes hear of: datagrams just get lost; a stream that breaks is reported to both ends.
  enum class Transport : std::uint8_t { datagram, stream };
  Transport transport = Transport::datagram;
  bool symmetric = true;
  Place place;
};

/// Which peers a node knows and gossips with.
struct Overlay {
  enum class Kind : std::uint8_t { full, none, ring, random_k };
  Kind kind = Kind::full;
  std::uint32_t k = 0;  ///< random_k
};

struct Topology {
  std::vector<Group> groups;
  std::vector<Link> links;
  Overlay overlay;
};

/// One node, expanded from its group.
struct NodeSpec {
  std::string name;
  std::uint32_t group = 0;  ///< index into Topology::groups
};

/// A named piece of work. `request` has no deadline (that belongs to the asking); `reply` is what computing
/// it yields.
struct Item {
  std::string id;
  core::EvalRequest request;
  std::string reply;                   ///< the string value of the reply
  std::optional<std::string> failure;  ///< computing it fails with this evaluation error instead
  Place place;
};

struct Preload {
  Selector holder;
  std::vector<std::uint32_t> content;  ///< indexes into Scenario::content
  bool deal_round_robin = false;       ///< each content to one of the holders in turn, instead of each to all
  std::optional<std::string> reply;    ///< the string value of the reply, instead of the content's own
  Place place;
};

struct RequestSpec {
  core::Duration at;          ///< since the start of the run
  std::uint32_t node = 0;     ///< index into Scenario::nodes
  std::uint32_t content = 0;  ///< index into Scenario::content
  std::optional<core::Duration> deadline;
  /// What the caller may do; none given: what the content requires.
  std::optional<std::vector<std::string>> grants;
  /// The node that streams it, item by item; none: the reply is wanted whole, from wherever it is.
  std::optional<std::uint32_t> stream = {};
  std::string as;  ///< id, unique; `request-<n>` (from 0, in file order) when none was given
  Place place;
};

/// `converge`: from some instant in [after, after + within] on, each node of `known_by` lists these holders.
struct ConvergeSpec {
  enum class Holders : std::uint8_t { exactly, at_least_these, at_least_count, actual, exactly_actual };
  enum class After : std::uint8_t { start, heal, fault };
  std::string id;
  std::vector<std::uint32_t> content;
  Holders holders = Holders::actual;  ///< actual: at least those that really hold it
  std::vector<std::uint32_t> nodes;   ///< exactly, at_least_these: indexes into Scenario::nodes
  std::uint64_t count = 0;            ///< at_least_count
  std::optional<Selector> known_by;   ///< none: all live nodes
  After after = After::heal;
  std::string after_fault;
  core::Duration within;
  Place place;
};

enum class Outcome : std::uint8_t { ok, error };

/// `replies`: what one request must end in. Only what is given is checked.
struct ReplySpec {
  std::string id;
  std::string request;
  Outcome outcome = Outcome::ok;
  std::optional<core::AnswerSource> from;
  std::optional<core::Expr> value;   ///< of the reply, which has nothing else
  std::optional<std::string> error;  ///< an ErrorCode or ErrorKind by name, e.g. `no_holder`
  std::optional<bool> recorded;      ///< whether the asking node holds the content when the answer comes
  std::optional<std::vector<std::string>>
      asked;  ///< exactly these nodes were asked, in this order (home included)
  std::optional<std::uint64_t> asks_max;            ///< no more than so many were asked
  std::optional<std::vector<core::Miss>> misses;    ///< exactly so did those fail who did not help, in this order
  std::optional<core::Duration> within;             ///< the answer came that soon
  Place place;
};

/// `streams`: what one stream must end in. Only what is given is checked.
struct StreamSpec {
  std::string id;
  std::string request;
  std::optional<bool> whole;            ///< always there in a scenario without findings
  std::optional<core::SessionWhy> why;  ///< of a broken one
  std::optional<std::uint64_t> items;   ///< that came
  std::optional<bool> resumed;          ///< whether it took more than one session
  std::optional<core::Duration> within;
  Place place;
};

/// `members`: at `at` each node of `by` that is up believes that of each other node of `of`. A suspect counts as up.
struct MembersSpec {
  std::string id;
  Selector of;
  std::optional<Selector> by;  ///< none: all live nodes
  bool gone = false;
  core::Duration at;
  bool always = false;  ///< and came to believe nothing else before
  Place place;
};

/// `thresholds`: at the end of the run the metric compares so to the value.
struct ThresholdSpec {
  enum class Op : std::uint8_t { less, at_most, equal, other, at_least, more };

  std::string id;
  std::string metric;  ///< one of kMetricNames
  Op op = Op::at_most;
  std::int64_t value = 0;  ///< in the metric's unit: a number, bytes, or nanoseconds
  Place place;
};

/// `--set fabric.gossip.interval=250ms`: replaces (or adds) the value at a key path before the file is read.
struct Override {
  std::string path;
  std::string value;  ///< a YAML scalar or flow value

  friend bool operator==(const Override&, const Override&) = default;
};

/// The same scenario with some values changed: exactly one check must fail in it, for every seed of the file.
/// Shows what an option is good for. A run never looks at it.
struct Contrast {
  std::vector<Override> set;
  std::string fails;  ///< an invariant, or the id of an expectation
  Place place;        ///< of `set`
};

/// A scenario as plain data: read, checked and resolved. Everything that refers to something else does so by
/// index.
struct Scenario {
  std::string path;  ///< as given; `-` for text that is in no file
  std::string name;
  std::string description;
  std::vector<std::string> labels;
  std::vector<std::uint64_t> seeds;  ///< from the file, in order; at least one
  core::Duration stop;               ///< the run ends here at the latest
  core::Duration safety_until;       ///< faults end here; then liveness until `stop`
  std::uint64_t events_max = 0;      ///< a run that needs more events fails
  Wire wire = Wire::encoded;
  Topology topology;
  std::vector<NodeSpec> nodes;  ///< expanded, in file order
  core::FabricOptions fabric;
  std::vector<Item> content;  ///< items, then the catalog, expanded
  std::vector<Preload> preload;
  std::vector<RequestSpec> requests;  ///< in file order
  std::vector<Fault> faults;
  std::optional<Budget> budget;
  std::vector<ConvergeSpec> converge;
  std::vector<ReplySpec> replies;
  std::vector<StreamSpec> streams;
  std::vector<MembersSpec> members;
  std::vector<ThresholdSpec> thresholds;
  /// A broken world on purpose: the one check that must fail in it. The run fails all the same.
  std::optional<std::string> planted;
  std::vector<Contrast> contrasts;
};

}  // namespace fleetsim::sim
