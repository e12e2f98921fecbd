#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "core/node/node.h"
#include "sim/disk/virtual_disk.h"
#include "sim/event/event_queue.h"

namespace fleetsim::sim {

/// One simulated machine: what outlives the node that runs on it, and the node while it runs. A plain value.
struct Host {
  /// `stream`: what the names of its streams of random numbers begin with.
  Host(core::NodeOptions options, VirtualDisk machine_disk, std::uint64_t world_seed,
       const std::string& stream)
      : node_options(std::move(options)),
        disk(std::move(machine_disk)),
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
  std::uint64_t seed;  // whose streams are drawn from
  core::Dice crash;    // what a power cut leaves of unsynced bytes
  core::Dice service;  // how long computations take

  std::optional<core::Node> node;  // none: switched off
  std::uint32_t incarnation = 0;
  std::uint32_t downs = 0;  // faults that keep it off right now

  std::uint64_t next_event = 0;  // the sequence of events that this host schedules

  // Of the current life:
  std::map<core::TimerId, std::uint64_t> timers;  // generation: an event of an older one is void
  std::uint64_t next_generation = 0;
  std::map<core::ComputeId, core::SharedRequest> computing;
  std::deque<core::ComputeId> waiting;  // computations without a slot yet
  std::map<core::ComputeId, core::Result<core::EvalReply>>
      outcomes;  // of computations under way: known, not yet due

  // Faults under way:
  std::set<std::uint32_t> wrong_reply;  // fault indexes
  std::set<std::uint32_t> divergent_compute;
  std::map<std::uint32_t, std::uint32_t> false_announcements;  // fault -> content
  std::uint64_t computed = 0;                                  // computations ever done here

  bool up() const { return node.has_value(); }
};

}  // namespace fleetsim::sim
