#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "sim/check/jury.h"
#include "sim/observe/fingerprint.h"
#include "sim/observe/metrics.h"
#include "sim/run/run_record.h"
#include "sim/world/world.h"

namespace fleetsim::sim {

/// A run under way: a world, and everything that watches what happens in it. A value: a copy goes on as the
/// original would, on whatever thread, and neither knows of the other. Determinism: a function of (scenario,
/// seed) and of how it was reseeded.
class LiveRun {
 public:
  /// Boots the fleet. `division`: how to divide the world for Windows, which then is the one to let it go on.
  LiveRun(std::shared_ptr<const Scenario> scenario, std::uint64_t seed, Division division = {});
  /// Does not: for whoever has the state of another one.
  struct NotStarted {};
  LiveRun(std::shared_ptr<const Scenario> scenario, std::uint64_t seed, NotStarted, Division division = {});
  LiveRun(const LiveRun& other);
  LiveRun(LiveRun&&) = default;
  LiveRun& operator=(const LiveRun& other) { return *this = LiveRun(other); }
  LiveRun& operator=(LiveRun&&) = default;
  ~LiveRun() = default;

  /// Lets the next event happen, if one is due by `until` and the scenario's limit of events is not reached.
  bool step(core::Instant until);
  /// Lets something happen at a node at once, if it is up: for experiments on a run.
  void inject(core::NodeId node, const core::Input& input);
  /// From now on the future is that of `branch`, one of many (see World::reseed).
  void reseed(std::uint64_t branch) { world_.reseed(branch); }
  /// Nothing more happens until `end`: says what each index holds. Judged only if the scenario is over by
  /// then.
  void finish(core::Instant end);

  /// What the boot, the last step or the end had to say, in order.
  const std::vector<Fact>& facts() const { return facts_; }
  std::uint64_t seed() const { return seed_; }
  const World& world() const { return world_; }
  const FactNames& names() const { return names_; }
  const Fingerprint& fingerprint() const { return fingerprint_; }
  /// When it ended. Requires finish().
  core::Instant end() const { return end_; }
  /// The scenario's limit of events has been reached.
  bool limited() const;
  /// What has come of it so far; how to replay it is for the caller to say.
  RunRecord record() const;

  /// The state beside scenario and seed, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(world_, jury_, fingerprint_, metrics_, end_, complete_);
  }

 private:
  friend class Windows;

  void watch();
  void watch(const Fact& fact);

  std::uint64_t seed_;
  World world_;
  FactNames names_;
  Jury jury_;
  Fingerprint fingerprint_;
  Metrics metrics_;
  std::vector<Fact> facts_;
  core::Instant end_;
  bool complete_ = false;
};

}  // namespace fleetsim::sim
