#pragma once

#include <cstdint>
#include <optional>

#include "core/base/time.h"
#include "core/env/dice.h"
#include "sim/scenario/clock_spec.h"

namespace fleetsim::sim {

/// A time that goes evenly: `value` at the true instant `from`, and `drift` ppb faster than the true time since.
struct EvenTime {
  core::Instant from;
  core::Instant value;
  DriftPpb drift = 0;

  /// Rounded down. Requires now >= from.
  core::Instant at(core::Instant now) const;
  /// The first true instant at which `at` is at least that; never before `from`, and kNever for what is too far.
  core::Instant first(core::Instant reading) const;
};

/// The clocks of one machine, which has the true time nowhere.
///
/// Model, as of a real one: a quartz that drifts makes the steady clock, which never jumps; the time of day is made of
/// the same quartz and may be set to anything. A node's clock begins each life at the time of day and then follows the
/// steady clock (core/host/host_clock.h), so that setting the time of day concerns only later lives. With `wall` as
/// its source it is the time of day itself, but never goes back within a life: set back, it stands still until the
/// time of day has come there again.
/// Integers only; exact to the nanosecond. A plain value.
class MachineClock {
 public:
  /// Keeps the true time.
  MachineClock() = default;
  MachineClock(core::Duration offset, DriftPpb drift, ClockSpec::Source source);
  /// Drawn from `dice` as the spec says.
  static MachineClock draw(const ClockSpec& spec, core::Dice dice);

  /// A life begins.
  void boot(core::Instant now);
  /// What its node is told now. `now` never goes back.
  core::Instant tell(core::Instant now);
  /// What it would be told.
  core::Instant read(core::Instant now) const;
  /// The first true instant, not before `now`, at which it will read at least that if nobody touches it.
  core::Instant due(core::Instant reading, core::Instant now) const;

  /// Somebody sets the time of day; no further than 73 years from the start of the run.
  void jump(core::Instant now, core::Duration by);
  /// From now on the quartz gains so much more (or less) than at the start of the run. What it gains in all is kept
  /// above -900,000,000 ppb, so that time goes on.
  void drift_more(core::Instant now, DriftPpb by);

  /// The time of day.
  core::Instant time_of_day(core::Instant now) const { return wall_.at(now); }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(source_, drift_wanted_, wall_, steady_, told_);
  }

 private:
  ClockSpec::Source source_ = ClockSpec::Source::steady;
  DriftPpb drift_wanted_ = 0;
  EvenTime wall_;
  EvenTime steady_;
  std::optional<core::Instant> told_;  // in this life
};

}  // namespace fleetsim::sim
