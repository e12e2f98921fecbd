#pragma once

#include <vector>

#include "sim/run/live_run.h"
#include "sim/run/part_log.h"
#include "sim/run/team.h"

namespace fleetsim::sim {

/// Lets a run whose world is divided go on on several threads: the same run, sooner.
///
/// Conservative windows (Chandy and Misra 1979; Nicol 1993): nothing that a part sends within a window reaches another one
/// before the window ends, which is one lookahead after the earliest event of all parts. So parts go on side by side, and hand
/// over their mail between windows. What the world itself does (faults) happens between windows too. The facts of a window
/// are put in the order of their events, and watched while the next one is under way.
/// Threads: everything is called by one; LiveRun is not to be touched meanwhile.
/// Determinism: facts, and all that follows from them, are those of the undivided world.
class Windows {
 public:
  /// `few`: a window of fewer events is followed by one on this thread alone, which is sooner than to wake the others.
  Windows(LiveRun& run, unsigned threads, std::uint64_t few = kFewEvents);

  /// Until the run's end, which is finished. False: it has reached its limit of events, somewhere within a window; nothing
  /// that the run says counts.
  bool go_on(core::Instant end);

 private:
  static constexpr std::uint64_t kFewEvents = 8;

  /// What happened in a window, and by the world itself until the next one.
  struct Batch {
    std::vector<PartLog> logs;  // per part
    std::vector<Fact> after;
  };

  core::Instant next_of_parts() const;
  void go_on_side_by_side(core::Instant until);
  void go_on_alone(PartId part, core::Instant until);
  void watch(Batch& batch);

  LiveRun& run_;
  std::uint64_t few_;
  Team team_;
  Batch fresh_;  // of the window under way
  Batch told_;   // of the one before, and until now
  bool busy_ = true;  // the last window had enough events
};

}  // namespace fleetsim::sim
