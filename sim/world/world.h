#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <variant>
#include <vector>

#include "core/evaluate/evaluator.h"
#include "sim/event/event_queue.h"
#include "sim/fault/fault_plan.h"
#include "sim/fault/reactions.h"
#include "sim/host/host.h"
#include "sim/net/network.h"
#include "sim/net/streams.h"
#include "sim/observe/fact.h"
#include "sim/scenario/scenario.h"
#include "sim/world/contents.h"
#include "sim/world/event.h"
#include "sim/world/host_table.h"
#include "sim/world/link_watch.h"
#include "sim/world/own_table.h"

namespace fleetsim::sim {

/// The whole simulated world of one run: the only room that knows every part. It hosts real core nodes on virtual
/// machines, network and disks, and lets the scenario's requests and faults happen to them.
/// A value: a copy goes on as the original would, and neither knows of the other. Machines are shared copy-on-write, so
/// that a copy costs a pointer a machine, the pending events and the table of facts. Copies may run on different threads.
/// Determinism: a function of (scenario, seed). Facts are handed out in the order in which they happen.
class World {
 public:
  World(std::shared_ptr<const Scenario> scenario, std::uint64_t seed);

  /// Another future: from now on the network, the machines and their nodes draw from streams that belong to `branch`.
  /// What has been drawn beforehand, requests and the plan of faults, stays. Costs nothing until a machine does something.
  void reseed(std::uint64_t branch);

  /// Boots the fleet; call once, first.
  void start(std::vector<Fact>& facts);
  /// Does the next event, if one is due by `until`; false when there is none.
  bool step(core::Instant until, std::vector<Fact>& facts);
  /// Feeds a node an input at once, if it is up.
  void inject(core::NodeId node, const core::Input& input, std::vector<Fact>& facts);
  /// Says what each live node's index holds in the end.
  void summarise(core::Instant at, std::vector<Fact>& facts) const;

  core::Instant now() const { return now_; }
  /// How many have happened; an event's number is its place among them, from 1.
  std::uint64_t events() const { return events_; }
  /// The event that happened last. Requires events() > 0.
  const Pending& last_event() const { return last_; }
  /// Messages that reached a node.
  std::uint64_t deliveries() const { return deliveries_; }
  const Scenario& scenario() const { return *scenario_; }
  const core::Directory& directory() const { return *directory_; }
  const core::FactTable& fact_table() const { return table_.get(); }
  const Contents& contents() const { return *contents_; }
  const HostTable& hosts() const { return hosts_; }

  /// The state beside scenario, seed and plan, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(seed_, table_, network_, streams_, held_, moving_, next_moving_, flapping_, links_, hosts_,
            queue_, reactions_, started_, active_faults_, now_, events_, last_, deliveries_, next_event_);
  }

 private:
  void build_evaluators();
  void build_hosts();
  core::Peers peers_of(std::uint32_t node) const;
  void preload(std::vector<Fact>& facts);
  void schedule_plan();

  void schedule(core::Instant at, Event event);                 // by the world
  void schedule(Host& host, core::Instant at, Event event);     // by a host

  void happen(const Deliver& event, std::vector<Fact>& facts);
  void happen(const TimerDue& event, std::vector<Fact>& facts);
  void happen(const DiskDone& event, std::vector<Fact>& facts);
  void happen(const ComputeDue& event, std::vector<Fact>& facts);
  void happen(const RequestDue& event, std::vector<Fact>& facts);
  void happen(const FaultEdge& event, std::vector<Fact>& facts);
  void happen(const HealAll& event, std::vector<Fact>& facts);
  void happen(const LeaveTick& event, std::vector<Fact>& facts);
  void happen(const PacketDue& event, std::vector<Fact>& facts);
  void happen(const StreamDue& event, std::vector<Fact>& facts);
  void happen(const FlapDue& event, std::vector<Fact>& facts);

  // Faults by their place in the plan, or behind it:
  const PlannedFault& planned_at(std::uint32_t place) const {
    return place < plan_->size() ? (*plan_)[place] : started_.at(place - plan_->size());
  }
  void react(const std::vector<Fact>& facts, std::size_t from);
  const Fault& spec_of(const PlannedFault& planned) const { return scenario_->faults[planned.fault]; }
  core::Dice disk_dice(const PlannedFault& planned, const Host& host) const;
  void begin_fault(std::uint32_t fault, std::vector<Fact>& facts);
  void end_fault(std::uint32_t fault, std::vector<Fact>& facts);
  void power_on(Host& host, std::vector<Fact>& facts);
  void power_off(Host& host, FaultAction how, std::vector<Fact>& facts);

  // node_faults.cpp: nodes that stand still, are slow, see another time, or say something else
  void begin_node_fault(std::uint32_t fault, Host& host, std::vector<Fact>& facts);
  void end_node_fault(std::uint32_t fault, Host& host, std::vector<Fact>& facts);
  void leave(Host& host, std::vector<Fact>& facts);
  void resume(Host& host, std::vector<Fact>& facts);
  void empty_inbox(Host& host, std::vector<Fact>& facts);
  void change_clock(Host& host, const std::function<void(MachineClock&)>& change);
  bool wait_to_be_handled(Host& host, const Deliver& event);
  core::Duration slowed(core::Duration service, const Host& host) const;
  core::SharedBytes tampered(Host& host, core::SharedBytes bytes);
  void stamp(std::vector<Fact>& facts, std::size_t from) const;

  void report_damages(Host& host, std::vector<Fact>& facts);
  void feed(Host& host, const core::Input& input, std::vector<Fact>& facts, std::uint64_t timer = 0);
  void carry_out(Host& host, core::Effect& effect, std::vector<Fact>& facts);
  void send(Host& host, const core::Send& send, std::vector<Fact>& facts);

  /// A message that has not been decided yet.
  struct MovingMessage {
    core::NodeId from;
    core::NodeId to;
    core::Letter letter;
    Journey journey;
    std::optional<Streams::Ticket> ticket;  // of a stream
  };
  void transmit(Host& host, core::NodeId to, core::Letter letter, std::vector<Fact>& facts);
  void settle(Host& sender, MovingMessage message, const PacketFate& fate, std::vector<Fact>& facts);
  void deliver(Host& sender, MovingMessage message, const PacketFate::Delivered& delivered);
  void go_on(MovingMessage message, std::vector<Fact>& facts);
  void let_go(std::uint32_t fault, std::vector<Fact>& facts);
  void report_links(std::vector<Fact>& facts);
  void report_link(const LinkWatch::Change& change, std::vector<Fact>& facts);
  void lose_stream(core::NodeId from, core::NodeId to, std::vector<Fact>& facts);
  void break_stream(core::NodeId a, core::NodeId b, std::vector<Fact>& facts);
  void begin_flapping(std::uint32_t fault);
  void schedule_flap(std::uint32_t fault);

  void begin_compute(Host& host);
  void finish_compute(Host& host, core::Result<core::EvalReply>& outcome);

  Host& own(core::NodeId node);
  core::NodeId id_of(const Host& host) const { return host.node_options.self; }
  std::string name_of(const Host& host) const { return directory_->name(id_of(host)).text(); }
  const Group& group_of(const Host& host) const {
    return scenario_->topology.groups[scenario_->nodes[id_of(host)].group];
  }

  std::shared_ptr<const Scenario> scenario_;
  std::uint64_t seed_;
  std::shared_ptr<const Contents> contents_;
  std::shared_ptr<const core::Directory> directory_;
  OwnTable table_;
  std::shared_ptr<const std::vector<PlannedFault>> plan_;  // shared by all copies
  Reactions reactions_;
  std::vector<PlannedFault> started_;  // by facts; their places are those behind the plan
  Network network_;
  Streams streams_;
  std::map<std::uint32_t, std::vector<MovingMessage>> held_;  // by the fault that holds them, in the order of sending
  std::map<std::uint64_t, MovingMessage> moving_;             // by number
  std::uint64_t next_moving_ = 0;
  /// A link that a fault takes down and up.
  struct Flapping {
    core::Dice dice;
    bool down = false;
    std::uint32_t generation = 0;
  };
  std::map<std::uint32_t, Flapping> flapping_;  // by fault
  LinkWatch links_;
  bool clocks_differ_ = false;  // from the true time, at any node at any time of the run
  std::vector<core::EvaluatorRef> evaluators_;  // by group; null: no home
  HostTable hosts_;
  EventQueue<Pending> queue_;
  std::set<std::uint32_t> active_faults_;  // by their places in the plan
  core::Instant now_;
  std::uint64_t events_ = 0;
  Pending last_;
  std::uint64_t deliveries_ = 0;
  std::uint64_t next_event_ = 0;
  core::Effects effects_;  // of the input being fed; kept for its memory
};

}  // namespace fleetsim::sim
