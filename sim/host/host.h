#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/boxed.h"
#include "core/node/node.h"
#include "sim/disk/virtual_disk.h"
#include "sim/event/event_queue.h"
#include "sim/host/machine_clock.h"

namespace fleetsim::sim {

/// One simulated machine: what outlives the node that runs on it, and the node while it runs. A plain value.
struct Host {
  /// A timer that its node has set: when, by the clock that the node sees. An event of an older generation is void.
  struct Timer {
    std::uint64_t generation = 0;
    core::Instant at;
  };
  /// A computation under way: what will come of it is known, and when.
  struct Outcome {
    core::Result<core::EvalReply> reply;
    core::Instant due;
  };
  /// What reached a process that stands still. `timer` is the generation of one that has fired.
  struct Waiting {
    core::Input input;
    std::uint64_t timer = 0;
  };
  struct Slowness {
    std::int64_t factor = 1;
    core::Duration handling;
  };

  /// Faults under way, by their places in the plan.
  struct Faults {
    std::set<std::uint32_t> wrong_reply;
    std::set<std::uint32_t> divergent_compute;
    std::map<std::uint32_t, std::uint32_t> false_announcements;                 // -> content
    std::map<std::uint32_t, std::optional<std::uint32_t>> lost_announcements;   // -> content; none: all of it
    std::map<std::uint32_t, std::optional<core::FactSet>> stale_announcements;  // -> what was known then; none: it was down
    std::map<std::uint32_t, Slowness> slow;

    bool none() const {
      return wrong_reply.empty() && divergent_compute.empty() && false_announcements.empty() &&
             lost_announcements.empty() && stale_announcements.empty() && slow.empty();
    }
    void end(std::uint32_t fault) {
      wrong_reply.erase(fault);
      divergent_compute.erase(fault);
      false_announcements.erase(fault);
      lost_announcements.erase(fault);
      stale_announcements.erase(fault);
      slow.erase(fault);
    }
    template <class Archive>
    void serialize(Archive& archive) {
      archive(wrong_reply, divergent_compute, false_announcements, lost_announcements, stale_announcements, slow);
    }
  };

  /// `stream`: what the names of its streams of random numbers begin with.
  Host(core::NodeOptions options, VirtualDisk machine_disk, const ClockSpec& clock_spec,
       std::uint64_t world_seed, const std::string& stream)
      : self(options.self),
        off(std::move(options)),
        seed(world_seed),
        clock(MachineClock::draw(clock_spec, core::Dice(world_seed, stream + "/clock"))),
        disk(std::move(machine_disk)),
        crash(world_seed, stream + "/crash"),
        service(world_seed, stream + "/service") {}

  /// From now on everything here, the node included, draws from the streams of another seed.
  void reseed(std::uint64_t world_seed, const std::string& stream) {
    seed = world_seed;
    crash = core::Dice(seed, stream + "/crash");
    service = core::Dice(seed, stream + "/service");
    disk.reseed(seed, stream);
    if (node) node->reseed(core::Dice(seed, stream + "/life/" + std::to_string(incarnation)));
  }

  /// Of its node, whether that is there or not.
  const core::NodeOptions& node_options() const { return node ? node->options() : *off; }
  const core::FactTable* facts() const { return node ? &node->index().table() : off->facts.get(); }
  /// From now on over another table of facts, which says the same under every id known here.
  void use(std::shared_ptr<core::FactTable> facts) {
    if (node)
      node->use(std::move(facts));
    else
      off->facts = std::move(facts);
  }
  bool up() const { return !off; }
  bool paused() const { return !pauses.empty(); }
  /// Switched off, it becomes a node that has yet to boot.
  void power_on(core::Dice dice) {
    node.emplace(std::move(*off), dice);
    off.reset();
  }
  /// The node is no more.
  void power_off() {
    off = core::Boxed(core::NodeOptions(node->options()));
    node.reset();
  }
  Faults& with_faults() {
    if (!faults) faults = core::Boxed(Faults());
    return *faults;
  }
  void end_fault(std::uint32_t fault) {
    if (!faults) return;
    faults->end(fault);
    if (faults->none()) faults.reset();
  }

  // What every event looks at comes first, so that it lies together.
  core::NodeId self;
  core::Boxed<core::NodeOptions> off;  // while it is switched off; a node has them itself
  std::uint64_t seed;                  // whose streams are drawn from
  core::Boxed<Faults> faults;          // under way; hardly ever any
  std::uint32_t incarnation = 0;
  std::uint32_t downs = 0;        // faults that keep it off right now
  std::uint64_t next_event = 0;   // the sequence of events that this host schedules
  core::Instant handled;          // when it will have dealt with the messages that have arrived
  std::uint64_t next_generation = 0;
  bool leaving = false;           // takes no requests any more, and goes once it has nothing to do
  std::set<std::uint32_t> pauses;  // faults because of which the process stands still
  std::map<core::TimerId, Timer> timers;
  MachineClock clock;
  std::optional<core::Node> node;  // none: switched off

  VirtualDisk disk;
  core::Dice crash;    // what a power cut leaves of unsynced bytes
  core::Dice service;  // how long computations take
  std::uint64_t computed = 0;  // computations ever done here

  // Of the current life, as are `handled` to `timers`:
  std::map<core::ComputeId, core::SharedRequest> computing;
  std::vector<core::ComputeId> waiting;  // computations without a slot yet
  std::map<core::ComputeId, Outcome> outcomes;
  core::Instant paused_at;
  std::vector<Waiting> inbox;  // what has come since

  /// The state beside the options, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    bool is_up = up();
    archive(is_up, disk, clock, seed, crash, service, incarnation, downs, next_event, timers, next_generation,
            computing, waiting, outcomes, leaving, handled, pauses, paused_at, inbox, faults,
            computed);
    if constexpr (Archive::kLoading) {
      if (up()) power_off();
      if (is_up) power_on(core::Dice());
    }
    if (node) archive(*node);
  }
};

}  // namespace fleetsim::sim
