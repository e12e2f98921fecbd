#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "sim/event/event_queue.h"
#include "sim/fault/fault_plan.h"
#include "sim/host/host.h"
#include "sim/net/network.h"
#include "sim/net/streams.h"
#include "sim/observe/fact.h"
#include "sim/world/event.h"
#include "sim/world/host_table.h"
#include "sim/world/link_watch.h"
#include "sim/world/own_table.h"
#include "sim/world/setting.h"

namespace fleetsim::sim {

/// Machines of a world and what is between them: their pending events, the network as they see it, the facts that their nodes
/// have heard of. Mostly a world has one part, which is all machines. One of several goes on by itself, on whatever thread,
/// and what it sends to machines of others waits to be handed over.
/// A plain value, as World. Determinism: a function of what it was told and handed.
class Part {
 public:
  /// Without machines yet. `whole`: it will have all of them.
  Part(std::shared_ptr<const Setting> setting, bool whole, std::uint64_t seed, Network network);

  /// A message to a machine of another part, in an event of that key.
  struct Mail {
    EventKey key;
    Pending pending;
  };

  // What happens by itself:
  bool idle() const { return queue_.empty(); }
  /// When the next event is due. Requires !idle().
  core::Instant next_at() const { return queue_.next_at(); }
  /// Does the next event. Requires !idle().
  EventKey step(std::vector<Fact>& facts);
  /// The mail that has piled up since this was called last.
  std::vector<Mail>& outgoing() { return outgoing_; }

  // What the world itself does, between events of the part:
  void push(const EventKey& key, Pending pending) { queue_.push(key, std::move(pending)); }
  /// Time goes on to that of an event of the world itself, which happens now.
  void note(core::Instant at, Pending&& pending);
  /// The same without being the part that counts it.
  void wait_until(core::Instant at) { now_ = at; }
  void happen(const RequestDue& event, std::vector<Fact>& facts);
  void add(core::NodeId node, Host host) { hosts_.put(node, std::move(host)); }
  Host& own(core::NodeId node);
  void reseed(std::uint64_t seed);
  void power_on(Host& host, std::vector<Fact>& facts);
  void begin_fault(std::uint32_t fault, const PlannedFault& planned, const Fault& spec, Host& host, std::vector<Fact>& facts);
  void end_fault(std::uint32_t fault, const Fault& spec, Host& host, std::vector<Fact>& facts);
  Network& network() { return network_; }
  void let_go(std::uint32_t fault, std::vector<Fact>& facts);
  void report_links(std::vector<Fact>& facts);
  /// Feeds a node an input, if it is up.
  void inject(core::NodeId node, const core::Input& input, std::vector<Fact>& facts);
  /// Says by how much the clocks of its machines are wrong in facts about them.
  void stamp(std::vector<Fact>& facts, std::size_t from) const;

  core::Instant now() const { return now_; }
  /// Events so far, and the last one of them.
  std::uint64_t events() const { return events_; }
  const Pending& last_event() const { return last_; }
  std::uint64_t deliveries() const { return deliveries_; }
  const HostTable& hosts() const { return hosts_; }
  const OwnTable& table() const { return table_; }

  /// The state beside scenario, division and seed, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(seed_, table_, network_, streams_, held_, moving_, next_moving_, links_, hosts_, queue_, now_, events_, last_,
            deliveries_);
  }

 private:
  bool is_here(core::NodeId node) const { return whole_ || hosts_.has(node); }
  core::NodeId id_of(const Host& host) const { return host.self; }
  std::string name_of(const Host& host) const { return setting_->name_of(id_of(host)); }
  void schedule(Host& host, core::Instant at, Event event);

  void happen(const Deliver& event, std::vector<Fact>& facts);
  void happen(const TimerDue& event, std::vector<Fact>& facts);
  void happen(const DiskDone& event, std::vector<Fact>& facts);
  void happen(const ComputeDue& event, std::vector<Fact>& facts);
  void happen(const LeaveTick& event, std::vector<Fact>& facts);
  void happen(const PacketDue& event, std::vector<Fact>& facts);
  void happen(const StreamDue& event, std::vector<Fact>& facts);

  void power_off(Host& host, FaultAction how, std::vector<Fact>& facts);

  // node_faults.cpp: nodes that stand still, are slow, see another time, or say something else
  void begin_node_fault(std::uint32_t fault, const Fault& spec, Host& host, std::vector<Fact>& facts);
  void end_node_fault(std::uint32_t fault, const Fault& spec, Host& host, std::vector<Fact>& facts);
  void leave(Host& host, std::vector<Fact>& facts);
  void resume(Host& host, std::vector<Fact>& facts);
  void empty_inbox(Host& host, std::vector<Fact>& facts);
  void change_clock(Host& host, const std::function<void(MachineClock&)>& change);
  bool wait_to_be_handled(Host& host, const Deliver& event);
  core::Duration slowed(core::Duration service, const Host& host) const;
  core::SharedBytes tampered(Host& host, core::SharedBytes bytes);

  void report_damages(Host& host, std::vector<Fact>& facts);
  void feed(Host& host, const core::Input& input, std::vector<Fact>& facts, std::uint64_t timer = 0);
  void carry_out(Host& host, core::Effect& effect, std::vector<Fact>& facts);
  void send(Host& host, const core::Send& send, std::vector<Fact>& facts);

  // traffic.cpp: what happens between hosts
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
  void post(Host& sender, core::Instant at, Deliver&& message);
  void go_on(MovingMessage message, std::vector<Fact>& facts);
  void report_link(const LinkWatch::Change& change, std::vector<Fact>& facts);
  void lose_stream(core::NodeId from, core::NodeId to, std::vector<Fact>& facts);
  void break_stream(core::NodeId a, core::NodeId b, std::vector<Fact>& facts);

  void begin_compute(Host& host);
  void finish_compute(Host& host, core::Result<core::EvalReply>& outcome);

  std::shared_ptr<const Setting> setting_;
  bool whole_;  // every machine is here
  std::uint64_t seed_;
  OwnTable table_;
  Network network_;
  Streams streams_;
  std::map<std::uint32_t, std::vector<MovingMessage>> held_;  // by the fault that holds them, in the order of sending
  std::map<std::uint64_t, MovingMessage> moving_;             // by number
  std::uint64_t next_moving_ = 0;
  LinkWatch links_;
  HostTable hosts_;
  EventQueue<Pending> queue_;
  std::vector<Mail> outgoing_;
  core::Instant now_;
  std::uint64_t events_ = 0;
  Pending last_;
  std::uint64_t deliveries_ = 0;
  core::Effects effects_;  // of the input being fed; kept for its memory
};

}  // namespace fleetsim::sim
