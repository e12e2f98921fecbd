#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "core/base/check.h"
#include "sim/event/event_queue.h"
#include "sim/fault/fault_plan.h"
#include "sim/fault/reactions.h"
#include "sim/observe/fact.h"
#include "sim/scenario/scenario.h"
#include "sim/world/division.h"
#include "sim/world/event.h"
#include "sim/world/glossary.h"
#include "sim/world/part.h"
#include "sim/world/setting.h"

namespace fleetsim::sim {

/// The whole simulated world of one run: the only room that knows every part of the simulator. It hosts real core nodes on
/// virtual machines, network and disks (Part), and lets the scenario's requests and faults happen to them.
/// A value: a copy goes on as the original would, and neither knows of the other. Machines are shared copy-on-write, so
/// that a copy costs a pointer a machine, the pending events and the table of facts. Copies may run on different threads.
/// Divided into several parts, it lets whoever has threads let them go on side by side.
/// Determinism: a function of (scenario, seed), however it is divided. Facts are handed out in the order in which they happen.
class World {
 public:
  World(std::shared_ptr<const Scenario> scenario, std::uint64_t seed, Division division = {});

  /// Another future: from now on the network, the machines and their nodes draw from streams that belong to `branch`.
  /// What has been drawn beforehand, requests and the plan of faults, stays. Costs nothing until a machine does something.
  void reseed(std::uint64_t branch);

  /// Boots the fleet; call once, first.
  void start(std::vector<Fact>& facts);
  /// Does the next event, if one is due by `until`; false when there is none. Of a world in one part.
  bool step(core::Instant until, std::vector<Fact>& facts);
  /// Feeds a node an input at once, if it is up. Of a world in one part.
  void inject(core::NodeId node, const core::Input& input, std::vector<Fact>& facts);
  /// Says what each live node's index holds in the end.
  void summarise(core::Instant at, std::vector<Fact>& facts) const;

  // Of a world in several parts:
  const Division& division() const { return *division_; }
  std::vector<Part>& parts() { return parts_; }
  /// When the world itself does something next, which may concern every part; kNever: not any more.
  core::Instant plan_at() const { return plan_queue_.empty() ? core::kNever : plan_queue_.next_at(); }
  /// Does it. Requires that no part has an event before plan_at(), or is going on by itself.
  void step_plan(std::vector<Fact>& facts);
  /// A part has gone on by itself, with all events before that instant: its mail is handed over. No part is going on.
  void hand_over(PartId from, core::Instant until);
  /// Completes what it told meanwhile: what it said about machines of others has their clocks. No part is going on.
  void stamp(PartId from, std::vector<Fact>& facts) const;
  /// A fact that a part has told, as the world tells it. Requires that its mail has been handed over since. Others may go on.
  void translate(Fact& fact) const;

  core::Instant now() const;
  /// How many have happened; an event's number is its place among them, from 1.
  std::uint64_t events() const;
  /// The event that happened last. Requires events() > 0 and one part.
  const Pending& last_event() const { return only().last_event(); }
  /// Messages that reached a node.
  std::uint64_t deliveries() const;
  const Scenario& scenario() const { return *setting_->scenario; }
  const core::Directory& directory() const { return *setting_->directory; }
  const core::FactTable& fact_table() const { return division_->is_whole() ? only().table().get() : glossary_.table(); }
  const Contents& contents() const { return *setting_->contents; }
  /// Of a world in one part.
  const HostTable& hosts() const { return only().hosts(); }

  /// The state beside scenario, seed and plan, for whoever saves it (core/README.md). Of a world in one part.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(seed_, only(), flapping_, plan_queue_, reactions_, started_, active_faults_, next_event_);
  }

 private:
  void build_hosts();
  core::Peers peers_of(std::uint32_t node) const;
  void preload(std::vector<Fact>& facts);
  void schedule_plan();
  void schedule(core::Instant at, Event event);
  void schedule(core::Instant at, RequestDue request);

  const Part& only() const {
    FLEET_CHECK(parts_.size() == 1, "a world in one part");
    return parts_.front();
  }
  Part& only() {
    FLEET_CHECK(parts_.size() == 1, "a world in one part");
    return parts_.front();
  }
  Part& part_with(core::NodeId node) { return parts_[division_->of(node)]; }
  Host& own(core::NodeId node) { return part_with(node).own(node); }

  void happen(const RequestDue& event, std::vector<Fact>& facts);
  void happen(const FaultEdge& event, std::vector<Fact>& facts);
  void happen(const HealAll& event, std::vector<Fact>& facts);
  void happen(const FlapDue& event, std::vector<Fact>& facts);

  // Faults by their place in the plan, or behind it:
  const PlannedFault& planned_at(std::uint32_t place) const {
    return place < plan_->size() ? (*plan_)[place] : started_.at(place - plan_->size());
  }
  void react(const std::vector<Fact>& facts, std::size_t from);
  const Fault& spec_of(const PlannedFault& planned) const { return scenario().faults[planned.fault]; }
  void begin_fault(std::uint32_t fault, std::vector<Fact>& facts);
  void end_fault(std::uint32_t fault, std::vector<Fact>& facts);
  void begin_flapping(std::uint32_t fault);
  void schedule_flap(std::uint32_t fault);
  void report_links(std::vector<Fact>& facts);
  void tell(std::vector<Fact>& facts, std::size_t from);

  std::shared_ptr<const Setting> setting_;
  std::shared_ptr<const Division> division_;
  std::uint64_t seed_;
  std::shared_ptr<const std::vector<PlannedFault>> plan_;  // shared by all copies
  Reactions reactions_;
  std::vector<PlannedFault> started_;  // by facts; their places are those behind the plan
  /// A link that a fault takes down and up.
  struct Flapping {
    core::Dice dice;
    bool down = false;
    std::uint32_t generation = 0;
  };
  std::map<std::uint32_t, Flapping> flapping_;  // by fault
  std::vector<Part> parts_;
  Glossary glossary_;              // of several parts
  EventQueue<Pending> plan_queue_;  // events of the world itself
  std::set<std::uint32_t> active_faults_;  // by their places in the plan
  std::uint64_t next_event_ = 0;
};

}  // namespace fleetsim::sim
