#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/env/dice.h"
#include "core/env/directory.h"
#include "core/env/effect.h"
#include "core/env/input.h"
#include "core/gossip/gossip.h"
#include "core/gossip/hearsay_quota.h"
#include "core/lookup/circuit_breakers.h"
#include "core/membership/membership.h"
#include "core/node/ask_book.h"
#include "core/node/fabric_options.h"
#include "core/node/flight_table.h"
#include "core/node/repair_book.h"
#include "core/node/stream_book.h"
#include "core/store/held_replies.h"
#include "core/store/holding_index.h"
#include "core/store/log_space.h"
#include "core/store/missed_holders.h"
#include "core/store/quarantine.h"
#include "core/store/timed_replies.h"
#include "core/env/timers.h"
#include "core/wire/message.h"

namespace fleetsim::core {

/// What a host decides about a node before its first life, and keeps for all its lives.
struct NodeOptions {
  NodeId self = 0;
  Peers peers;
  /// The sites that compute, the same list for every node of a fleet; a key's home is homes[digest mod size]. Empty:
  /// there is no home.
  std::shared_ptr<const std::vector<NodeId>> homes;
  /// Given for a home: what requests may require there.
  std::optional<EvalContext> compute;
  /// What requests may require that others are served from the cassette.
  EvalContext serve = EvalContext::with_every_capability();
  FabricOptions fabric;
  /// Peers near by, for gossip with a locality; null: none.
  std::shared_ptr<const std::vector<NodeId>> near = nullptr;
  /// Shared by nodes that live in one process; one of its own otherwise.
  std::shared_ptr<FactTable> facts;
  /// Messages go out with what they say, for receivers in this process (Letter).
  bool hand_over = false;
};

/// One life of one member of the fleet: cassette, index, serving, looking up, computing at home, gossip.
///
/// A plain value: copy it, and both copies go on alike. It is fed inputs and answers with effects (core/env), does no
/// I/O and reads no clock. A life ends by throwing the value away; the next one starts from a new value and Booted.
/// Determinism: a function of its options, its dice and the inputs.
class Node {
 public:
  Node(NodeOptions options, Dice dice);

  /// Takes one input at `now` and appends to `out` what the host shall do. Never fails: whatever arrives, the worst
  /// outcome is an Answer with an error or a MessageRefused observation.
  void on(Instant now, const Input& input, Effects& out);

  /// From now on over another table, which says the same under every id known here: for copies that go on apart.
  void use(std::shared_ptr<FactTable> facts);

  /// From now on what it draws comes from those dice: for copies that go on in different ways.
  void reseed(Dice dice);

  const NodeOptions& options() const { return options_; }
  const HeldReplies& cassette() const { return cassette_; }
  const HoldingIndex& index() const { return index_; }
  const Quarantine& quarantine() const { return quarantine_; }
  const LogSpace& log_space() const { return space_; }
  const Membership& membership() const { return membership_; }
  const GossipCounters& gossip_counters() const { return gossip_.counters(); }
  /// Requests of this machine without an answer yet.
  std::size_t open_requests() const { return flights_.requests(); }

  /// The state beside the options, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(dice_, membership_, member_dice_, member_armed_, incarnation_, cassette_, quarantine_, index_, missed_, gossip_, quota_, epoch_, said_,
            space_, cleaning_, erasing_, doubtful_log_, shortages_, repaired_, probes_, flights_, asks_,
            breakers_, timed_, streams_, records_, computes_, last_append_, last_compute_);
  }

 private:
  /// Who waits for a record or a computation to be done.
  struct LocalWaiter {
    FlightId flight;
    AnswerSource source;

    friend bool operator==(const LocalWaiter&, const LocalWaiter&) = default;
  };
  struct RemoteWaiter {
    NodeId node;
    AskId ask;

    friend bool operator==(const RemoteWaiter&, const RemoteWaiter&) = default;
  };
  using Waiter = std::variant<LocalWaiter, RemoteWaiter, StreamTo>;
  struct OpenRecord {
    ContentKey key;
    HeldReplies::Held held;
    std::vector<Waiter> waiters;
  };
  /// A segment of the log on its way out: what is still wanted of it has been written again.
  struct Cleaning {
    SegmentId segment;
    AppendSeq seq;
    std::vector<std::pair<ContentKey, std::uint32_t>> moves;  // with the size of the record
    SegmentId to = 0;
  };
  struct OpenCompute {
    ContentKey key;
    SharedRequest request;
    std::vector<Waiter> waiters;
  };

  /// The input being taken: when, and what it leads to.
  struct Turn {
    Instant now;
    Effects& out;
    std::uint64_t message_bytes = 0;  ///< of the message that is the input

    void observe(Observation fact) { out.push_back(Observe{std::move(fact)}); }
  };

  // node.cpp: the life, and gossip
  void take(const Booted& booted, Turn turn);
  void take(const TimerFired& timer, Turn turn);
  void take(const MessageArrived& message, Turn turn);
  GossipWorld gossip_world(Instant now);

  // node_ask.cpp: the asking side, from a request to the asks
  void take(const RequestMade& made, Turn turn);
  Result<std::vector<Symbol>> whom_to_ask(const EvalRequest& request, const ContentKey& key, Instant now) const;
  std::optional<StoredReply> local_hit(const ContentKey& key, const EvalRequest& request, RequestRules& rules,
                                       Turn turn) const;
  void carry_out(FlightId id, Lookup::Step step, Turn turn);
  void ask_peer(FlightId id, const Lookup::AskPeer& peer, Turn turn);
  void ask_home(FlightId id, Turn turn);
  AskId open_ask(FlightId id, NodeId to, AnswerSource source, Duration timeout, Turn turn);
  Duration share_of(const Flight& flight, Duration timeout, Turn turn) const;
  void hedge(FlightId id, Turn turn);
  void retry(FlightId id, Turn turn);

  // node_answer.cpp: the asking side, from what came of the asks to the answer
  void take(const LinkUp& up, Turn turn);
  void take(const LinkDown& down, Turn turn);
  void take_message(NodeId from, const Found& found, Turn turn);
  void take_message(NodeId from, const Missing& missing, Turn turn);
  std::optional<AskId> answered_ask(NodeId from, AskId ask, const ContentKey& key) const;
  void reached(FlightId id, const StoredReply& reply, AnswerSource source, Duration keep, Turn turn);
  void ask_failed(AskId ask, Miss miss, const Error& error, Duration retry_after, Turn turn);
  void ask_timed_out(AskId ask, Turn turn);
  void await_home(FlightId id, NodeId home, const Error& error, Duration retry_after, Turn turn);
  void deadline_passed(RequestId id, Turn turn);
  void close_ask(AskId ask, bool abandoned, Turn turn);
  Flight end_flight(FlightId id, Turn turn);
  void land(FlightId id, const Result<StoredReply>& reply, AnswerSource source, Turn turn);
  void answer(const Passenger& passenger, const ContentKey& key, const Result<StoredReply>& reply, AnswerSource source,
              const std::string& story, Turn turn);

  // node_serve.cpp: the serving side, and the home
  void take(const Computed& computed, Turn turn);
  void take_message(NodeId from, const Ask& ask, Turn turn);
  void take_message(NodeId from, const ComputeAsk& ask, Turn turn);
  void take_message(NodeId from, const Cancel& cancel, Turn turn);
  void compute(const ContentKey& key, SharedRequest request, Waiter waiter, Turn turn);
  void cancel_compute(const ContentKey& key, const Waiter& waiter, Turn turn);
  bool serve_held(const Waiter& waiter, const ContentKey& key, std::span<const CapabilityName> capabilities, Turn turn);
  void serve_or_compute(const Waiter& waiter, const ContentKey& key, SharedRequest request, Turn turn);
  NodeId asker_of(const Waiter& waiter) const;
  void send(NodeId to, WireMessage message, Turn turn);

  // node_stream.cpp: streams, to this machine and from it
  void take(const StreamRequestMade& made, Turn turn);
  void take_message(NodeId from, const StreamFrame& stream, Turn turn);
  void open_session(StreamIn stream, Turn turn);
  void settle(SessionId session, PlacedSink::Turn done, Turn turn);
  void stream_over(const StreamIn& stream, SessionWhy why, Turn turn);
  void source_asked(const StreamTo& to, const SessionFrame& open, Turn turn);
  void source_stream(const StreamTo& to, const ContentKey& key, const Result<StoredReply>& reply, Turn turn);
  void settle(const StreamTo& to, SessionEffects done, Turn turn);
  void refuse(const StreamTo& to, SessionWhy why, Turn turn);
  void forget(const StreamTo& to, Turn turn);
  void reset_session(NodeId to, bool to_source, SessionId session, SessionWhy why, Turn turn);
  void stream_in_due(SessionId session, Turn turn);
  void stream_out_due(std::uint64_t number, Turn turn);
  void streams_broke(NodeId peer, Turn turn);
  void streams_reconnected(NodeId peer, Turn turn);
  void rearm(TimerKind kind, std::uint64_t whose, std::optional<Instant> wake, std::optional<Instant>& armed, Turn turn);

  // node_record.cpp: recording
  void take(const Appended& appended, Turn turn);
  void take(const Synced& synced, Turn turn);
  void take(const StorageFailed& failed, Turn turn);
  void record(const ContentKey& key, StoredReply reply, std::vector<Waiter> waiters, Turn turn);
  void recorded(AppendSeq seq, Turn turn);
  bool may_stand_in_log(const ContentKey& key) const;
  void erased_up_to(AppendSeq seq);
  void keep(const ContentKey& key, HeldReplies::Held held, Turn turn);
  void finish(const Waiter& waiter, const ContentKey& key, const Result<StoredReply>& outcome, Turn turn,
              Duration keep = kUnlimited);

  // node_hold.cpp: what is held, what is said of it, what is believed of others
  bool keepable(const StoredReply& reply) const;
  void hold(const ContentKey& key, HeldReplies::Held held, Turn turn);
  std::optional<HeldReplies::Held> release(const ContentKey& key, Turn turn);
  void append_erase(const ContentKey& key, Turn turn);
  FactStamp next_stamp(bool holds, const Digest& reply);
  void announce_held(const ContentKey& key, Turn turn);
  void retract(const ContentKey& key, Turn turn);
  void enter_epoch(std::uint64_t epoch, Turn turn);
  void say(FactId fact, Turn turn);
  void take_message(NodeId from, const IndexFacts& facts, Turn turn);
  void take_message(NodeId from, const GossipFrame& frame, Turn turn);
  GossipWorld hearing_world(NodeId from, Instant now);
  void heard(NodeId from, Absorbed absorbed, Turn turn);
  void learned(NodeId from, IndexChange change, Turn turn);
  void defend(FactId fact, Turn turn);
  void compare(FactId fact, Turn turn);
  bool believes(NodeId from, const ContentKey& key, const StoredReply& reply, Turn turn);
  void set_aside(NodeId from, const ContentKey& key, const StoredReply& reply, Turn turn);
  std::vector<Symbol> likely_holders(const ContentKey& key, Instant now) const;
  void did_not_hold(NodeId peer, const ContentKey& key, Turn turn);
  void clean_log(Turn turn);
  void cleaned(Turn turn);
  void drop_segment(SegmentId segment, Turn turn);

  // node_membership.cpp: who is there
  void begin_membership(Turn turn);
  void membership_due(Turn turn);
  void take_message(NodeId from, const MemberFrame& frame, Turn turn);
  void heard_from(NodeId peer, Turn turn);
  MemberWorld member_world(Turn turn) { return {options_.peers, member_dice_, turn.now}; }
  void carry_out(MemberTurn step, Turn turn);

  // node_repair.cpp: replication
  void schedule_repair(Turn turn);
  void repair(Turn turn);
  void repair(const ContentKey& key, Turn turn);
  std::optional<NodeId> repair_target(const ContentKey& key, std::uint32_t attempt) const;
  void take_message(NodeId from, const Keep& keep, Turn turn);

  bool has_home() const { return options_.homes && !options_.homes->empty(); }
  const Symbol& name() const { return options_.peers.directory().name(options_.self); }
  NodeId home_of(const ContentKey& key) const;

  NodeOptions options_;
  Dice dice_;
  std::uint32_t incarnation_ = 0;
  Membership membership_;
  Dice member_dice_;  // apart from what gossip draws
  std::optional<Instant> member_armed_;

  HeldReplies cassette_;
  Quarantine quarantine_;
  HoldingIndex index_;
  MissedHolders missed_;
  Gossip gossip_;
  HearsayQuota quota_;
  std::uint64_t epoch_ = 0;  // of what this node says
  std::uint32_t said_ = 0;   // how often it said something in this epoch
  LogSpace space_;
  std::optional<Cleaning> cleaning_;
  std::map<AppendSeq, ContentKey> erasing_;  // what was erased by records that may still be lost
  bool doubtful_log_ = false;                // something failed in this life: the log may say what this node does not know
  RepairBook shortages_;
  ContentKey repaired_ = ContentKey::from_digest({});  // the last key that was looked at

  Dice probes_;  // which peers a lookup asks, and how long it waits for a home: apart from what gossip draws
  FlightTable flights_;
  AskBook asks_;
  CircuitBreakers breakers_;
  TimedReplies timed_;
  StreamBook streams_;
  std::map<AppendSeq, OpenRecord> records_;
  std::map<ComputeId, OpenCompute> computes_;
  AppendSeq last_append_ = 0;
  ComputeId last_compute_ = 0;
};

}  // namespace fleetsim::core
