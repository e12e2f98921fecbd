#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

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

  /// `stream`: what the names of its streams of random numbers begin with.
  Host(core::NodeOptions options, VirtualDisk machine_disk, const ClockSpec& clock_spec,
       std::uint64_t world_seed, const std::string& stream)
      : node_options(std::move(options)),
        disk(std::move(machine_disk)),
        clock(MachineClock::draw(clock_spec, core::Dice(world_seed, stream + "/clock"))),
        seed(world_seed),
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

  core::NodeOptions node_options;
  VirtualDisk disk;
  MachineClock clock;
  std::uint64_t seed;  // whose streams are drawn from
  core::Dice crash;    // what a power cut leaves of unsynced bytes
  core::Dice service;  // how long computations take

  std::optional<core::Node> node;  // none: switched off
  std::uint32_t incarnation = 0;
  std::uint32_t downs = 0;  // faults that keep it off right now

  std::uint64_t next_event = 0;  // the sequence of events that this host schedules

  // Of the current life:
  std::map<core::TimerId, Timer> timers;
  std::uint64_t next_generation = 0;
  std::map<core::ComputeId, core::SharedRequest> computing;
  std::vector<core::ComputeId> waiting;            // computations without a slot yet
  std::map<core::ComputeId, Outcome> outcomes;
  bool leaving = false;                           // takes no requests any more, and goes once it has nothing to do
  core::Instant handled;                          // when it will have dealt with the messages that have arrived
  std::set<std::uint32_t> pauses;                 // faults because of which the process stands still
  core::Instant paused_at;
  std::vector<Waiting> inbox;                      // what has come since

  // Faults under way:
  std::set<std::uint32_t> wrong_reply;  // fault indexes
  std::set<std::uint32_t> divergent_compute;
  std::map<std::uint32_t, std::uint32_t> false_announcements;  // fault -> content
  std::map<std::uint32_t, std::optional<std::uint32_t>> lost_announcements;  // fault -> content; none: all of it
  std::map<std::uint32_t, std::optional<core::FactSet>> stale_announcements;  // fault -> what was known then; none: it was down
  std::map<std::uint32_t, Slowness> slow;
  std::uint64_t computed = 0;                     // computations ever done here

  bool up() const { return node.has_value(); }
  bool paused() const { return !pauses.empty(); }

  /// The state beside the options, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    bool is_up = up();
    archive(is_up, disk, clock, seed, crash, service, incarnation, downs, next_event, timers, next_generation,
            computing, waiting, outcomes, leaving, handled, pauses, paused_at, inbox, wrong_reply,
            divergent_compute, false_announcements, lost_announcements, stale_announcements, slow, computed);
    if constexpr (Archive::kLoading) {
      node.reset();
      if (is_up) node.emplace(node_options, core::Dice());
    }
    if (node) archive(*node);
  }
};

}  // namespace fleetsim::sim
